/** What reaches a command of `ssoenv exec` of the signals of its terminal, of its group, and of ssoenv's process alone. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { processState } from '../../src/world/process/process-state.js'
import { homeFor } from '../support/home.js'
import { NODES } from '../support/nodes.js'
import { runCommandOnTerminal, type Step } from '../support/on-terminal.js'
import { PROGRAM, start, type Running } from '../support/program.js'
import { until } from '../support/until.js'

const COUNTER = ['/usr/bin/python3', fileURLToPath(new URL('../support/counts-signals.py', import.meta.url))]
const BASH = ['bash', '--norc', '--noprofile', '--noediting', '-i']
const PASSED_ON = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGWINCH',
  'SIGCONT',
] as const satisfies NodeJS.Signals[]

async function envFor(t: TestContext): Promise<Record<string, string>> {
  const home = await homeFor(t)
  await home.writeConfig({ 'profile plain': { region: 'eu-west-1' } })
  return home.env()
}

/** Starts the counter with a group of its own and no terminal, and waits for it. @returns it, and the counter's pid */
async function counting(t: TestContext, node: string): Promise<{ running: Running; pid: number }> {
  const running = start(['exec', 'plain', '--', ...COUNTER], {
    env: await envFor(t),
    through: ['setsid'],
    node,
  })
  t.after(() => running.child.kill('SIGKILL'))
  await until(() => /^here \d+$/m.test(running.output.stdout))
  return { running, pid: Number(/^here (\d+)$/m.exec(running.output.stdout)?.[1]) }
}

/** The pids of a process group. */
function processesOf(group: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(Number).filter((pid) => processState(pid)?.group === group)
}

const said = ({ output }: Running, line: string): Promise<void> =>
  until(() => output.stdout.split('\n').includes(line))

