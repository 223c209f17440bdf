/** What runs inside the sandbox's home: sets two projects up, then opens the shell or plays the tour. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { hasBrowser } from './browser.js'
import { playTour } from './tour.js'

const home = process.env.HOME
const root = fileURLToPath(new URL('../..', import.meta.url))
const isInstalled = (command, ...words) => spawnSync(command, words, { stdio: 'ignore' }).status === 0
const asked = path.basename(process.env.SHELL ?? '')
const shell = ['bash', 'zsh', 'fish'].includes(asked) && isInstalled(asked, '--version') ? asked : 'bash'
const hasDirenv = isInstalled('direnv', 'version')
const hasAws = isInstalled('aws', '--version')

function write(file, text, mode = 0o644) {
  const target = path.join(home, file)
  mkdirSync(path.dirname(target), { recursive: true })
  writeFileSync(target, text, { mode })
}

mkdirSync(path.join(home, 'bin'))
symlinkSync(path.join(root, 'dist/main.js'), path.join(home, 'bin/ssoenv'))
symlinkSync(path.join(root, 'scripts/demo/visit.js'), path.join(home, 'bin/visit'))
write('api/.ssoenv', 'profile = acme-dev\n')
write('infra/.envrc', 'use sso_profile acme-prod\n')

/** The lines that a user writes, and a prompt that shows where one is. */
const RC = {
  bash: {
    file: '.bashrc',
    text: `PS1='\\w $ '\neval "$(ssoenv hook bash)"\n`,
    direnv: 'eval "$(direnv hook bash)"\n',
  },
  zsh: {
    file: '.zshrc',
    text: `PROMPT='%~ $ '\neval "$(ssoenv hook zsh)"\n`,
    direnv: 'eval "$(direnv hook zsh)"\n',
  },
  fish: {
    file: '.config/fish/config.fish',
    text: `set -g fish_greeting\nfunction fish_prompt\n  printf '%s $ ' (prompt_pwd)\nend\nssoenv hook fish | source\n`,
    direnv: 'direnv hook fish | source\n',
  },
}[shell]
write(RC.file, `${RC.text}${hasDirenv ? RC.direnv : ''}`)

const env = {
  ...process.env,
  SHELL: shell,
  PATH: `${home}/bin:${path.dirname(process.execPath)}:${process.env.PATH}`,
  PWD: home,
}
for (const name of [
  'CI',
  'BASH_ENV',
  'ENV',
  'ZDOTDIR',
  'PROMPT_COMMAND',
  'DIRENV_DIR',
  'DIRENV_DIFF',
  'DIRENV_FILE',
  'DIRENV_WATCHES',
])
  delete env[name]
if (process.argv[2] === 'tour') env.BROWSER = 'visit'
if (hasDirenv) {
  const extension = spawnSync('ssoenv', ['hook', 'direnv'], { env, encoding: 'utf8' }).stdout
  write('.config/direnv/lib/ssoenv.sh', extension)
  spawnSync('direnv', ['allow', path.join(home, 'infra')], { env, stdio: 'ignore' })
}

const steps = [
  { type: 'cd ~/api', note: 'A project with a .ssoenv. It does nothing until you have trusted it:' },
  { type: 'ssoenv allow', note: 'Trust it. What it says is shown:' },
  { type: 'cd ~ && cd api', note: 'Enter it: the shell logs in by itself, once, and is in the account:' },
  { type: 'echo $AWS_PROFILE', note: 'Every AWS tool started here uses it:' },
  { type: 'ssoenv status', note: 'How the session stands:' },
  { type: 'cd ~', note: 'Leaving restores what was there before:' },
  { type: 'echo "[$AWS_PROFILE]"' },
  ...(hasDirenv
    ? [
        { type: 'cd ~/infra', note: 'A project with an .envrc that says: use sso_profile acme-prod' },
        { type: 'echo $AWS_PROFILE' },
        { type: 'cd ~' },
      ]
    : []),
  { type: 'ssoenv use acme-dev', note: 'Any profile, in any directory, for this shell:' },
  { type: 'ssoenv use --unset' },
  { type: 'ssoenv logout --all', note: 'End the session, for every tool:' },
]

console.log(`A local Identity Center is running, and this is a throw-away home: ${home}`)
if (!hasDirenv) console.log('Left out, because direnv is not installed here: the project with an .envrc.')
if (!hasAws)
  console.log('The AWS CLI is not installed here; with it you could try: aws sts get-caller-identity')

const words = {
  bash: ['--noprofile', '--rcfile', path.join(home, '.bashrc'), '-i'],
  zsh: ['-d', '-i'],
  fish: ['-i'],
}[shell]
if (process.argv[2] === 'tour') {
  process.exitCode = await playTour({ shell, words, env, home, steps })
} else {
  console.log(`\nThis is ${shell} with the hook loaded. Try:\n`)
  for (const { type, note } of steps) console.log(`${note ? `\n  ${note}\n` : ''}      ${type}`)
  console.log(
    `\n  The login is answered ${hasBrowser(process.env) ? 'in your browser' : 'by the sandbox itself, since no browser is in reach'}. End with: exit\n`,
  )
  const child = spawn(shell, words, { cwd: home, env, stdio: 'inherit' })
  process.on('SIGINT', () => undefined)
  child.on('exit', (status) => (process.exitCode = status ?? 1))
}
