/** A profile whose key is parked is a profile to the AWS CLI and botocore as before, by SSO; restored, by its key again. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { ACCOUNT, EVERYBODY, PROFILES, REGION, stageFor, succeeded } from './corporate-network.js'

test('the same account before, while the key is parked and Inactive, and after', async (t) => {
  const stage = await stageFor(t)
  const { accessKeyId, secretAccessKey } = stage.sandbox.issueKey({ accountId: ACCOUNT, userName: 'ada' })
  const text =
    `[old]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n` +
    `region = ${REGION}\n`
  const credentials = await stage.home.write('.aws/credentials', text)
  const config = await readFile(path.join(stage.home.path, '.aws/config'), 'utf8')
  const arnByCli = async (): Promise<string> => {
    const words = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text', '--profile', 'old']
    return succeeded(await stage.aws(words), 'aws').stdout.trim()
  }
  const accountByBotocore = async (): Promise<string> =>
    succeeded(await stage.botocore(['old']), 'botocore').stdout.trim()

  assert.equal(await arnByCli(), `arn:aws:iam::${ACCOUNT}:user/ada`)
  succeeded(await stage.ssoenv(['login', PROFILES['sso-session'], '--flow', 'browser']), 'login')

  const administrators = EVERYBODY.filter(
    ({ keys }: { keys: Record<string, string> }) => keys['sso_role_name'] === 'AdministratorAccess',
  )
  const admin = administrators.find(({ accountId }) => accountId === ACCOUNT)?.profile ?? ''
  const park = ['keys', 'park', 'old', '--to', 'dev', '--deactivate', '--by', admin, '--yes']
  succeeded(await stage.ssoenv(park), 'park')
  assert.match(
    await arnByCli(),
    new RegExp(`^arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Developer_`),
  )
  assert.equal(await accountByBotocore(), ACCOUNT)
  assert.equal(succeeded(await stage.javascript(['credentials', 'old']), 'javascript').stdout.trim(), ACCOUNT)
  assert.equal(await readFile(credentials, 'utf8'), `[old]\nregion = ${REGION}\n`)
  assert.equal(stage.sandbox.keys()[0]?.status, 'Inactive')

  succeeded(await stage.ssoenv(['keys', 'restore', 'old', '--by', admin, '--yes']), 'restore')
  assert.equal(await arnByCli(), `arn:aws:iam::${ACCOUNT}:user/ada`)
  assert.equal(await readFile(credentials, 'utf8'), text)
  assert.equal(await readFile(path.join(stage.home.path, '.aws/config'), 'utf8'), config)
})

test('where the region is not enabled for the account, a key is asked about in the main one before it counts as dead', async (t) => {
  const stage = await stageFor(t)
  const { accessKeyId, secretAccessKey } = stage.sandbox.issueKey({ accountId: ACCOUNT, userName: 'ada' })
  const lines = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  await stage.home.write('.aws/credentials', `[old]\n${lines}region = ${REGION}\n`)
  stage.sandbox.addFault({
    operation: 'GetCallerIdentity',
    kind: 'exception',
    exception: 'InvalidClientTokenId',
    times: 1,
  })
  const { stdout } = succeeded(await stage.ssoenv(['keys', 'list', '--json']), 'list')
  const { keys } = JSON.parse(stdout) as { keys: { state: string; user: string }[] }
  assert.deepEqual([keys[0]?.state, keys[0]?.user], ['active', 'ada'])
  assert.deepEqual(stage.proxy.asked, [`sts.${REGION}.amazonaws.com:443`, 'sts.us-east-1.amazonaws.com:443'])
})
