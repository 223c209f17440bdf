/** Variables, files and folders that somebody else has had a hand in. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { tokenFileName } from '../../src/core/session/token.js'
import { printable } from '../../src/core/text/display.js'
import { fullScene } from '../support/every-command.js'
import { run, type Ended } from '../support/program.js'
import { sessionOf } from '../support/world.js'

const USING = [
  ['env', 'acme-dev'],
  ['exec', '--keys', 'acme-dev', '--', 'true'],
  ['credential-process', '--profile', 'acme-dev'],
  ['whoami', 'acme-dev'],
  ['accounts'],
]

async function fifo(file: string): Promise<string> {
  await promisify(execFile)('mkfifo', [file])
  return file
}

/** Whatever is told is told in words of ours. */
function assertHarmless({ stdout, stderr }: Ended): void {
  const text = (stdout + stderr).replaceAll('\n', '')
  assert.equal(printable(text, text.length), text)
}

describe('a variable that names an endless or a silent file holds nobody up', { concurrency: 2 }, () => {
  const VARIABLES = [
    'AWS_CONFIG_FILE',
    'AWS_SHARED_CREDENTIALS_FILE',
    'AWS_CA_BUNDLE',
    'AWS_CREDENTIAL_FILE',
    'BOTO_CONFIG',
  ]
  for (const name of VARIABLES)
    test(name, async (t) => {
      const { home, env, here } = await fullScene(t)
      const silent = await fifo(path.join(home.path, 'silent'))
      for (const file of ['/dev/zero', silent, home.path]) {
        for (const words of [
          ['whoami', '--explain', 'acme-dev'],
          ['env', 'acme-dev'],
        ]) {
          // Killed by the clock it would have no status.
          const ended = await run(words, {
            env: { ...env, [name]: file },
            cwd: here,
            through: ['timeout', '20'],
          })
          assert.ok(
            [0, 3].includes(ended.status ?? -1),
            `${words.join(' ')}: ${ended.status} ${ended.stderr}`,
          )
        }
      }
    })
})

test('a token goes to no address in clear text, whichever variable says so', async (t) => {
  const { env, here } = await fullScene(t, { state: 'expired' })
  const names = ['AWS_ENDPOINT_URL_SSO', 'AWS_ENDPOINT_URL_SSO_OIDC', 'AWS_ENDPOINT_URL_STS']
  for (const name of names) {
    const ended = await run(['whoami', 'acme-dev'], {
      env: { ...env, [name]: 'http://portal.example/' },
      cwd: here,
    })
    assert.equal(ended.status, 3, name)
    assert.match(ended.stderr, new RegExp(name))
  }
})

test('AWS_ENDPOINT_URL alone, which is for other services, is sent no token', async (t) => {
  const { sandbox, home, env } = await fullScene(t)
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ended = await run(['env', 'acme-dev'], { env: { ...env, AWS_ENDPOINT_URL: url }, cwd: home.path })
  assert.equal(ended.status, 0)
  assert.equal(connections, 0)
  assert.ok(sandbox.log().some(({ operation }) => operation === 'GetRoleCredentials'))
})

test('a token file with a header in its token sends no header, and shows nothing of it', async (t) => {
  const { sandbox, home, env } = await fullScene(t)
  const file = `.aws/sso/cache/${tokenFileName(sessionOf(sandbox, 'sandbox'))}`
  const token = JSON.parse(await readFile(path.join(home.path, file), 'utf8')) as object
  await home.write(file, JSON.stringify({ ...token, accessToken: 'gold\r\nX-Evil: 1\u001b]0;evil\u0007' }))
  for (const words of USING) {
    const ended = await run(words, { env })
    assert.notEqual(ended.status, 0, words.join(' '))
    assertHarmless(ended)
    assert.ok(!/gold|Evil|evil/.test(ended.stdout + ended.stderr), ended.stderr)
  }
})

