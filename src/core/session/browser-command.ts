/** Programs that open an address, in the order in which they are tried. */
import type { Env } from '../paths.js'

/** A command as words, not yet with the address. */
export type BrowserCommand = readonly [program: string, ...words: string[]]

/**
 * The commands to try: the settings' own, else those of BROWSER (separated by `:`, as Python's webbrowser reads it), else
 * what the platform has.
 */
export function browserCommands(env: Env, platform: string, chosen?: string): BrowserCommand[] {
  if (chosen) return commandsIn([chosen])
  if (env['BROWSER']) return commandsIn(env['BROWSER'].split(':'))
  if (platform === 'darwin') return [['open']]
  const wsl: BrowserCommand[] = env['WSL_DISTRO_NAME'] ? [['wslview']] : []
  return [...wsl, ['xdg-open'], ['gio', 'open'], ['x-www-browser'], ['sensible-browser']]
}

/** The words to start: `%s` stands for the address, else it comes last. Never through a shell. */
export function withAddress([program, ...words]: BrowserCommand, address: string): [string, ...string[]] {
  if (!words.some((word) => word.includes('%s'))) return [program, ...words, address]
  return [program, ...words.map((word) => word.replaceAll('%s', () => address))]
}

function commandsIn(texts: readonly string[]): BrowserCommand[] {
  return texts.flatMap((text) => {
    const [program, ...words] = wordsOf(text)
    return program ? [[program, ...words] as const] : []
  })
}

/** Words at blanks, with single and double quotes around those that hold some. */
function wordsOf(text: string): string[] {
  return Array.from(text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g), ([, double, single, bare]) => {
    return double ?? single ?? bare ?? ''
  })
}
