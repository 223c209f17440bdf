/** What runs inside the sandbox's home: two projects are made ready, then the shell is opened or the tour played. */
import { spawn } from 'node:child_process'
import { hasBrowser } from './browser.js'
import { isInstalled, makeReady, ownShell } from './home.js'
import { playTour } from './tour.js'

const home = process.env.HOME
const isTour = process.argv[2] === 'tour'
const shell = ownShell(process.env)
const { env, words, hasDirenv } = makeReady(home, shell)
if (isTour) env.BROWSER = 'visit'

const steps = [
  { type: 'cd ~/api', note: 'A project with a .ssoenv. It does nothing until you have trusted it:' },
  {
    type: 'ssoenv allow',
    note: 'Trust it. What it will do is shown, and the shell logs in by itself, once:',
  },
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
  { type: 'ssoenv use acme-staging', note: 'Any profile, in any directory, for this shell:' },
  { type: 'ssoenv use --unset' },
  { type: 'ssoenv logout --all', note: 'End the session, for every tool:' },
]

console.log(`A local Identity Center is running, and this is a throw-away home: ${home}`)
if (!hasDirenv) console.log('Left out, because direnv is not installed here: the project with an .envrc.')
if (!isInstalled('aws', '--version')) {
  console.log('Left out, because the AWS CLI is not installed here: aws sts get-caller-identity.')
}

if (isTour) {
  process.exitCode = await playTour({ shell, words, env, home, steps })
} else {
  console.log(`\nThis is ${shell} with the hook loaded. Try:`)
  for (const { type, note } of steps) console.log(`${note ? `\n  ${note}\n` : ''}      ${type}`)
  const who = hasBrowser(process.env)
    ? 'in your browser'
    : 'by the sandbox itself, since no browser is in reach'
  console.log(`\n  The login is answered ${who}. End with: exit\n`)
  const child = spawn(shell, words, { cwd: home, env, stdio: 'inherit' })
  process.on('SIGINT', () => undefined)
  child.on('exit', (status) => (process.exitCode = status ?? 1))
}
