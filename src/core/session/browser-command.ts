/** Programs that open an address, in the order in which they are tried. */
import { Buffer } from 'node:buffer'
import type { Env } from '../paths.js'

/** A command as words, not yet with the address. */
export type BrowserCommand = readonly [program: string, ...words: string[]]

/** Windows' PowerShell from within WSL; its words end where the address is put in, encoded. */
const POWERSHELL_WORDS = ['-NoProfile', '-NonInteractive', '-EncodedCommand'] as const

/** What WSL has: wslu's program, and PowerShell, also where Windows' folders are not on PATH. */
const OF_WSL: BrowserCommand[] = [
  ['wslview'],
  ['powershell.exe', ...POWERSHELL_WORDS],
  ['/mnt/c/Windows/System32/WindowsPowerShell/v1.0/powershell.exe', ...POWERSHELL_WORDS],
]

/** No browser, or one in the terminal, which knows no scripts: the sign-in page does not work there. */
const NO_BROWSERS = /^(?:|none|true|false|echo|www-browser|lynx|w3m|e?links2?|elinks|browsh|carbonyl)$/

/**
 * The commands to try: the settings' own, else those of BROWSER (separated by `:`, as Python's webbrowser reads it), else
 * what the platform has.
 *
 * @param release the kernel's
 */
export function browserCommands(
  env: Env,
  platform: string,
  release: string,
  chosen?: string,
): BrowserCommand[] {
  if (chosen) return commandsIn([chosen])
  if (env['BROWSER']) return commandsIn(env['BROWSER'].split(':'))
  if (platform === 'darwin') return [['open']]
  if (env['TERMUX_VERSION']) return [['termux-open-url']]
  const wsl = isWsl(env, release) ? OF_WSL : []
  return [...wsl, ['xdg-open'], ['gio', 'open'], ['x-www-browser'], ['sensible-browser']]
}

/** Windows' Linux; sudo takes the variable away, a container on it has the kernel only. */
export function isWsl(env: Env, release: string): boolean {
  return Boolean(env['WSL_DISTRO_NAME']) || /microsoft/i.test(release)
}

/**
 * The words to start: `%s` stands for the address, else it comes last. Never through a shell: PowerShell gets a script in
 * Base64 of UTF-16 (its `-EncodedCommand`), in which the address is one quoted text, because WSL joins arguments into a line.
 */
export function withAddress([program, ...words]: BrowserCommand, address: string): [string, ...string[]] {
  if (words.at(-1) === '-EncodedCommand') {
    // PowerShell takes typographic quotes for quotes too; an address on its way is ASCII, and its quotes are doubled.
    const text = address.replace(/[^\x21-\x7e]/g, encodeURIComponent).replaceAll("'", "''")
    const script = `Start-Process -FilePath '${text}'`
    return [program, ...words, Buffer.from(script, 'utf16le').toString('base64')]
  }
  if (!words.some((word) => word.includes('%s'))) return [program, ...words, address]
  return [program, ...words.map((word) => word.replaceAll('%s', () => address))]
}

function commandsIn(texts: readonly string[]): BrowserCommand[] {
  return texts.flatMap((text) => {
    const [program = '', ...words] = wordsOf(text)
    return NO_BROWSERS.test(program.slice(program.lastIndexOf('/') + 1)) ? [] : [[program, ...words] as const]
  })
}

/** Words at blanks, with single and double quotes around those that hold some. */
function wordsOf(text: string): string[] {
  return Array.from(text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g), ([, double, single, bare]) => {
    return double ?? single ?? bare ?? ''
  })
}
