/**
 * What the commands that are started often cost, in processes, files of the person, and calls: counted by strace and the local
 * Identity Center, so that no busy machine changes it. (What they read of the package is in start.test.ts.)
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { roleCredentialsFileName, roleCredentialsText } from '../../src/core/session/role-credentials.js'
import { tokenFileName } from '../../src/core/session/token.js'
import { configText, endpointsOf, homeFor, sandboxSections, type Home } from '../support/home.js'
import { PROGRAM, run } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { sessionOf } from '../support/world.js'
import type { Sandbox } from '../../src/sandbox/server.js'

const PROFILES = 10_000

interface Scene {
  home: Home
  sandbox: Sandbox
  env: Record<string, string>
  /** Bound to acme-dev, and trusted. */
  bound: string
}

/** A config of 10,000 profiles, a token that lasts, and kept credentials of acme-dev. */
async function sceneFor(t: TestContext): Promise<Scene> {
  const sandbox = await sandboxFor(t)
  const home = await homeFor(t)
  const sections = sandboxSections(sandbox)
  const { 'profile acme-dev': dev = {} } = sections
  for (let index = 0; index < PROFILES; index++)
    sections[`profile team-${index}`] = { ...dev, sso_account_id: String(100_000_000_000 + index) }
  await home.write('.aws/config', configText(sections))
  await home.write('.aws/credentials', '')
  const session = sessionOf(sandbox, 'sandbox')
  await home.write(`.aws/sso/cache/${tokenFileName(session)}`, JSON.stringify(sandbox.issueToken()))
  const keys = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' }
  const kept = roleCredentialsText({ ...keys, expiresAt: new Date(Date.now() + 3_600_000) }, '111122223333')
  await home.write(`.aws/cli/cache/${roleCredentialsFileName(session, '111122223333', 'Developer')}`, kept)
  const bound = path.dirname(await home.write('acme/.ssoenv', 'profile = acme-dev\n'))
  const env = home.env(endpointsOf(sandbox))
  assert.equal((await run(['allow', bound], { env })).status, 0)
  return { home, sandbox, env, bound }
}

interface Traced {
  status: number | null
  stderr: string
  /** Processes that were started; threads are none. */
  processes: number
  /** The person's files that it opened, each as often as it did; compiled code is the program's own. */
  opened: string[]
}

