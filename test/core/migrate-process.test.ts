import assert from 'node:assert/strict'
import { test } from 'node:test'
import { processIn, type Process } from '../../src/core/migrate/migrate-process.js'

const values = (command: string): unknown => {
  const found = processIn(command)
  return found.kind === 'known' ? { tool: found.tool, ...found.values } : found.kind
}

test('the commands that the tools write are understood', () => {
  assert.deepEqual(values('aws-sso-util credential-process --profile my-profile'), {
    tool: 'aws-sso-util',
    profile: 'my-profile',
  })
  assert.deepEqual(
    values('granted credential-process --profile Acme/Admin --url https://access.example.com'),
    {
      tool: 'granted',
      profile: 'Acme/Admin',
    },
  )
  assert.deepEqual(values('dgranted credential-process --profile=a'), { tool: 'granted', profile: 'a' })
  const aws = '/opt/homebrew/bin/aws-sso -u open -S "My Org" process --arn arn:aws:iam::012345678901:role/R'
  assert.deepEqual(values(aws), {
    tool: 'aws-sso-cli',
    instance: 'My Org',
    accountId: '012345678901',
    roleName: 'R',
  })
})

test('flags are taken in every form, values with quotes as the AWS CLI splits them', () => {
  const util = 'aws-sso-util credential-process'
  assert.deepEqual(
    values(`${util} --start-url=https://x/start#/ --region r -v --account-id 1 --role-name 'a b'`),
    {
      tool: 'aws-sso-util',
      startUrl: 'https://x/start#/',
      region: 'r',
      accountId: '000000000001',
      roleName: 'a b',
    },
  )
  const aws = { tool: 'aws-sso-cli', instance: 'Org', accountId: '000000000012', roleName: 'R' }
  for (const command of [
    'aws-sso -SOrg process -A 12 -R R',
    'aws-sso --sso Org process -A12 -RR --sts-refresh',
    'aws-sso process --sso=Org --account=12 --role=R -L debug',
    'C:\\\\tools\\\\aws-sso.exe process -S Org -a 12:R',
    'aws-sso process -S Org -a aws:arn:iam::12:role/R',
    'aws-sso process -S Org -a arn:aws-us-gov:iam::12:role/R',
  ]) {
    assert.deepEqual(values(command), aws, command)
  }
})

test('a command of another program is none of ours, whatever its words', () => {
  for (const command of [
    '',
    ' ',
    'aws-vault exec x',
    'aws-sso-utils credential-process',
    "'open quote",
    '/aws-sso/x process',
    'constructor x',
  ]) {
    assert.equal(values(command), 'other', command)
  }
})

test('what is not known in a command makes it unclear, and nothing of it is believed', () => {
  const why = (command: string): string => {
    const found: Process = processIn(command)
    return found.kind === 'unclear' ? found.why : found.kind
  }
  for (const [command, words] of [
    ['aws-sso-util credential-process --profile a --new-flag x', 'has a flag that is not known here'],
    ['aws-sso-util credential-process --profile', 'ends in the middle of a flag'],
    ['aws-sso-util login', 'is not `credential-process`'],
    ['aws-sso-util', 'is not `credential-process`'],
    ['aws-sso-util credential-process --profile a # note', 'is not `credential-process`'],
    ['aws-sso-credential-process x', 'has words that are not known here'],
    ['granted credential-process --profile a --profile b', 'says a thing twice'],
    ['aws-sso process --profile a', 'has a flag that is not known here'],
    ['aws-sso process --config x --arn 1:R', 'has a flag that is not known here'],
    ['aws-sso process --arn arn:aws:iam::1:role/path/R', 'names no role by its ARN'],
    ['aws-sso process --arn arn:aws:iam::1:user/R', 'names no role by its ARN'],
    ['aws-sso process --arn 1:R -A 2', 'says a thing twice'],
    ['aws-sso process --constructor x', 'has a flag that is not known here'],
  ]) {
    assert.equal(why(command!), words, command)
  }
})
