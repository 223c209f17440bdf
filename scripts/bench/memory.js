/** The most memory that each start holds, and a login that waits for the person: what a container or a small machine has to have. */
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { besideSandbox } from './beside-sandbox.js'
import { isInstalled } from './measure.js'
import { boundProject } from './project.js'

/** Prints the most resident memory of its child in KiB (getrusage(2), ru_maxrss on Linux). */
const WATCH =
  'import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)'

const mebibytes = (kibibytes) => `${(kibibytes / 1024).toFixed(0)} MiB`

export async function benchMemory(root) {
  return [...ofStarts(root), await ofWaitingLogin(root)]
}

function ofStarts(root) {
  const { project, options, ours, remove } = boundProject(root)
  try {
    const most = (command) => {
      const { stdout, status, stderr } = spawnSync('python3', ['-c', WATCH, ...command], {
        ...options,
        encoding: 'utf8',
      })
      if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`)
      return Number(stdout)
    }
    const bare = most([process.execPath, '-e', '0'])
    const row = (what, kibibytes) => ({
      what: `memory: ${what}`,
      measured: `${mebibytes(kibibytes)} (${(kibibytes / bare).toFixed(2)} × node -e 0)`,
    })
    const rows = [
      ['allow'],
      ['hook', 'bash'],
      ['settle', '--shell', 'bash', '--event', 'prompt', '--dir', project],
      ['credential-process', '--profile', 'bench-dev'],
      ['env', 'bench-dev'],
      ['exec', 'bench-dev', '--', 'true'],
      ['status'],
      ['whoami', 'bench-dev', '--offline'],
    ].map((words) =>
      row(`ssoenv ${words[0] === 'settle' ? 'settle' : words.join(' ')}`, most(ours(...words))),
    )
    if (isInstalled('/usr/bin/aws', '--version')) {
      const words = ['configure', 'export-credentials', '--profile', 'bench-dev']
      rows.push(row('beside: AWS CLI, role credentials from its cache', most(['/usr/bin/aws', ...words])))
    }
    return [row('node -e 0', bare), ...rows]
  } finally {
    remove()
  }
}

/** @see proc(5), /proc/PID/status: VmHWM */
async function ofWaitingLogin(root) {
  const program = path.join(root, 'dist/main.js')
  return besideSandbox(program, ['--person', 'wait'], async ({ home, env }) => {
    const child = spawn(
      process.execPath,
      [program, 'login', 'acme-dev', '--flow', 'browser', '--no-browser'],
      {
        cwd: home,
        env: { PATH: process.env.PATH, ...env, PWD: home },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    )
    const ended = new Promise((resolve) => child.once('close', resolve))
    await new Promise((resolve, reject) => {
      let said = ''
      child.stderr.setEncoding('utf8').on('data', (text) => {
        said += text
        if (said.includes('http')) resolve()
      })
      child.once('exit', () => reject(new Error(`login ended: ${said}`)))
    })
    const [, most] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))
    child.kill('SIGTERM')
    await ended
    return { what: 'memory: a login that waits for the person', measured: mebibytes(Number(most)) }
  })
}
