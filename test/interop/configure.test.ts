/** A profile that `ssoenv configure` makes is the one that `aws configure sso` makes, and every tool uses it. */
import assert from 'node:assert/strict'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { runCommandOnTerminal, runOnTerminal, type Step } from '../support/on-terminal.js'
import { ACCOUNT, REGION, START_URL, stageFor, succeeded, type Stage } from './corporate-network.js'

const ENTER = { type: '\r' }

/** Runs it with no config there, and reads what it made. */
async function configMadeBy({ home }: Stage, configure: () => Promise<void>): Promise<string> {
  const file = path.join(home.path, '.aws/config')
  await rm(file)
  await configure()
  return readFile(file, 'utf8')
}

const AWS_STEPS: Step[] = [
  ['SSO session name', { type: 'corp\r' }],
  ['SSO start URL', { type: `${START_URL}\r` }],
  ['SSO region', { type: `${REGION}\r` }],
  ['SSO registration scopes', ENTER],
  ['> acme-dev', ENTER],
  ['> Developer', ENTER],
  ['CLI default client Region', { type: `${REGION}\r` }],
  ['CLI default output format', { type: 'json\r' }],
  ['CLI profile name', { type: 'made\r' }],
]

const OUR_STEPS: Step[] = [
  ['Start URL of the access portal', { type: `${START_URL}\r` }],
  ['Region of its Identity Center', { type: `${REGION}\r` }],
  ['Name for the session (ssoenv-test)', { type: 'corp\r' }],
  ['Account, of 5 accounts', { type: ACCOUNT }],
  [`❯ acme-dev  ${ACCOUNT}`, ENTER],
  ['Role', { type: 'developer' }],
  ['❯ Developer', ENTER],
  ['Name for the profile', { type: 'made\r' }],
  ['Region for commands', { type: `${REGION}\r` }],
  ['Output format', { type: 'json\r' }],
]

test('configure writes the sections and keys of aws configure sso, in its order; the AWS CLI, botocore and the JavaScript SDK use it', async (t) => {
  const stage = await stageFor(t)
  const theirs = await configMadeBy(stage, async () => {
    // Its line editor would ask the terminal where the cursor is, and wait.
    const env = stage.env({ PROMPT_TOOLKIT_NO_CPR: '1' })
    const words = ['/usr/bin/aws', 'configure', 'sso', '--no-browser']
    const seen = await runCommandOnTerminal(words, AWS_STEPS, { env, seconds: 60 })
    assert.equal(seen.status, 0, seen.screen)
  })
  succeeded(await stage.ssoenv(['logout', '--all']), 'logout')
  const ours = await configMadeBy(stage, async () => {
    const env = stage.env({ NO_COLOR: '1' })
    const seen = await runOnTerminal(['configure'], OUR_STEPS, { env, seconds: 60 })
    assert.equal(seen.status, 0, seen.screen)
  })
  // It puts no blank line between sections; we do.
  assert.equal(ours.replace('\n\n', '\n'), theirs)
  const identity = [
    'sts',
    'get-caller-identity',
    '--query',
    'Account',
    '--output',
    'text',
    '--profile',
    'made',
  ]
  assert.equal(succeeded(await stage.aws(identity), 'the AWS CLI').stdout.trim(), ACCOUNT)
  assert.equal(succeeded(await stage.botocore(['made']), 'botocore').stdout.trim(), ACCOUNT)
  const javascript = await stage.javascript(['credentials', 'made'])
  assert.equal(succeeded(javascript, 'the JavaScript SDK').stdout.trim(), ACCOUNT)
  assert.deepEqual(succeeded(await stage.aws(['configure', 'list-profiles']), 'list').stdout, 'made\n')
})

test('profiles add, and what remove leaves, is what the AWS CLI reads', async (t) => {
  const stage = await stageFor(t)
  const words = [
    'profiles',
    'add',
    'added',
    '--session',
    'corp',
    '--account',
    '333344445555',
    '--role',
    'ReadOnly',
  ]
  succeeded(await stage.ssoenv([...words, '--region', REGION]), 'add')
  succeeded(await stage.ssoenv(['login', 'added', '--flow', 'browser']), 'login')
  const identity = ['sts', 'get-caller-identity', '--query', 'Account', '--output', 'text', '--profile']
  assert.equal(
    succeeded(await stage.aws([...identity, 'added']), 'the AWS CLI').stdout.trim(),
    '333344445555',
  )
  succeeded(await stage.ssoenv(['profiles', 'remove', 'added', '--yes']), 'remove')
  assert.notEqual((await stage.aws([...identity, 'added'])).status, 0)
  assert.equal(succeeded(await stage.aws([...identity, 'dev']), 'the AWS CLI').stdout.trim(), ACCOUNT)
})
