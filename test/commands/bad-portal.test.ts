/** A portal in trouble, or with a no: the exit status, one sentence, and as few calls as it takes, from every command that hands out credentials. */
import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, test } from 'node:test'
import { roleCredentialsFileName } from '../../src/core/session/role-credentials.js'
import { tokenFileName } from '../../src/core/session/token.js'
import type { Fault } from '../../src/sandbox/faults.js'
import { commandNames, fullScene, type FullScene } from '../support/every-command.js'
import { runOnTerminal } from '../support/on-terminal.js'
import { run, type Ended } from '../support/program.js'
import { sessionOf } from '../support/world.js'

const COMMANDS = [
  ['credential-process', '--profile', 'acme-dev'],
  ['env', 'acme-dev'],
  ['exec', '--keys', 'acme-dev', '--', 'true'],
  ['whoami', 'acme-dev'],
].filter(([name]) => commandNames().includes(name ?? ''))

interface Trouble {
  faults: Omit<Fault, 'operation'>[]
  status: number
  /** What is told, on one line. */
  told?: RegExp
  calls: number
  refreshes?: number
}

const members = (roleCredentials: Record<string, unknown>): Omit<Fault, 'operation'> => {
  return { kind: 'members', members: { roleCredentials } }
}
const exception = (name: string): Omit<Fault, 'operation'> => ({ kind: 'exception', exception: name })
const once = (fault: Omit<Fault, 'operation'>): Omit<Fault, 'operation'> => ({ ...fault, times: 1 })

const NO_CREDENTIALS =
  /SSO session "sandbox" gives no credentials of role "Developer" in account 111122223333\./

const TROUBLES: Record<string, Trouble> = {
  'a role that was taken away': {
    faults: [exception('ForbiddenException')],
    status: 7,
    told: NO_CREDENTIALS,
    calls: 1,
  },
  'an account that vanished': {
    faults: [exception('ResourceNotFoundException')],
    status: 7,
    told: NO_CREDENTIALS,
    calls: 1,
  },
  'a token that it refuses once': {
    faults: [once(exception('UnauthorizedException'))],
    status: 0,
    calls: 2,
    refreshes: 1,
  },
  'a token that it refuses again after the refresh': {
    faults: [exception('UnauthorizedException')],
    status: 4,
    told: /The portal refuses the login for SSO session "sandbox", although it has not expired\..* ssoenv login --session sandbox --force/,
    calls: 2,
    refreshes: 1,
  },
  'too many calls, for a second': {
    faults: [once({ kind: 'status', status: 429, retryAfterSeconds: 1 })],
    status: 0,
    calls: 2,
  },
  'too many calls, for half a minute': {
    faults: [{ kind: 'status', status: 429, retryAfterSeconds: 30 }],
    status: 6,
    told: /is busy \(HTTP 429\) and asks to wait 30 s\./,
    calls: 1,
  },
  'too many calls all the time': {
    faults: [{ kind: 'status', status: 429 }],
    status: 6,
    told: /is busy \(HTTP 429\)\./,
    calls: 3,
  },
  'HTTP 500': { faults: [{ kind: 'status', status: 500 }], status: 6, told: /with HTTP 500\./, calls: 1 },
  'HTTP 503': { faults: [{ kind: 'status', status: 503 }], status: 6, told: /\(HTTP 503\)\./, calls: 3 },
  'no expiry': {
    faults: [members({ expiration: null })],
    status: 6,
    told: /answered getRoleCredentials without a usable "expiration"\./,
    calls: 1,
  },
  'an expiry that is no number': {
    faults: [members({ expiration: 'soon' })],
    status: 6,
    told: /without a usable "expiration"\./,
    calls: 1,
  },
  'an expiry in the past': {
    faults: [members({ expiration: Date.now() - 12 * 60_000 })],
    status: 6,
    told: /"sandbox" gives credentials of role "Developer" in account 111122223333 that ended 1\d minutes ago\./,
    calls: 1,
  },
  'no secret key': {
    faults: [members({ secretAccessKey: null })],
    status: 6,
    told: /without a usable "secretAccessKey"\./,
    calls: 1,
  },
  'no credentials at all': {
    faults: [{ kind: 'members', members: { roleCredentials: null } }],
    status: 6,
    told: /without a usable "accessKeyId"\./,
    calls: 1,
  },
  'a session token with a line end': {
    faults: [members({ sessionToken: 'one\ntwo' })],
    status: 6,
    told: /without a usable "sessionToken"\./,
    calls: 1,
  },
  'JSON that breaks off': {
    faults: [{ kind: 'malformed' }],
    status: 6,
    told: /a form that cannot/,
    calls: 1,
  },
  'a page': { faults: [{ kind: 'html' }], status: 6, told: /a web page answered/, calls: 1 },
}

