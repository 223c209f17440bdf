/**
 * Copies of what `ssoenv hook` prints, so that a new shell starts no program: `$XDG_DATA_HOME/ssoenv/hook.SHELL`, and the
 * extension in direnv's own folder (shell/README.md §8).
 *
 * `ssoenv setup` makes them. A copy's first line says what it was made from; whenever a shell asks the program
 * (`settle`), the program makes those anew that are not its own any more: after an upgrade, under another node.
 */
import { lstat, mkdir, stat } from '../../world/files/fs.js'
import path from 'node:path'
import { DEFAULT_LOGIN_BEFORE } from '../../core/settings/settings.js'
import { printable } from '../../core/text/display.js'
import { sha1 } from '../../core/text/sha1.js'
import { ConfigError, SsoenvError } from '../../core/errors.js'
import { SHELLS, type Shell } from '../../shells/dialect.js'
import {
  ensurePrivateFolder,
  reasonOf,
  isOurFolder,
  readIfPresent,
  writeWhole,
} from '../../world/files/files.js'
import { version } from '../../world/version.js'
import type { World } from '../../world/world.js'
import { hookFile, hookTextUnder, mainFile, type HookOptions } from './hook-text.js'

export type CopyKind = Shell | 'direnv'

export const COPIES: readonly CopyKind[] = [...SHELLS, 'direnv']

/** Where the copy is, or would be. */
export function copyFile({ env, paths }: World, kind: CopyKind): string {
  if (kind !== 'direnv') return path.join(paths.data, `hook.${kind}`)
  const set = (name: string): string | undefined => (env[name]?.startsWith('/') ? env[name] : undefined)
  // As direnv does (internal/cmd/config.go): its own variable is the folder itself.
  const folder =
    set('DIRENV_CONFIG') ?? path.join(set('XDG_CONFIG_HOME') ?? `${paths.home}/.config`, 'direnv')
  return path.join(folder, 'lib/ssoenv.sh')
}

/** How a copy stands. `foreign`: a file that ssoenv has not made; it is left alone. */
export type CopyState =
  { state: 'absent' | 'foreign' } | { state: 'current' | 'stale'; options: HookOptions; isRenewed: boolean }

/**
 * How the copy stands beside what this program would write with the options that it was made with.
 *
 * @throws ConfigError where it cannot be read
 */
export async function copyState(world: World, kind: CopyKind): Promise<CopyState> {
  const file = copyFile(world, kind)
  const text = (await readIfPresent(file, { limit: LIMIT_BYTES }))?.toString('utf8')
  if (text === undefined) return { state: 'absent' }
  const [, stamp, words] = FIRST_LINE.exec(text) ?? []
  if (stamp === undefined || words === undefined) {
    // As `ssoenv hook direnv > …` leaves it: whoever did that makes it anew likewise.
    const isPrinted = /^__ssoenv_node='/.test(text)
    return isPrinted
      ? { state: 'stale', options: { prompt: true, cd: true }, isRenewed: false }
      : { state: 'foreign' }
  }
  const options = { prompt: !words.includes('--no-prompt'), cd: !words.includes('--no-cd') }
  const isCurrent = stamp === (await stampOf(kind, options)) && !(await canOthersWrite(file))
  return { state: isCurrent ? 'current' : 'stale', options, isRenewed: true }
}

/** More than any hook has. */
const LIMIT_BYTES = 1024 * 1024

const FIRST_LINE = /^# ssoenv 1 ([0-9a-f]{40})((?: --[a-z-]+)*)\n/

/** The words of `ssoenv hook` for these options. */
export function optionWords(kind: CopyKind, { prompt, cd }: HookOptions): string[] {
  return kind === 'direnv'
    ? []
    : [...(prompt ? [] : ['--no-prompt']), ...(cd || kind !== 'bash' ? [] : ['--no-cd'])]
}

/**
 * Writes the copy, 0600. The folder of the hooks is ours alone, since shells run what is in it.
 *
 * @throws RefusedError, ConfigError when the folder is not ours or the file cannot be written
 */
export async function writeCopy(world: World, kind: CopyKind, options: HookOptions): Promise<void> {
  const file = copyFile(world, kind)
  if (kind === 'direnv') await makeFolder(path.dirname(file))
  else await ensurePrivateFolder(world.paths.data)
  await writeWhole(file, await copyText(kind, options))
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, 0o700).catch((error: unknown) => {
    throw new ConfigError(`${printable(folder)} cannot be made (${reasonOf(error)}).`, {
      cause: error,
    })
  })
}

/** Makes those copies anew that are there and not current. What cannot be written is left: the old one works on. */
export async function renewCopies(world: World): Promise<void> {
  for (const kind of COPIES) {
    try {
      // Nearly always there is nothing to read.
      if (!(await isMade(world, kind))) continue
      const found = await copyState(world, kind)
      if (found.state === 'stale' && found.isRenewed) await writeCopy(world, kind, found.options)
    } catch (error) {
      if (!(error instanceof SsoenvError)) throw error
    }
  }
}

async function isMade(world: World, kind: CopyKind): Promise<boolean> {
  const file = copyFile(world, kind)
  const found = await lstat(file).catch(() => undefined)
  return found !== undefined && (kind === 'direnv' || (await isOurFolder(world.paths.data)))
}

async function canOthersWrite(file: string): Promise<boolean> {
  return ((await stat(file)).mode & 0o022) !== 0
}

/** What the copy depends on: this package, wherever and with whatever node, and the very file that it ends with. */
async function stampOf(kind: CopyKind, options: HookOptions): Promise<string> {
  const { mtimeMs, size } = await stat(hookFile(kind))
  const parts = [version, process.execPath, mainFile, mtimeMs, size, ...optionWords(kind, options)]
  return sha1(parts.join('\n'))
}

async function copyText(kind: CopyKind, options: HookOptions): Promise<string> {
  const words = optionWords(kind, options)
  // The settings at this moment do not go in: their record tells the shells, also of what they will be.
  const text = await hookTextUnder({ loginBefore: DEFAULT_LOGIN_BEFORE, prompt: true }, kind, options)
  const first = ['# ssoenv 1', await stampOf(kind, options), ...words].join(' ')
  return [
    first,
    '# Made by ssoenv, which makes it anew after an upgrade.',
    ...printed(kind, words),
    text,
  ].join('\n')
}

/** SSOENV_LOGIN_BEFORE is the environment's own word, and only the program makes an expression of it: then it prints the hook. */
function printed(kind: CopyKind, words: readonly string[]): string[] {
  if (kind === 'direnv') return []
  const hook = ['NODE_OPTIONS= command ssoenv hook', kind, ...words].join(' ')
  return kind === 'fish'
    ? ['if set -q SSOENV_LOGIN_BEFORE', `    ${hook} | source`, '    return', 'end']
    : [`[[ -z \${SSOENV_LOGIN_BEFORE+1} ]] || { eval "$(${hook})"; return 0; }`]
}