for (const [version, node] of NODES) {
  it(`Node ${version}: each signal that is sent to its process alone reaches the command once`, async (t) => {
    const { running } = await counting(t, node)
    for (const name of PASSED_ON) {
      for (const count of [1, 2, 3]) {
        running.child.kill(name)
        await said(running, `${name} ${count}`)
      }
    }
    running.child.kill('SIGUSR2')
    const { stdout, status } = await running.ended
    const all = [...PASSED_ON.map((name) => `${name}=3`), 'SIGUSR2=1'].sort().join(' ')
    assert.match(stdout, new RegExp(`^all ${all}$`, 'm'))
    assert.equal(status, 0)
  })

  it(`Node ${version}: each signal that is sent to the whole group reaches the command once`, async (t) => {
    const { running } = await counting(t, node)
    const group = running.child.pid!
    for (const name of PASSED_ON) {
      for (const count of [1, 2, 3]) {
        process.kill(-group, name)
        await said(running, `${name} ${count}`)
      }
    }
    // Decided in the order in which they came: with this one, all earlier ones are through.
    running.child.kill('SIGUSR2')
    const all = [...PASSED_ON.map((name) => `${name}=3`), 'SIGUSR2=1'].sort().join(' ')
    assert.match((await running.ended).stdout, new RegExp(`^all ${all}$`, 'm'))
  })

  it(`Node ${version}: signals to the group that come faster than they are looked into reach the command once each`, async (t) => {
    const { running, pid } = await counting(t, node)
    const group = running.child.pid!
    // Stopped, what tells signals to the group from others sees two of them as one.
    const beside = processesOf(group).filter((one) => one !== group && one !== pid)
    for (const one of beside) process.kill(one, 'SIGSTOP')
    for (const count of [1, 2]) {
      process.kill(-group, 'SIGINT')
      await said(running, `SIGINT ${count}`)
    }
    for (const one of beside) process.kill(one, 'SIGCONT')
    running.child.kill('SIGUSR2')
    assert.match((await running.ended).stdout, /^all SIGINT=2 SIGUSR2=1$/m)
  })

  it(`Node ${version}: on a terminal each of twenty Ctrl-C reaches the command once`, async (t) => {
    const env = await envFor(t)
    const command = [node, PROGRAM, 'exec', 'plain', '--', ...COUNTER]
    const steps: Step[] = [
      ['here', { type: '\x03' }],
      ...Array.from({ length: 19 }, (_, index): Step => [`SIGINT ${index + 1}\r\n`, { type: '\x03' }]),
      ['SIGINT 20\r\n', { type: '\x1c' }],
      ['SIGQUIT 1\r\n', { signal: 'SIGUSR2' }],
    ]
    const { screen, status } = await runCommandOnTerminal(command, steps, { env })
    assert.match(screen, /all SIGINT=20 SIGQUIT=1 SIGUSR2=1\r\n/)
    assert.equal(status, 0)
  })

  it(`Node ${version}: in the foreground of a terminal a signal to its process alone reaches the command once`, async (t) => {
    const env = await envFor(t)
    const command = [node, PROGRAM, 'exec', 'plain', '--', ...COUNTER]
    const steps: Step[] = [
      ['here', { signal: 'SIGUSR1' }],
      ['SIGUSR1 1', { type: '\x03' }],
      ['SIGINT 1', { signal: 'SIGTERM' }],
      ['SIGTERM 1', { signal: 'SIGQUIT' }],
      ['SIGQUIT 1', { signal: 'SIGWINCH' }],
      ['SIGWINCH 1', { type: '\x1c' }],
      ['SIGQUIT 2', { signal: 'SIGUSR2' }],
    ]
    const { screen, status } = await runCommandOnTerminal(command, steps, { env })
    assert.match(screen, /all SIGINT=1 SIGQUIT=2 SIGTERM=1 SIGUSR1=1 SIGUSR2=1 SIGWINCH=1\r\n/)
    assert.equal(status, 0)
  })

  it(`Node ${version}: a terminal that goes away reaches the command, and nothing is left running`, async (t) => {
    const env = await envFor(t)
    const command = [node, PROGRAM, 'exec', 'plain', '--', 'sh', '-c', 'echo here $$; exec sleep 60']
    const { signal, screen } = await runCommandOnTerminal(command, [['here', { close: true }]], { env })
    assert.equal(signal, 'SIGHUP')
    const pid = Number(/here (\d+)/.exec(screen)?.[1])
    await until(() => !pid || processState(pid) === undefined)
  })

  it(`Node ${version}: Ctrl-Z stops the whole job for the shell, and fg goes on with it`, async (t) => {
    const env = { ...(await envFor(t)), PS1: 'ready> ', HISTFILE: '/dev/null' }
    const line = [node, PROGRAM, 'exec', 'plain', '--', ...COUNTER].join(' ')
    const stoppedAgain = (count: number): Step[] => [
      [`SIGTSTP ${count}\r\n`, { type: '' }],
      ['Stopped', { type: 'fg; echo ended $?\n' }],
      [`SIGCONT ${count}\r\n`, { type: '' }],
    ]
    const steps: Step[] = [
      ['ready> ', { type: `${line}\n` }],
      ['here ', { type: '\x1a' }],
      ...stoppedAgain(1),
      ['', { type: '\x1a' }],
      ...stoppedAgain(2),
      ['', { type: '\x03' }],
      ['SIGINT 1\r\n', { type: '\x1a' }],
      ['Stopped', { type: 'kill -USR2 %1; fg; echo ended $?\n' }],
      ['all ', { type: '' }],
      ['ended 0', { type: 'exit\n' }],
    ]
    const { screen, status } = await runCommandOnTerminal(BASH, steps, {
      env,
    })
    assert.match(screen, /all SIGCONT=\d SIGINT=1 SIGTSTP=3 SIGUSR2=1\r\n/)
    assert.equal(status, 0, screen)
  })

  it(`Node ${version}: TSTP and CONT that are sent to its process alone stop and continue both`, async (t) => {
    const env = { ...(await envFor(t)), PS1: 'ready> ', HISTFILE: '/dev/null' }
    const line = [node, PROGRAM, 'exec', 'plain', '--', ...COUNTER].join(' ')
    const whenStopped = 'while [ -z "$(jobs -s)" ]; do :; done'
    const whenRunning = 'while [ -z "$(jobs -r)" ]; do :; done'
    const steps: Step[] = [
      ['ready> ', { type: `${line} &\n` }],
      ['here ', { type: `kill -TSTP $!; ${whenStopped}; kill -CONT $!\n` }],
      // Told of its going on, bash waits for its end, and not for the stop.
      ['SIGCONT 1', { type: `${whenRunning}; kill -USR2 $!; wait $!; echo ended $?\n` }],
      ['all SIGCONT=1 SIGTSTP=1 SIGUSR2=1', { type: '' }],
      ['ended 0', { type: 'exit\n' }],
    ]
    const { screen, status } = await runCommandOnTerminal(BASH, steps, { env })
    assert.equal(status, 0, screen)
  })

  it(`Node ${version}: a shell in there that suspends itself gives the terminal back to the shell around it`, async (t) => {
    const env = { ...(await envFor(t)), PS1: 'outer> ', HISTFILE: '/dev/null' }
    const inner = 'env PS1="inner> " bash --norc --noprofile -i'
    const steps: Step[] = [
      ['outer> ', { type: `${node} ${PROGRAM} exec plain -- ${inner}\n` }],
      ['inner> ', { type: 'suspend\n' }],
      ['outer> ', { type: 'fg\n' }],
      ['inner> ', { type: 'echo $AWS_PROFILE-again\n' }],
      ['plain-again\r\n', { type: 'exit 5\n' }],
      ['outer> ', { type: 'echo status $?\n' }],
      ['status 5', { type: 'exit\n' }],
    ]
    const { status, screen } = await runCommandOnTerminal(BASH, steps, {
      env,
    })
    assert.equal(status, 0, screen)
  })
}
