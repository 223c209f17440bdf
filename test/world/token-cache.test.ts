import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { lstat, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { ConfigError } from '../../src/core/errors.js'
import { pathsFrom, type Paths } from '../../src/core/paths.js'
import type { Registration } from '../../src/core/session/registration.js'
import type { SsoSession } from '../../src/core/session/session.js'
import type { Token } from '../../src/core/session/token.js'
import {
  readRegistration,
  readToken,
  removeToken,
  requireRoom,
  saveRegistration,
  saveToken,
  tokenFile,
} from '../../src/world/files/token-cache.js'
import { homeFor } from '../support/home.js'

const session: SsoSession = {
  kind: 'sso-session',
  name: 'corp',
  startUrl: 'https://corp.awsapps.com/start/#/',
  region: 'eu-west-1',
}
const token: Token = {
  startUrl: session.startUrl,
  region: session.region,
  accessToken: 'aoaAAAA:MGYC+/=_-"\\',
  expiresAt: new Date('2026-11-22T11:00:00.900Z'),
  clientId: 'id',
  clientSecret: 'eyJ.secret',
  registrationExpiresAt: new Date('2027-02-20T09:50:19Z'),
  refreshToken: 'aorAAAA:x',
  unknown: { note: 'é \u007f €\u{1f600}\n\t"', list: [1, true, null, { a: [] }] },
}

async function pathsFor(t: TestContext): Promise<Paths> {
  const home = await homeFor(t)
  return pathsFrom({}, home.path)
}

test('the file is byte for byte what botocore writes for the same members', async (t) => {
  const paths = await pathsFor(t)
  await saveToken(paths, session, token)
  const bytes = await readFile(tokenFile(paths, session))
  const script = `
import json, os, sys
from botocore.utils import JSONFileCache
members = json.load(open(sys.argv[1]))
cache = JSONFileCache(working_dir=sys.argv[2])
cache[sys.argv[3]] = members
`
  const other = path.join(paths.home, 'botocore')
  const name = path.basename(tokenFile(paths, session), '.json')
  execFileSync('/usr/bin/python3', ['-c', script, tokenFile(paths, session), other, name], {
    env: { PATH: '/usr/bin:/bin', HOME: paths.home },
  })
  assert.equal(
    bytes.toString('latin1'),
    (await readFile(path.join(other, `${name}.json`))).toString('latin1'),
  )
})

test('botocore finds the token under the name of the session', async (t) => {
  const paths = await pathsFor(t)
  await saveToken(paths, session, token)
  const script = `
import sys
from botocore.utils import JSONFileCache, SSOTokenLoader
loader = SSOTokenLoader(cache=JSONFileCache(working_dir=sys.argv[1]))
print(loader("https://corp.awsapps.com/start/#/", session_name="corp")["accessToken"])
`
  const said = execFileSync('/usr/bin/python3', ['-c', script, paths.tokenCache], {
    env: { PATH: '/usr/bin:/bin', HOME: paths.home },
    encoding: 'utf8',
  })
  assert.equal(said.trim(), token.accessToken)
})

test('folder and file are private, whatever the umask', async (t) => {
  const paths = await pathsFor(t)
  await saveToken(paths, session, token)
  assert.equal((await stat(paths.tokenCache)).mode & 0o777, 0o700)
  assert.equal((await stat(tokenFile(paths, session))).mode & 0o777, 0o600)
})

test('a file that others could read becomes private', async (t) => {
  const paths = await pathsFor(t)
  await mkdir(paths.tokenCache, { recursive: true })
  await writeFile(tokenFile(paths, session), '{}', { mode: 0o644 })
  await saveToken(paths, session, token)
  assert.equal((await stat(tokenFile(paths, session))).mode & 0o777, 0o600)
})

test('a symlink is written through, not replaced', async (t) => {
  const paths = await pathsFor(t)
  await mkdir(paths.tokenCache, { recursive: true })
  const target = path.join(paths.home, 'elsewhere.json')
  await writeFile(target, '{}')
  await symlink(target, tokenFile(paths, session))
  await saveToken(paths, session, token)
  assert.ok((await lstat(tokenFile(paths, session))).isSymbolicLink())
  assert.match(await readFile(target, 'utf8'), /"accessToken"/)
})

test('nothing but tokens and registrations is left in the folder', async (t) => {
  const paths = await pathsFor(t)
  const registration: Registration = {
    clientId: 'id',
    clientSecret: 's',
    expiresAt: new Date('2027-02-20T09:50:19Z'),
    region: 'eu-west-1',
    scopes: ['sso:account:access'],
  }
  await requireRoom(paths)
  await saveToken(paths, session, token)
  await saveRegistration(paths, { session, flow: 'device' }, registration)
  assert.deepEqual(await readRegistration(paths, { session, flow: 'device' }), registration)
  assert.equal(await readRegistration(paths, { session, flow: 'browser' }), undefined)
  const names = await readdir(paths.tokenCache)
  assert.deepEqual(names.map((name) => name.replace(/[0-9a-f]{40}/, '*')).sort(), ['*.json', 'ssoenv-*.json'])
})

test('removing says whether there was one', async (t) => {
  const paths = await pathsFor(t)
  assert.equal(await removeToken(paths, session), false)
  await saveToken(paths, session, token)
  assert.equal(await removeToken(paths, session), true)
  assert.equal(await readToken(paths, session), undefined)
})

test('what killed processes left is cleared away: of a token with the token, of a probe with the next probe', async (t) => {
  const paths = await pathsFor(t)
  await saveToken(paths, session, token)
  const probe = path.join(paths.tokenCache, '.ssoenv.0123456789ab.tmp')
  await writeFile(probe, ' ')
  await utimes(probe, 0, 0)
  await requireRoom(paths)
  await writeFile(
    path.join(paths.tokenCache, `.${path.basename(tokenFile(paths, session))}.0123456789ab.tmp`),
    '{"accessT',
  )
  assert.equal(await removeToken(paths, session), true)
  assert.deepEqual(await readdir(paths.tokenCache), [])
})

test('a token file that cannot be read is told, a missing one is not', async (t) => {
  const paths = await pathsFor(t)
  assert.equal(await readToken(paths, session), undefined)
  await mkdir(tokenFile(paths, session), { recursive: true })
  await assert.rejects(readToken(paths, session), /corp|cannot be read \(EISDIR\)/)
})

test('a folder in which nothing can be written is told before anybody is asked for a token', async (t) => {
  const paths = await pathsFor(t)
  await mkdir(path.dirname(paths.tokenCache), { recursive: true })
  await symlink('/sys', paths.tokenCache) // root's permissions end here too
  await assert.rejects(
    requireRoom(paths),
    (error: Error) =>
      error instanceof ConfigError &&
      /^No token can be kept in \S+\/\.aws\/sso\/cache \(E\w+: [\w ]+\)\.$/.test(error.message),
  )
})
