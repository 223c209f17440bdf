/** What ssoenv leaves behind is what the AWS CLI, botocore and the JavaScript SDK use, refresh and miss. */
import assert from 'node:assert/strict'
import { access, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import {
  ACCOUNT,
  KINDS,
  PROFILES,
  refreshers,
  stageFor,
  statusOf,
  succeeded,
  tokenIn,
  tokenPath,
  untilEnded,
  type Stage,
} from './corporate-network.js'

/** Every tool's way to the account of a profile; each answers with the account's number. */
const CALLERS: Record<string, (stage: Stage, profile: string) => ReturnType<Stage['aws']>> = {
  'the AWS CLI': ({ aws }, profile) => {
    const words = ['sts', 'get-caller-identity', '--query', 'Account', '--output', 'text']
    return aws([...words, '--profile', profile])
  },
  botocore: ({ botocore }, profile) => botocore([profile]),
  'the JavaScript SDK': ({ javascript }, profile) => javascript(['credentials', profile]),
}

for (const kind of KINDS) {
  test(`${kind}: after ssoenv login by browser every tool gets role credentials without a call for a token`, async (t) => {
    const stage = await stageFor(t)
    succeeded(await stage.ssoenv(['login', PROFILES[kind], '--flow', 'browser']), 'login')
    const calls = stage.sandbox.count('CreateToken')
    for (const [name, call] of Object.entries(CALLERS)) {
      assert.equal(succeeded(await call(stage, PROFILES[kind]), name).stdout.trim(), ACCOUNT, name)
    }
    assert.equal(stage.sandbox.count('CreateToken'), calls)
    assert.equal(stage.sandbox.count('GetRoleCredentials'), 3)
  })

  test(`${kind}: after ssoenv login by device code the AWS CLI gets role credentials`, async (t) => {
    const stage = await stageFor(t)
    succeeded(await stage.ssoenv(['login', PROFILES[kind], '--flow', 'device']), 'login')
    const outcome = await CALLERS['the AWS CLI']!(stage, PROFILES[kind])
    assert.equal(succeeded(outcome, 'the AWS CLI').stdout.trim(), ACCOUNT)
  })

  test(`${kind}: after ssoenv logout no tool finds a token or kept role credentials`, async (t) => {
    const stage = await stageFor(t)
    succeeded(await stage.ssoenv(['login', PROFILES[kind], '--flow', 'browser']), 'login')
    succeeded(await CALLERS['the AWS CLI']!(stage, PROFILES[kind]), 'the AWS CLI')
    succeeded(await stage.ssoenv(['logout', PROFILES[kind]]), 'logout')
    assert.deepEqual(await readdir(path.join(stage.home.path, '.aws/cli/cache')), [])
    await assert.rejects(access(tokenPath(stage.home, kind)))
    for (const [name, call] of Object.entries(CALLERS)) {
      assert.notEqual((await call(stage, PROFILES[kind])).status, 0, name)
    }
    assert.equal(stage.sandbox.count('Logout'), 1)
  })
}

test('login takes the proxy and the certificates of the environment for every call', async (t) => {
  const { ssoenv, proxy, sandbox } = await stageFor(t)
  succeeded(await ssoenv(['login', 'dev', '--flow', 'device']), 'login')
  const oidc = 'oidc.eu-west-1.amazonaws.com:443'
  assert.deepEqual([...new Set(proxy.asked)], [oidc])
  assert.equal(sandbox.count('CreateToken') > 0, true)
  const distrusted = await ssoenv(['login', 'dev', '--force', '--flow', 'browser'], { AWS_CA_BUNDLE: '' })
  assert.equal(distrusted.status, 6)
  assert.match(distrusted.stderr, /AWS_CA_BUNDLE/)
  const proxyless = await ssoenv(['login', 'dev', '--force', '--flow', 'browser'], {
    HTTPS_PROXY: 'http://ada:hunter2@127.0.0.1:1',
  })
  assert.equal(proxyless.status, 6)
  assert.match(proxyless.stderr, /The proxy 127\.0\.0\.1:1 \(HTTPS_PROXY\) cannot be reached/)
  assert.doesNotMatch(proxyless.stderr + proxyless.stdout, /hunter2/)
})

/** A token that each tool's own rule wants refreshed: under 15 minutes, under 5 for the JavaScript SDK. */
const REFRESHING: [string, string, number, (stage: Stage) => ReturnType<Stage['aws']>][] = [
  ['the AWS CLI', 'aws-cli', 800, (stage) => CALLERS['the AWS CLI']!(stage, 'dev')],
  ['botocore', 'Botocore', 800, (stage) => CALLERS['botocore']!(stage, 'dev')],
  ['the JavaScript SDK', 'aws-sdk-js', 200, (stage) => stage.javascript(['token', 'dev'])],
]

for (const [name, agent, seconds, call] of REFRESHING) {
  test(`${name} refreshes the token of our login, and ssoenv goes on with the result`, async (t) => {
    const stage = await stageFor(t, { accessTokenSeconds: seconds })
    succeeded(await stage.ssoenv(['login', 'dev', '--flow', 'browser']), 'login')
    const before = await tokenIn(stage.home, 'sso-session')
    stage.sandbox.settings({ accessTokenSeconds: 3600 })
    succeeded(await call(stage), name)
    assert.deepEqual(refreshers(stage.sandbox), [agent])
    const after = await tokenIn(stage.home, 'sso-session')
    assert.notEqual(after['accessToken'], before['accessToken'])
    assert.deepEqual(await statusOf(stage, 'sso-session'), { token: 'valid', renewable: true })
    assert.match(succeeded(await stage.ssoenv(['login', 'dev']), 'login').stdout, /is logged in\./)
    assert.deepEqual(refreshers(stage.sandbox), [agent])
  })

  test(`what ${name} wrote is refreshed by ssoenv before ${name} would, and it finds nothing left to refresh`, async (t) => {
    const stage = await stageFor(t, { accessTokenSeconds: seconds })
    succeeded(await stage.ssoenv(['login', 'dev', '--flow', 'browser']), 'login')
    stage.sandbox.settings({ accessTokenSeconds: 1100 }) // between the AWS CLI's 15 minutes and our 20
    succeeded(await call(stage), name)
    stage.sandbox.settings({ accessTokenSeconds: 3600 })
    assert.match(succeeded(await stage.ssoenv(['login', 'dev']), 'login').stdout, /was refreshed/)
    succeeded(await call(stage), name)
    assert.deepEqual(refreshers(stage.sandbox), [agent, 'ssoenv'])
  })

  test(`${name} refreshes our token also after its end`, async (t) => {
    const stage = await stageFor(t, { accessTokenSeconds: 1 })
    succeeded(await stage.ssoenv(['login', 'dev', '--flow', 'browser']), 'login')
    await untilEnded(stage.home, 'sso-session')
    stage.sandbox.settings({ accessTokenSeconds: 3600 })
    succeeded(await call(stage), name)
    assert.deepEqual(refreshers(stage.sandbox), [agent])
    assert.deepEqual(await statusOf(stage, 'sso-session'), { token: 'valid', renewable: true })
  })
}

test('the AWS CLI and ssoenv write a token file alike, byte for byte but for what is in it', async (t) => {
  const stage = await stageFor(t, { accessTokenSeconds: 800 })
  succeeded(await stage.ssoenv(['login', 'dev', '--flow', 'browser']), 'login')
  const form = async (): Promise<string> => {
    const text = await readFile(tokenPath(stage.home, 'sso-session'), 'utf8')
    return text
      .replaceAll(/(?<="(accessToken|refreshToken)": ")[^"]+/g, '…')
      .replace(/(?<="expiresAt": ")[^"]+/, '…')
  }
  const ours = await form()
  succeeded(await CALLERS['the AWS CLI']!(stage, 'dev'), 'the AWS CLI')
  assert.deepEqual(refreshers(stage.sandbox), ['aws-cli'])
  assert.equal(await form(), ours)
})

test('with token_mirror one login of a session serves what looks under the start URL, also after a refresh, and logout ends it', async (t) => {
  const stage = await stageFor(t, { accessTokenSeconds: 1100 })
  const mirror = { SSOENV_TOKEN_MIRROR: 'on' }
  succeeded(await stage.ssoenv(['login', 'dev', '--flow', 'browser'], mirror), 'login')
  const callAll = async (): Promise<void> => {
    const calls = stage.sandbox.count('CreateToken')
    for (const [name, call] of Object.entries(CALLERS))
      assert.equal(succeeded(await call(stage, PROFILES.legacy), name).stdout.trim(), ACCOUNT, name)
    assert.equal(stage.sandbox.count('CreateToken'), calls)
  }
  await callAll()
  const before = await tokenIn(stage.home, 'legacy')
  stage.sandbox.settings({ accessTokenSeconds: 3600 })
  assert.match(succeeded(await stage.ssoenv(['login', 'dev'], mirror), 'login').stdout, /was refreshed/)
  assert.notEqual((await tokenIn(stage.home, 'legacy'))['accessToken'], before['accessToken'])
  await callAll()
  succeeded(await stage.ssoenv(['logout', 'dev']), 'logout')
  for (const [name, call] of Object.entries(CALLERS))
    assert.notEqual((await call(stage, PROFILES.legacy)).status, 0, name)
})

test('a profile that has the start URL beside its session is read by every tool as one of the session', async (t) => {
  const stage = await stageFor(t)
  const config = path.join(stage.home.path, '.aws/config')
  const { start, region } = { start: 'sso_start_url', region: 'sso_region' }
  const lines = (await readFile(config, 'utf8')).split('\n')
  const line = (key: string): string => lines.find((each) => each.startsWith(key)) ?? assert.fail(key)
  const both = `[profile both]\nsso_session = corp\n${line(start)}\n${line(region)}\nsso_account_id = ${ACCOUNT}\nsso_role_name = Developer\nregion = eu-west-1\n`
  await stage.home.write('.aws/config', `${lines.join('\n')}\n${both}`)
  succeeded(await stage.ssoenv(['login', 'both', '--flow', 'browser']), 'login')
  for (const [name, call] of Object.entries(CALLERS))
    assert.equal(succeeded(await call(stage, 'both'), name).stdout.trim(), ACCOUNT, name)
})
