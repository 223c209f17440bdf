/** A portal that means harm: what it says is checked before it is shown, kept, handed on or opened. */
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { printable } from '../../src/core/text/display.js'
import { endpointsOf, homeFor, sandboxSections, type Home } from '../support/home.js'
import { portalFor, type PortalAnswer } from '../support/portal.js'
import { run, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { sessionOf } from '../support/world.js'
import { tokenFileName } from '../../src/core/session/token.js'

/** Sets the clipboard, the title; C1; turns the line around; a line of its own; a carriage return. */
const ESCAPES = '\u001b]52;c;ZXZpbA==\u0007\u001b]0;evil\u0007\u009b31m\u202eevil\n[profile evil]\r'

interface Scene {
  home: Home
  calls: URL[]
  headers: Record<string, unknown>[]
  ssoenv: (...words: string[]) => Promise<Ended>
}

/** A home whose session has a good token (unless `isLoggedIn` is false), at a portal that answers each call of ours as it likes. */
async function sceneAt(
  t: TestContext,
  answer: (url: URL) => PortalAnswer,
  { isLoggedIn = true } = {},
): Promise<Scene> {
  const sandbox = await sandboxFor(t)
  const home = await homeFor(t)
  await home.writeConfig(sandboxSections(sandbox))
  if (isLoggedIn)
    await home.write(
      `.aws/sso/cache/${tokenFileName(sessionOf(sandbox, 'sandbox'))}`,
      JSON.stringify(sandbox.issueToken()),
    )
  const headers: Record<string, unknown>[] = []
  const { url, calls } = await portalFor(t, (asked, request) => {
    headers.push(request.headers)
    return answer(asked)
  })
  const env = home.env({
    ...endpointsOf(sandbox),
    AWS_ENDPOINT_URL_SSO: url,
    AWS_ENDPOINT_URL_SSO_OIDC: url,
    AWS_ENDPOINT_URL_STS: url,
  })
  return { home, calls, headers, ssoenv: (...words) => run(words, { env }) }
}

/** Nothing but line breaks of ours, and the codes by which a progress line takes itself away. */
function assertHarmless({ stdout, stderr }: Ended): void {
  for (const text of [stdout, stderr]) {
    const plain = text.replaceAll('\n', '')
    assert.equal(printable(plain, plain.length), plain)
  }
}

const credentials = (change: object): PortalAnswer => ({
  body: {
    roleCredentials: {
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: 'secret',
      sessionToken: 'token',
      expiration: Date.now() + 3_600_000,
      ...change,
    },
  },
})

const GETTING = [
  ['env', 'acme-dev'],
  ['env', 'acme-dev', '--format', 'dotenv'],
  ['credential-process', '--profile', 'acme-dev'],
  ['keys-for-direnv', 'acme-dev'],
  ['exec', '--keys', 'acme-dev', '--', 'true'],
]

describe(
  'role credentials that are no keys are handed to nobody and kept nowhere',
  { concurrency: 2 },
  () => {
    const KEYS: Record<string, object> = {
      'a key with a command': { accessKeyId: "A'; touch /tmp/x; '" },
      'a secret with a line of its own': { secretAccessKey: 's\nexport PATH=/tmp' },
      'a token with a header of its own': { sessionToken: 't\r\nX-Amz-Evil: 1' },
      'a token with escapes': { sessionToken: ESCAPES },
    }
    for (const [what, change] of Object.entries(KEYS)) {
      test(what, async (t) => {
        const scene = await sceneAt(t, () => credentials(change))
        for (const words of GETTING) {
          const ended = await scene.ssoenv(...words)
          assert.equal(ended.status, 6, words.join(' '))
          assertHarmless(ended)
          assert.ok(
            !/touch|export PATH|Evil|evil/.test(ended.stdout + ended.stderr),
            ended.stdout + ended.stderr,
          )
        }
        const kept = await readdir(path.join(scene.home.path, '.aws/cli/cache')).catch(() => [])
        assert.deepEqual(kept, [])
      })
    }
  },
)

test('what a portal says in its refusals reaches the terminal without what a terminal obeys', async (t) => {
  const scene = await sceneAt(t, () => ({
    status: 403,
    headers: { 'x-amzn-errortype': 'ForbiddenException' },
    body: { message: `No. ${ESCAPES}` },
  }))
  for (const words of [...GETTING, ['accounts'], ['roles', '111122223333'], ['whoami', 'acme-dev']]) {
    const ended = await scene.ssoenv(...words)
    assert.notEqual(ended.status, 0, words.join(' '))
    assertHarmless(ended)
  }
})

test('who STS says one is has no place for escapes', async (t) => {
  const scene = await sceneAt(t, (url) =>
    url.pathname === '/federation/credentials'
      ? credentials({})
      : {
          headers: { 'content-type': 'text/xml' },
          body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/x/\u009b31m\u202e</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
        },
  )
  const ended = await scene.ssoenv('whoami', 'acme-dev')
  assert.equal(ended.status, 6)
  assertHarmless(ended)
})

const lists = (url: URL): PortalAnswer =>
  url.pathname === '/assignment/accounts'
    ? {
        body: {
          accountList: [
            { accountId: '111122223333', accountName: `acme${ESCAPES}`, emailAddress: `ada${ESCAPES}@x` },
          ],
          nextToken: null,
        },
      }
    : {
        body: { roleList: [{ roleName: 'Auditor' }, { roleName: `Ev${ESCAPES}il` }], nextToken: null },
      }

test('names of accounts are listed without escapes, also as JSON', async (t) => {
  const scene = await sceneAt(t, lists)
  for (const words of [['accounts'], ['accounts', '--json'], ['roles'], ['roles', '--json']]) {
    const ended = await scene.ssoenv(...words)
    assert.match(ended.stdout, /111122223333/)
    assertHarmless(ended)
  }
})

test('names of accounts make profiles with plain names, and no section of their own', async (t) => {
  const scene = await sceneAt(t, lists)
  const ended = await scene.ssoenv('profiles', 'sync', '--yes')
  assertHarmless(ended)
  const config = await readFile(path.join(scene.home.path, '.aws/config'), 'utf8')
  const headers = config.split('\n').filter((line) => line.trimStart().startsWith('['))
  assert.ok(
    headers.every((header) => /^\[(?:sso-session|profile) [\w@+.%:/-]+\]$/.test(header)),
    headers.join('\n'),
  )
  assert.ok(headers.some((header) => /^\[profile acme-.*-Auditor\]$/.test(header)))
  assert.ok(!headers.includes('[profile evil]'))
  assert.equal(printable(config.replaceAll('\n', ''), config.length), config.replaceAll('\n', ''))
})

describe('an address that no browser should be given is not shown and not opened', { concurrency: 2 }, () => {
  const ADDRESSES = [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'http://portal.example/device',
    'https://portal.example/\u001b]0;evil\u0007',
    '--help',
    '-e touch /tmp/x',
  ]
  for (const address of ADDRESSES)
    test(printable(address), async (t) => {
      const scene = await sceneAt(
        t,
        (url) =>
          url.pathname === '/client/register'
            ? { body: { clientId: 'id', clientSecret: 'secret', clientSecretExpiresAt: 4102444800 } }
            : {
                body: {
                  deviceCode: 'code',
                  userCode: 'ABCD-EFGH',
                  verificationUri: address,
                  verificationUriComplete: address,
                  expiresIn: 600,
                  interval: 1,
                },
              },
        { isLoggedIn: false },
      )
      const ended = await scene.ssoenv('login', '--session', 'sandbox', '--flow', 'device')
      assert.equal(scene.calls.at(-1)?.pathname, '/device_authorization')
      assert.equal(ended.status, 6)
      assertHarmless(ended)
      assert.ok(!ended.stderr.includes(address))
      assert.equal(await readFile(scene.home.browserLog, 'utf8').catch(() => ''), '')
    })
})

test('a redirect takes no token to another place', async (t) => {
  const seen: unknown[] = []
  const elsewhere = await portalFor(t, (_, request) => {
    seen.push(request.headers)
    return { body: {} }
  })
  const scene = await sceneAt(t, (url) => ({
    status: 307,
    headers: { location: `${elsewhere.url}${url.pathname}` },
    body: {},
  }))
  for (const words of [['env', 'acme-dev'], ['accounts'], ['whoami', 'acme-dev']]) {
    const ended = await scene.ssoenv(...words)
    assert.equal(ended.status, 6, words.join(' '))
    assertHarmless(ended)
  }
  assert.ok(scene.calls.length > 0)
  assert.deepEqual(seen, [])
})
