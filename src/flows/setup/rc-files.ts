/** Which rc files load a shell's hook. */
import path from 'node:path'
import { UsageError } from '../../core/errors.js'
import { SHELLS, type Shell } from '../../shells/dialect.js'
import { readIfPresent } from '../../world/files/files.js'
import { callingShell } from '../../world/for-shells/calling-shell.js'
import type { World } from '../../world/world.js'

/**
 * The shell that the person uses now: the one above this process, else what SSOENV_SHELL (the hook is loaded) or SHELL (the
 * login shell) says.
 *
 * @throws UsageError where none of the three is a shell that ssoenv knows
 */
export function shellInUse({ env }: World): Shell {
  const named = [callingShell(SHELLS), env['SSOENV_SHELL'], env['SHELL'] && path.basename(env['SHELL'])]
  const found = SHELLS.find((shell) => shell === named.find((name) => SHELLS.some((each) => each === name)))
  if (found) return found
  throw new UsageError(`Which shell? One of ${SHELLS.join(', ')}.`, {
    suggestions: SHELLS.map((shell) => `ssoenv setup --shell ${shell}`),
  })
}

/** Every rc file of the shell in which the line may stand, the usual one first. */
export function rcFiles({ env, paths: { home } }: World, shell: Shell): string[] {
  const set = (name: string): string | undefined => (env[name]?.startsWith('/') ? env[name] : undefined)
  switch (shell) {
    case 'bash':
      return ['.bashrc', ...BASH_LOGIN].map((name) => path.join(home, name))
    case 'zsh':
      return [path.join(set('ZDOTDIR') ?? home, '.zshrc')]
    case 'fish':
      return [path.join(set('XDG_CONFIG_HOME') ?? path.join(home, '.config'), 'fish/config.fish')]
  }
}

/** A login bash reads the first that is there, and no .bashrc (bash(1), "INVOCATION"). */
const BASH_LOGIN = ['.bash_profile', '.bash_login', '.profile']

/**
 * The rc files to which the line belongs, and what there is to say about others.
 *
 * A login bash (ssh, each window of macOS's Terminal) reads .bashrc only where its own file does. Where it does not, the
 * line belongs there too; but not into a .profile, which other shells read, nor into a new file that would hide it.
 */
export async function filesFor(world: World, shell: Shell): Promise<{ files: string[]; note?: string }> {
  const [rc = '', ...login] = rcFiles(world, shell)
  if (shell !== 'bash') return { files: [rc] }
  for (const file of login) {
    const text = (await readIfPresent(file))?.toString('utf8')
    if (text === undefined) continue
    if (/^(?!\s*#).*\bbashrc\b/m.test(text)) return { files: [rc] }
    if (path.basename(file) !== '.profile') return { files: [rc, file] }
    return { files: [rc], note: `A login bash reads ~/.profile, which does not read ~/.bashrc.` }
  }
  if (process.platform === 'darwin') return { files: [rc, login[0] ?? ''] }
  return {
    files: [rc],
    note: 'A login bash (ssh) reads ~/.bash_profile; there is none that reads ~/.bashrc.',
  }
}
