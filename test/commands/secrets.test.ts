/**
 * No token, code, client secret or secret key is anywhere but where it belongs: in no output but those whose purpose it is, in no
 * argument of a program that is started, and in no file but the AWS tools' own, the parked keys and backups of such files.
 *
 * Every secret of the sandbox has SECRET_MARK in it.
 */
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, test } from 'node:test'
import { SECRET_MARK } from '../../src/sandbox/secrets.js'
import { assertNamesEvery, commandNames, fullScene, type FullScene } from '../support/every-command.js'
import { JSON_LINES, type Line } from '../support/json-lines.js'
import { run } from '../support/program.js'

const LOGIN = 'login --session sandbox --force --flow'

/** What more is asked than json-lines.ts does. PRINTS: these secrets are what was asked for. */
const MORE: Record<string, Line[]> = {
  'credential-process': [['credential-process --profile nobody', 3]],
  env: [['env nobody', 3]],
  exec: [['exec acme-dev -- printenv'], ['exec nobody -- true', 3]],
  help: [['help login']],
  hook: [['hook bash']],
  login: [[`${LOGIN} browser`], [`${LOGIN} device`]],
  logout: [['logout --all']],
  sandbox: [['sandbox -- true']],
  settle: [
    ['settle --shell bash --event enter --dir HERE'],
    ['settle --shell zsh --event before --dir HERE'],
  ],
  use: [['use --for-shell acme-dev']],
}
const PRINTS: Record<string, string[]> = {
  'credential-process': ['credential-process --profile acme-dev'],
  env: ['env acme-dev', 'env acme-dev --format json'],
  exec: ['exec --keys acme-dev -- printenv'],
}

/** Below the home. */
const BELONGS = [
  /^\.aws\/(?:sso|cli)\/cache\/[\w-]+\.json$/,
  /^\.aws\/credentials$/,
  /^\.local\/share\/ssoenv\/(?:parked|backups)\//,
  // Compiled code: by the word in it the sandbox begins the secrets that it makes up.
  /^\.cache\/ssoenv\/[^/]+\/commands-sandbox\.js$/,
]

/** Everybody's debugging is on; and who starts whom with which arguments is written down. */
const LOUD = { DEBUG: '*', NODE_DEBUG: 'http,https,net,tls,stream,module', NODE_OPTIONS: '--trace-warnings' }
const traced = (file: string): string[] => {
  return ['strace', '-f', '-qq', '--seccomp-bpf', '-e', 'trace=execve', '-s', '65536', '-o', file]
}

async function assertClean(scene: FullScene, words: string, loud: boolean, prints = false): Promise<void> {
  const trace = path.join(scene.home.path, 'trace')
  const env = { ...scene.env, TMPDIR: scene.home.path, ...(loud ? LOUD : {}) }
  const list = words.split(' ').map((word) => (word === 'HERE' ? scene.here : word))
  const { stdout, stderr } = await run(list, {
    env,
    cwd: scene.here,
    ...(loud ? { through: traced(trace) } : {}),
  })
  assert.ok(!stderr.includes(SECRET_MARK), `${words}: ${stderr}`)
  assert.equal(stdout.includes(SECRET_MARK), prints, `${words}: ${stdout}`)
  if (loud) {
    const started = await readFile(trace, 'utf8')
    assert.match(started, /execve\(/)
    assert.ok(!started.includes(SECRET_MARK), `${words}: ${started}`)
  }
}

async function assertFilesClean({ home }: FullScene): Promise<void> {
  const entries = await readdir(home.path, { recursive: true, withFileTypes: true })
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = path.relative(home.path, path.join(entry.parentPath, entry.name))
    if (BELONGS.some((place) => place.test(file))) continue
    assert.ok(!(await readFile(path.join(home.path, file))).includes(SECRET_MARK), file)
  }
}

test('every command is asked something', () => assertNamesEvery({ ...JSON_LINES, ...MORE }))

describe('no secret is', { concurrency: 2 }, () => {
  for (const name of commandNames()) {
    const lines = [...(JSON_LINES[name] ?? []), ...(MORE[name] ?? [])]
    for (const loud of [false, true]) {
      const how = loud ? 'with all debugging on' : 'under --json'
      test(`where it does not belong, by ${name}, ${how}`, async (t) => {
        const scene = await fullScene(t)
        for (const [words] of lines) {
          const isJson = !loud && JSON_LINES[name]
          await assertClean(scene, isJson ? `${words} --json` : words, loud)
        }
        for (const words of PRINTS[name] ?? []) await assertClean(scene, words, loud, true)
        await assertFilesClean(scene)
      })
    }
  }
})

const TROUBLES = [
  { operation: '*', kind: 'malformed' },
  { operation: '*', kind: 'cut', bytes: 600 },
  { operation: '*', kind: 'status', status: 500 },
] as const

/** Commands that call a service, and end in its trouble. */
const CALLS = [
  'accounts',
  'roles',
  'credential-process --profile acme-dev',
  'env acme-dev',
  'exec --keys acme-dev -- true',
  'whoami acme-dev',
  `${LOGIN} browser`,
  `${LOGIN} device`,
  'keys list',
  'keys park old-ci --to acme-dev --yes',
].filter((words) => commandNames().some((name) => words.startsWith(name)))

describe('a service in trouble', { concurrency: 2 }, () => {
  for (const fault of TROUBLES) {
    for (const words of CALLS) {
      test(`makes nobody show a secret (${fault.kind}): ${words}`, async (t) => {
        const scene = await fullScene(t, { state: words.startsWith('login') ? 'ended' : 'expired' })
        scene.sandbox.addFault(fault)
        await assertClean(scene, words, true)
        await assertFilesClean(scene)
      })
    }
  }
})

test('a service that repeats in its refusal what was sent is not quoted so far', async (t) => {
  const scene = await fullScene(t, { state: 'expired' })
  const { refreshToken = '' } = scene.sandbox.issueToken()
  const members = { error_description: `no such token: ${refreshToken}` }
  const exception = 'InvalidRequestException'
  for (const operation of ['RegisterClient', 'CreateToken'])
    scene.sandbox.addFault({ operation, kind: 'exception', exception, members })
  for (const words of [
    `${LOGIN} browser`,
    `${LOGIN} device`,
    'accounts',
    'credential-process --profile acme-dev',
  ])
    await assertClean(scene, words, true)
  await assertFilesClean(scene)
})