test('with a umask of 000 all that is kept is still private', async (t) => {
  const { home, env, here } = await fullScene(t, { state: 'expired' })
  const through = ['sh', '-c', 'umask 000; exec "$@"', '-']
  const lines = [
    ['env', 'acme-dev'],
    ['accounts'],
    ['allow', here],
    ['settle', '--shell', 'bash', '--event', 'enter', '--dir', here],
    ['login', '--session', 'sandbox', '--flow', 'browser', '--force'],
    ['keys', 'park', 'old-ci', '--to', 'acme-dev', '--yes'],
    ['setup', '--shell', 'bash', '--yes'],
  ]
  const before = await filesBelow(home.path)
  for (const words of lines) {
    const { status, stderr } = await run(words, { env, through, cwd: here })
    assert.equal(status, 0, `${words.join(' ')}: ${stderr}`)
  }
  const open = (await filesBelow(home.path)).filter(
    ({ file, mode }) =>
      !before.some((old) => old.file === file) &&
      !/^(?:\.bashrc|browser\.log)$/.test(file) &&
      (mode & 0o077) !== 0,
  )
  assert.deepEqual(
    open.map(({ file, mode }) => `${file} ${mode.toString(8)}`),
    [],
  )
})

async function filesBelow(folder: string): Promise<{ file: string; mode: number }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() || entry.isDirectory())
  return Promise.all(
    files.map(async (entry) => {
      const file = path.join(entry.parentPath, entry.name)
      return { file: path.relative(folder, file), mode: (await stat(file)).mode & 0o7777 }
    }),
  )
}

/** What somebody with a hand in the parent folder may have put where ours belongs. */
const SQUATS: Record<string, (place: string, t: TestContext) => Promise<void>> = {
  'a folder that others can write in': async (place) => {
    await mkdir(place)
    await chmod(place, 0o777)
  },
  "somebody else's folder": async (place, t) => {
    await mkdir(place, { mode: 0o700 })
    await giveAway(place, t)
  },
  "a link to somebody else's folder": async (place, t) => {
    await mkdir(`${place}.real`, { mode: 0o700 })
    await giveAway(`${place}.real`, t)
    await symlink(`${place}.real`, place)
  },
  'a file': (place) => writeFile(place, 'x'),
  'a FIFO': async (place) => {
    await fifo(place)
  },
}

async function giveAway(place: string, t: TestContext): Promise<void> {
  if (process.getuid?.() !== 0) t.skip('only root can give a folder away')
  else await chown(place, 65534, 65534)
}

describe('where the state folder belongs stands', { concurrency: 2 }, () => {
  for (const [what, squat] of Object.entries(SQUATS))
    test(`${what}: nothing is put there or believed, and work goes on`, async (t) => {
      const scene = await fullScene(t)
      const { home, here } = scene
      const shared = path.join(home.path, 'shared')
      await mkdir(shared)
      const place = path.join(shared, 'ssoenv')
      await squat(place, t)
      const env = { ...scene.env, XDG_STATE_HOME: shared }
      const lines = [
        ['env', 'acme-dev'],
        ['accounts'],
        ['settle', '--shell', 'bash', '--event', 'enter', '--dir', here],
      ]
      for (const words of lines)
        assert.equal((await run(words, { env, cwd: here })).status, 0, words.join(' '))
      const guarded = await run(['exec', 'acme-prod', '--', 'true'], { env, cwd: home.path })
      assert.equal(guarded.status, 7)
      assert.deepEqual(await readdir(place).catch(() => []), [])
    })
})

describe('where the data folder belongs stands', { concurrency: 2 }, () => {
  for (const [what, squat] of Object.entries(SQUATS))
    test(`${what}: nothing is trusted`, async (t) => {
      const scene = await fullScene(t)
      const { home, here } = scene
      const shared = path.join(home.path, 'shared')
      await mkdir(shared)
      const place = path.join(shared, 'ssoenv')
      await squat(place, t)
      const env = { ...scene.env, XDG_DATA_HOME: shared }
      const allowed = await run(['allow', here], { env, cwd: here })
      assert.ok([3, 7].includes(allowed.status ?? -1), allowed.stderr)
      const settled = await run(['settle', '--shell', 'bash', '--event', 'enter', '--dir', here], { env })
      assert.ok(!/^profile /m.test(settled.stdout), settled.stdout)
      assert.deepEqual(await readdir(place).catch(() => []), [])
    })
})