const oneLine = ({ stderr }: Ended): string => stderr.replace(/\s*\n[ ›]*/g, ' ').trim()
const askFor = ({ env, here }: FullScene, words: readonly string[]): Promise<Ended> =>
  run(words, { env, cwd: here })

describe('a portal that answers with', { concurrency: 2 }, () => {
  for (const [title, { faults, status, told, calls, refreshes = 0 }] of Object.entries(TROUBLES)) {
    for (const words of COMMANDS) {
      test(`${title}: ${words[0] ?? ''}`, async (t) => {
        const scene = await fullScene(t)
        for (const fault of faults) scene.sandbox.addFault({ ...fault, operation: 'GetRoleCredentials' })
        const ended = await askFor(scene, words)
        assert.equal(ended.status, status, ended.stderr)
        if (told) {
          assert.match(oneLine(ended), told)
          // What a shell evaluates of `env` fails too.
          assert.match(ended.stdout, /^(\(exit \d\)\n)?$/)
        }
        assert.equal(scene.sandbox.count('GetRoleCredentials'), calls)
        assert.equal(scene.sandbox.count('CreateToken'), refreshes)
      })
    }
  }
})

describe('a clock that is', { concurrency: 2 }, () => {
  const clocks: [title: string, serviceAhead: number, told: RegExp][] = [
    ['10 minutes behind', 600, /The clock of this machine is 10 minutes behind that of 127\.0\.0\.1:\d+;/],
    ['10 minutes ahead', -600, /The clock of this machine is 10 minutes ahead of that of 127\.0\.0\.1:\d+;/],
  ]
  for (const [title, seconds, told] of clocks) {
    for (const words of COMMANDS) {
      test(`${title} is told beside what was asked for: ${words[0] ?? ''}`, async (t) => {
        const scene = await fullScene(t)
        scene.sandbox.advance(seconds)
        const ended = await askFor(scene, words)
        assert.equal(ended.status, 0, ended.stderr)
        assert.match(oneLine(ended), told)
      })
    }
  }

  test('10 minutes ahead is told once where a login comes first', async (t) => {
    const scene = await fullScene(t, { state: 'expired' })
    scene.sandbox.endSessions()
    scene.sandbox.advance(-600)
    const words = ['exec', '--keys', 'acme-dev', '--', 'echo', 'ran']
    const { status, screen } = await runOnTerminal(words, [], { env: scene.env, seconds: 120 })
    assert.equal(status, 0, screen)
    assert.match(screen, /Logging in to "sandbox"[^]*ran/)
    assert.equal(screen.split('The clock of this machine').length, 2, screen)
  })

  test('10 minutes ahead of STS is the reason of its refusal, and told', async (t) => {
    const scene = await fullScene(t)
    scene.sandbox.advance(-600)
    const operation = 'GetCallerIdentity'
    scene.sandbox.addFault({ operation, kind: 'exception', exception: 'RequestExpired' })
    const ended = await askFor(scene, ['whoami', 'acme-dev'])
    assert.equal(ended.status, 7, ended.stderr)
    assert.match(oneLine(ended), /The clock of this machine is 10 minutes ahead of that of 127\.0\.0\.1:\d+;/)
    assert.equal(oneLine(ended).split('The clock of this machine').length, 2, ended.stderr)
  })

  test('two hours ahead makes all credentials ended ones, and that is told with the reason', async (t) => {
    const scene = await fullScene(t, { lastsSeconds: 6 * 3600 })
    scene.sandbox.advance(-2 * 3600)
    const ended = await askFor(scene, COMMANDS[0] ?? [])
    assert.equal(ended.status, 6, ended.stderr)
    assert.match(
      oneLine(ended),
      /that ended 1 hour ago\. The clock of this machine is 2 hours ahead of that of/,
    )
  })
})

