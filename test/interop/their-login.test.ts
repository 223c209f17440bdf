/** What `aws sso login` leaves behind is what ssoenv uses, refreshes and ends. */
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import {
  KINDS,
  PROFILES,
  refreshers,
  stageFor,
  statusOf,
  succeeded,
  tokenIn,
  untilEnded,
  type Kind,
  type Stage,
} from './corporate-network.js'

function awsLogin({ aws }: Stage, kind: Kind) {
  return aws(['sso', 'login', '--no-browser', '--profile', PROFILES[kind]])
}

for (const kind of KINDS) {
  test(`${kind}: the AWS CLI's login is ours too, and nobody is asked again`, async (t) => {
    const stage = await stageFor(t)
    succeeded(await awsLogin(stage, kind), 'aws sso login')
    const calls = stage.sandbox.count('CreateToken')
    // A legacy login of the AWS CLI asks for no scope and gets no refresh token.
    assert.deepEqual(await statusOf(stage, kind), { token: 'valid', renewable: kind === 'sso-session' })
    assert.match(succeeded(await stage.ssoenv(['login', PROFILES[kind]]), 'login').stdout, /is logged in/)
    assert.equal(stage.sandbox.count('CreateToken'), calls)
    assert.equal(stage.sandbox.count('Authorize'), 0)
  })

  test(`${kind}: the AWS CLI's logout is seen by ssoenv`, async (t) => {
    const stage = await stageFor(t)
    succeeded(await stage.ssoenv(['login', PROFILES[kind], '--flow', 'browser']), 'login')
    succeeded(await stage.aws(['sso', 'logout']), 'aws sso logout')
    assert.deepEqual(await statusOf(stage, kind), { token: 'absent', renewable: false })
    assert.equal((await stage.ssoenv(['status', '--check', PROFILES[kind]])).status !== 0, true)
    succeeded(await stage.ssoenv(['login', PROFILES[kind], '--flow', 'browser']), 'login')
    assert.deepEqual(await statusOf(stage, kind), { token: 'valid', renewable: true })
  })

  test(`${kind}: ssoenv ends the AWS CLI's login for the AWS CLI as well`, async (t) => {
    const stage = await stageFor(t)
    succeeded(await awsLogin(stage, kind), 'aws sso login')
    succeeded(await stage.ssoenv(['logout', PROFILES[kind]]), 'logout')
    const refused = await stage.aws(['sts', 'get-caller-identity', '--profile', PROFILES[kind]])
    assert.notEqual(refused.status, 0)
    assert.match(refused.stderr, /SSO|sso/)
  })

  test(`${kind}: the AWS CLI logs in again beside our registration and after our login`, async (t) => {
    const stage = await stageFor(t)
    succeeded(await stage.ssoenv(['login', PROFILES[kind], '--flow', 'browser']), 'login')
    succeeded(await awsLogin(stage, kind), 'aws sso login')
    succeeded(await stage.ssoenv(['logout', PROFILES[kind]]), 'logout')
    succeeded(await stage.ssoenv(['login', PROFILES[kind], '--flow', 'device']), 'login')
    succeeded(await awsLogin(stage, kind), 'aws sso login')
    assert.equal((await statusOf(stage, kind)).token, 'valid')
  })
}

test("ssoenv refreshes the AWS CLI's token before its end and after it, and the AWS CLI goes on with the result", async (t) => {
  const stage = await stageFor(t, { accessTokenSeconds: 1 })
  succeeded(await awsLogin(stage, 'sso-session'), 'aws sso login')
  await untilEnded(stage.home, 'sso-session')
  stage.sandbox.settings({ accessTokenSeconds: 1100 })
  assert.match(succeeded(await stage.ssoenv(['login', 'dev']), 'login').stdout, /was refreshed/)
  stage.sandbox.settings({ accessTokenSeconds: 3600 })
  assert.match(succeeded(await stage.ssoenv(['login', 'dev']), 'login').stdout, /was refreshed/)
  succeeded(await stage.aws(['sts', 'get-caller-identity', '--profile', 'dev']), 'the AWS CLI')
  assert.deepEqual(refreshers(stage.sandbox), ['ssoenv', 'ssoenv'])
})

test('nothing but tokens and registrations of ours stands in the folder that all tools read', async (t) => {
  const stage = await stageFor(t)
  succeeded(await stage.ssoenv(['login', 'dev', '--flow', 'browser']), 'login')
  succeeded(await stage.ssoenv(['login', 'old-dev', '--flow', 'device']), 'login')
  const folder = path.join(stage.home.path, '.aws/sso/cache')
  const names = await readdir(folder)
  assert.deepEqual(
    names.filter((name) => !/^[\w-]+\.json$/.test(name)),
    [],
  )
  await tokenIn(stage.home, 'sso-session')
  await tokenIn(stage.home, 'legacy')
  succeeded(await stage.aws(['sso', 'logout']), 'aws sso logout')
  assert.equal(stage.sandbox.count('Logout'), 2)
})
