/** The sandbox's home made ready for a person: two projects, the program on PATH, and the rc file of one shell. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Variables of the outer shell that would reach into the one in here. */
const OUTER = [
  'CI',
  'BASH_ENV',
  'ENV',
  'ZDOTDIR',
  'PROMPT_COMMAND',
  'DIRENV_DIR',
  'DIRENV_DIFF',
  'DIRENV_FILE',
  'DIRENV_WATCHES',
]

/** The lines that a user writes, and a prompt that shows where one is. */
const RC = {
  bash: {
    file: '.bashrc',
    prompt: `PS1='\\w $ '\n`,
    hook: 'eval "$(ssoenv hook bash)"\n',
    direnv: 'eval "$(direnv hook bash)"\n',
  },
  zsh: {
    file: '.zshrc',
    prompt: `PROMPT='%~ $ '\n`,
    hook: 'eval "$(ssoenv hook zsh)"\n',
    direnv: 'eval "$(direnv hook zsh)"\n',
  },
  fish: {
    file: '.config/fish/config.fish',
    prompt: `set -g fish_greeting\nfunction fish_prompt\n  printf '%s $ ' (prompt_pwd)\nend\n`,
    hook: 'ssoenv hook fish | source\n',
    direnv: 'direnv hook fish | source\n',
  },
}

export const isInstalled = (command, ...words) => spawnSync(command, words, { stdio: 'ignore' }).status === 0

/** The person's own shell if it is one of the three and there, else bash. */
export function ownShell(env) {
  const asked = path.basename(env.SHELL ?? '')
  return asked in RC && isInstalled(asked, '--version') ? asked : 'bash'
}

/** @returns how to start the shell: its words and environment; and whether direnv takes part */
export function makeReady(home, shell) {
  const hasDirenv = isInstalled('direnv', 'version')
  const write = (file, text) => {
    const target = path.join(home, file)
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
  mkdirSync(path.join(home, 'bin'))
  symlinkSync(path.join(root, 'dist/main.js'), path.join(home, 'bin/ssoenv'))
  symlinkSync(path.join(root, 'scripts/demo/visit.js'), path.join(home, 'bin/visit'))
  write('api/.ssoenv', 'profile = acme-dev\n')
  write('infra/.envrc', 'use sso_profile acme-prod\n')
  const rc = RC[shell]
  write(rc.file, `${rc.prompt}${rc.hook}${hasDirenv ? rc.direnv : ''}`)
  const env = {
    ...process.env,
    SHELL: shell,
    PATH: `${home}/bin:${path.dirname(process.execPath)}:${process.env.PATH}`,
    PWD: home,
    // fish makes a folder of its own in the temporary directory where it has none for run time.
    XDG_RUNTIME_DIR: path.join(home, '.run'),
  }
  mkdirSync(env.XDG_RUNTIME_DIR, { mode: 0o700 })
  for (const name of OUTER) delete env[name]
  if (hasDirenv) {
    write(
      '.config/direnv/lib/ssoenv.sh',
      spawnSync('ssoenv', ['hook', 'direnv'], { env, encoding: 'utf8' }).stdout,
    )
    spawnSync('direnv', ['allow', path.join(home, 'infra')], { env, stdio: 'ignore' })
  }
  const words = {
    bash: ['--noprofile', '--rcfile', path.join(home, '.bashrc'), '-i'],
    zsh: ['-d', '-i'],
    fish: ['-i'],
  }[shell]
  return { env, words, hasDirenv }
}