test('files of other tools that are malformed stay as they are, and stop nobody', async (t) => {
  const scene = await fullScene(t)
  const put = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(scene.home.path, file)), { recursive: true })
    await writeFile(path.join(scene.home.path, file), text)
  }
  const files = {
    '.aws/cli/cache/other.json': '{"ProviderType": "sso", "Credentials": ',
    '.aws/cli/cache/assumed.json': '{"Credentials": {"AccessKeyId": 7}}',
    '.aws/sso/cache/botocore-client-id-eu-west-1.json': 'not json',
    '.aws/sso/cache/0000.json': '\u0000\u0001',
  }
  for (const [file, text] of Object.entries(files)) await put(file, text)
  const own = roleCredentialsFileName(sessionOf(scene.sandbox, 'sandbox'), '111122223333', 'Developer')
  for (const text of ['', '[]', '{"ProviderType": "sso", "Credentials": null}', '{"ProviderType":']) {
    await put(`.aws/cli/cache/${own}`, text)
    for (const words of COMMANDS) {
      const ended = await askFor(scene, words)
      assert.equal(ended.status, 0, ended.stderr)
    }
  }
  assert.equal((await askFor(scene, ['logout'])).status, 0)
  for (const [file, text] of Object.entries(files))
    assert.equal(await readFile(path.join(scene.home.path, file), 'utf8'), text)
})

test('a token file that is malformed is no login, and nobody deletes it', async (t) => {
  const scene = await fullScene(t)
  const file = path.join(
    scene.home.path,
    '.aws/sso/cache',
    tokenFileName(sessionOf(scene.sandbox, 'sandbox')),
  )
  for (const text of ['', '{"accessToken": "x"', '[1]', '{"accessToken": 7, "expiresAt": "soon"}']) {
    await writeFile(file, text)
    for (const words of COMMANDS) {
      const ended = await askFor(scene, words)
      assert.equal(ended.status, 4, ended.stderr)
      assert.match(
        oneLine(ended),
        /There is no login for SSO session "sandbox" yet\..* ssoenv login --session sandbox/,
      )
    }
    assert.equal(await readFile(file, 'utf8'), text)
  }
  assert.deepEqual(scene.sandbox.counts(), {})
})

test('of many that ask at once most hear the no that one of them got, and the token is refreshed for all', async (t) => {
  for (const [exception, status] of [
    ['UnauthorizedException', 4],
    ['ForbiddenException', 7],
  ] as const) {
    const scene = await fullScene(t)
    scene.sandbox.addFault({ operation: 'GetRoleCredentials', kind: 'exception', exception })
    const words = ['credential-process', '--profile', 'acme-dev']
    const all = await Promise.all(Array.from({ length: 16 }, () => askFor(scene, words)))
    assert.deepEqual(new Set(all.map((one) => one.status)), new Set([status]))
    assert.ok(scene.sandbox.count('GetRoleCredentials') < 16, JSON.stringify(scene.sandbox.counts()))
    assert.ok(scene.sandbox.count('CreateToken') < 8, JSON.stringify(scene.sandbox.counts()))
  }
})