/** Runs a command under strace, without a terminal. */
async function traced(
  { home, env }: Pick<Scene, 'home' | 'env'>,
  command: readonly string[],
  cwd = home.path,
): Promise<Traced> {
  const file = path.join(home.path, 'trace')
  const strace = ['-f', '-qq', '-e', 'trace=process,open,openat', '-o', file]
  const [status, stderr] = await new Promise<[number | null, string]>((resolve) => {
    const options = { env: { ...env, PWD: cwd }, cwd }
    const child = execFile('strace', [...strace, ...command], options, (_error, _stdout, said) => {
      resolve([child.exitCode, said])
    })
    child.stdin?.end()
  })
  const lines = (await readFile(file, 'utf8')).split('\n')
  return {
    status,
    stderr,
    // A call that another thread interrupts is told in two lines; the second has no parenthesis behind the name.
    processes: lines.filter((line) => /\b(v?fork|clone3?)\(/.test(line) && !line.includes('CLONE_THREAD'))
      .length,
    opened: lines.flatMap((line) => {
      const [, name = ''] = /\bopen(?:at)?\([^"]*"([^"]+)", O_RDONLY/.exec(line) ?? []
      const file = name.startsWith(`${home.path}/`) ? name.slice(home.path.length + 1) : ''
      return file === '' || file.startsWith('.cache/ssoenv/') ? [] : file
    }),
  }
}

const ssoenv = (...words: string[]): string[] => [process.execPath, PROGRAM, ...words]

const CONFIG = ['.aws/config', '.aws/credentials']
const TOKEN = '.aws/sso/cache/*.json'
const KEPT = '.aws/cli/cache/*.json'
/** Looked through when something is written there, for what a killed process left. */
const STATE = '.local/state/ssoenv'

/** Before Node could become another program, it stays beside it, with a small sh (src/world/process/supervise.ts). */
const BESIDE = 'execve' in process ? 0 : 2

/** The words, how many processes they start, and what they open in the person's home. */
const STARTS: [words: string[], processes: number, files: string[]][] = [
  [['hook', 'bash'], 0, []],
  [['credential-process', '--profile', 'acme-dev'], 0, [...CONFIG, KEPT]],
  [['env', 'acme-dev'], 0, [...CONFIG, KEPT]],
  [['exec', 'acme-dev', '--', 'true'], BESIDE, [...CONFIG, TOKEN, STATE]],
  [['exec', 'acme-dev', '--keys', '--', 'true'], BESIDE, [...CONFIG, KEPT, STATE]],
  [['console', 'acme-dev', '--print'], 0, [...CONFIG, STATE]],
  [['login', 'acme-dev'], 0, [...CONFIG, TOKEN, STATE]],
  [['prompt'], 0, []],
  [['whoami', 'acme-dev', '--offline'], 0, [...CONFIG, TOKEN]],
  [['status'], 0, [...CONFIG, '.aws/cli/cache', KEPT, TOKEN]],
]

/** The names without what is random in them. */
const known = (opened: readonly string[]): string[] =>
  [...new Set(opened.map((name) => name.replace(/\b[0-9a-f]{40}\b/, '*')))].sort()

describe(`with a config of ${PROFILES} profiles, a token and role credentials that last`, () => {
  for (const [words, processes, files] of STARTS) {
    it(`ssoenv ${words.join(' ')} starts ${processes} processes, reads the config once and these files, and calls nobody`, async (t) => {
      const scene = await sceneFor(t)
      const before = scene.sandbox.counts()
      const found = await traced(scene, ssoenv(...words))
      assert.equal(found.status, 0, found.stderr)
      assert.equal(found.processes, processes)
      assert.deepEqual(known(found.opened), [...files].sort())
      assert.equal(
        found.opened.filter((name) => name === '.aws/config').length,
        files.includes('.aws/config') ? 1 : 0,
      )
      assert.deepEqual(scene.sandbox.counts(), before)
    })
  }

  // Where a .ssoenv pins an account, the guard looks at the config too; and many ask what a shell in there would have.
  for (const words of [
    ['env', 'acme-dev'],
    ['env'],
    ['exec', 'acme-dev', '--', 'true'],
    ['exec', '--', 'true'],
    ['exec', '--keys', '--', 'true'],
    ['console', '--print'],
    ['credential-process'],
    ['login'],
    ['prompt'],
    ['status'],
    ['whoami', '--offline'],
  ]) {
    it(`in a directory that is bound, ssoenv ${words.join(' ')} reads the config once`, async (t) => {
      const scene = await sceneFor(t)
      const found = await traced(scene, ssoenv(...words), scene.bound)
      assert.equal(found.status, 0, found.stderr)
      assert.equal(found.opened.filter((name) => name === '.aws/config').length, 1)
    })
  }

  for (const event of ['first', 'enter', 'prompt', 'before']) {
    it(`settling a directory (${event}) starts no process, reads the config once, and calls nobody`, async (t) => {
      const scene = await sceneFor(t)
      const found = await traced(
        scene,
        ssoenv('settle', '--shell', 'zsh', '--event', event, '--dir', scene.bound),
      )
      assert.equal(found.status, 0, found.stderr)
      assert.equal(found.processes, 0)
      assert.equal(found.opened.filter((name) => name === '.aws/config').length, 1)
      assert.deepEqual(scene.sandbox.counts(), {})
    })
  }

  it('what has to be asked for is asked for once: role credentials for whom there are none, STS by whoami', async (t) => {
    const { sandbox, env } = await sceneFor(t)
    for (let time = 0; time < 3; time++)
      assert.equal((await run(['credential-process', '--profile', 'acme-prod'], { env })).status, 0)
    assert.deepEqual(sandbox.counts(), { GetRoleCredentials: 1 })
    assert.equal((await run(['whoami', 'acme-prod'], { env })).status, 0)
    assert.deepEqual(sandbox.counts(), { GetRoleCredentials: 1, GetCallerIdentity: 1 })
  })
})

const SHELLS = { bash: '.bashrc', zsh: '.zshrc', fish: '.config/fish/config.fish' }

for (const [shell, rcFile] of Object.entries(SHELLS)) {
  it(`${shell}: the line of setup adds no process to the start of a shell`, async (t) => {
    const home = await homeFor(t)
    const scene = { home, env: home.env() }
    await mkdir(path.join(home.path, '.local/share/fish/generated_completions'), { recursive: true })
    await home.write(rcFile, '\n')
    const start = async (): Promise<Traced> => traced(scene, [shell, '-i', '-c', ':'])
    const without = await start()
    assert.equal((await run(['setup', '--yes', '--shell', shell], { env: scene.env })).status, 0)
    const hooked = await start()
    assert.ok(hooked.opened.includes(`.local/share/ssoenv/hook.${shell}`), hooked.opened.join('\n'))
    assert.equal(hooked.processes, without.processes)
  })
}
