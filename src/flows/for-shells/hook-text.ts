/** What `ssoenv hook SHELL` prints: a few assignments, then the shell's file as the build has joined it (for zsh, both as one word). */
import { readFile } from '../../world/files/fs.js'
import path from 'node:path'
import { commandsExpression, type Settings } from '../../core/settings/settings.js'
import { assignment, quote, type Shell } from '../../shells/dialect.js'
import { packageFolder } from '../../world/package-folder.js'
import { version } from '../../world/version.js'
import type { World } from '../../world/world.js'
import { loadSettings } from '../settings.js'

export interface HookOptions {
  /** `--no-prompt`: leave the prompt alone. */
  prompt: boolean
  /** `--no-cd`: do not define `cd`, `pushd`, `popd` in bash. */
  cd: boolean
}

/** The text to evaluate; the same for the same machine and settings. */
export async function hookText(world: World, shell: Shell | 'direnv', options: HookOptions): Promise<string> {
  const { settings } = await loadSettings(world)
  return hookTextUnder(settings, shell, options)
}

/** The file of this package that the text ends with. */
export function hookFile(shell: Shell | 'direnv'): string {
  return path.join(packageFolder, shell === 'direnv' ? 'shell/direnv/ssoenv.sh' : `dist/hook.${shell}`)
}

/** The program that the text calls. */
export const mainFile: string = path.join(packageFolder, 'dist/main.js')

/** The text under these settings. */
export async function hookTextUnder(
  settings: Pick<Settings, 'loginBefore' | 'prompt'>,
  shell: Shell | 'direnv',
  options: HookOptions,
): Promise<string> {
  const values: [string, string][] = [
    ['__ssoenv_node', process.execPath],
    ['__ssoenv_main', mainFile],
    ['__ssoenv_version', version],
  ]
  if (shell !== 'direnv') {
    values.push(
      ['__ssoenv_commands', commandsExpression(settings.loginBefore)],
      ['__ssoenv_opt_prompt', options.prompt && settings.prompt ? '1' : '0'],
      ['__ssoenv_opt_cd', options.cd ? '1' : '0'],
    )
  }
  const dialect = shell === 'direnv' ? 'bash' : shell
  const lines = values.map(([name, value]) => assignment(dialect, name, value))
  const text = `${lines.join('\n')}\n${await readFile(hookFile(shell), 'utf8')}`
  return shell === 'zsh' ? sticky(text) : text
}

/**
 * zsh: functions that `emulate -c` defines keep its options whatever the user's are ("sticky emulation", zshbuiltins(1)); and as
 * one word, the text is not read with the user's aliases, which `eval` would expand in all of it before any line runs.
 */
function sticky(text: string): string {
  return `'builtin' 'emulate' '-R' 'zsh' '-o' 'no_aliases' '-o' 'no_xtrace' '-c' ${quote('zsh', text)}\n`
}
