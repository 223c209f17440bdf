/** File systems of a test's own: mounted where nobody but the program under test, and the test, sees them. */
import { spawn, spawnSync } from 'node:child_process'
import type { TestContext } from 'node:test'

/** Whether this user may mount; `skip` of a test. */
export const CANNOT_MOUNT =
  spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/tmp']).status !== 0 &&
  'only root can mount a disk'

export interface Mounts {
  /** In front of a command: it runs where the mounts are, in that folder. */
  within: (folder: string) => string[]
  /** A path there, as it is reached from outside. */
  outside: (file: string) => string
  /** `mount WORDS…` */
  mount: (...words: string[]) => void
}

/** No mount yet; when the test is over, all are gone. */
export async function mountsFor(t: TestContext): Promise<Mounts> {
  // It ends with us, whatever becomes of us, and the mounts with it.
  const holder = spawn('unshare', ['--mount', 'sh', '-c', 'echo; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => holder.stdout.once('data', resolve))
  t.after(() => holder.stdin.end())
  const within = (folder: string) => [
    'nsenter',
    `--mount=/proc/${holder.pid}/ns/mnt`,
    '--',
    'env',
    '-C',
    folder,
  ]
  return {
    within,
    outside: (file) => `/proc/${holder.pid}/root${file}`,
    mount: (...words) => {
      const [command = '', ...rest] = [...within('/'), 'mount', ...words]
      const { status, stderr } = spawnSync(command, rest, { encoding: 'utf8' })
      if (status !== 0) throw new Error(`mount ${words.join(' ')}: ${stderr}`)
    },
  }
}
