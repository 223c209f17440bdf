import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { tokenFileName } from '../../src/core/session/token.js'
import { link } from '../../src/flows/trust.js'
import type { IssueOptions, IssuedKey } from '../../src/sandbox/controls.js'
import { SECRET_MARK } from '../../src/sandbox/secrets.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { endpointsOf, homeFor, sandboxSections, type Home } from '../support/home.js'
import { linesOf, unwrapped } from '../support/keys.js'
import { runOnTerminal } from '../support/on-terminal.js'
import { run, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { sessionOf, worldFor } from '../support/world.js'

interface Scene {
  sandbox: Sandbox
  home: Home
  env: Record<string, string>
  /** Of user `ci` in another account. */
  key: IssuedKey
  /** The key as variables. */
  keys: Record<string, string>
  /** `ssoenv whoami WORDS…`; it fails where any secret is printed. */
  whoami: (words?: string[], env?: Record<string, string>, cwd?: string) => Promise<Ended>
  json: (words?: string[], env?: Record<string, string>, cwd?: string) => Promise<Record<string, unknown>>
}

async function sceneFor(t: TestContext, token: IssueOptions = {}): Promise<Scene> {
  const sandbox = await sandboxFor(t, { person: { mode: 'approve' } })
  const home = await homeFor(t)
  await home.writeConfig({
    ...sandboxSections(sandbox),
    'profile deep': { role_arn: 'arn:aws:iam::444455556666:role/Deep', source_profile: 'acme-dev' },
    'profile empty': { region: 'eu-west-1' },
  })
  const file = `.aws/sso/cache/${tokenFileName(sessionOf(sandbox, 'sandbox'))}`
  await home.write(file, JSON.stringify(sandbox.issueToken(token)))
  const env = home.env(endpointsOf(sandbox))
  const key = sandbox.issueKey({ accountId: '999988887777', userName: 'ci' })
  const whoami: Scene['whoami'] = async (words = [], more = {}, cwd = home.path) => {
    const ended = await run(['whoami', ...words], { env: { ...env, ...more }, cwd })
    const told = ended.stdout + ended.stderr
    for (const secret of [key.secretAccessKey, SECRET_MARK]) assert.ok(!told.includes(secret), told)
    return ended
  }
  return {
    ...{ sandbox, home, env, key, whoami },
    keys: { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey },
    json: async (words = [], more, cwd) => {
      const { stdout } = await whoami([...words, '--json'], more, cwd)
      return JSON.parse(stdout) as Record<string, unknown>
    },
  }
}

const HASH = /_[0-9a-f]{16}\//

test('a profile: account, role and person by STS, and where the credentials come from', async (t) => {
  const { whoami, sandbox } = await sceneFor(t)
  const { status, stdout, stderr } = await whoami(['acme-dev'])
  assert.equal(status, 0, stderr)
  assert.equal(
    stdout.replace(HASH, '_HASH/'),
    `Account 111122223333, role Developer, as ada.
  arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Developer_HASH/ada
  SSO, profile "acme-dev", region eu-west-1
`,
  )
  assert.equal(sandbox.count('GetCallerIdentity'), 1)
})

test('--json has the same for programs', async (t) => {
  const { json } = await sceneFor(t)
  const found = await json([], { AWS_PROFILE: 'acme-prod' })
  assert.deepEqual(
    { ...found, arn: String(found['arn']).replace(HASH, '_HASH/') },
    {
      source: 'sso',
      profile: 'acme-prod',
      by: 'AWS_PROFILE',
      region: 'eu-west-1',
      accountId: '333344445555',
      arn: 'arn:aws:sts::333344445555:assumed-role/AWSReservedSSO_ReadOnly_HASH/ada',
      kind: 'sso-role',
      roleName: 'ReadOnly',
      sessionName: 'ada',
      asked: true,
      conflicts: [],
    },
  )
})

test('keys in variables are who you are, whatever AWS_PROFILE says; whoami says so and how to mend it', async (t) => {
  const { whoami, keys, key, sandbox } = await sceneFor(t)
  const { status, stdout } = await whoami([], { ...keys, AWS_PROFILE: 'acme-dev' })
  assert.equal(status, 0)
  assert.equal(
    stdout,
    `Account 999988887777, user ci.
  arn:aws:iam::999988887777:user/ci
  keys in variables, AKIA…${key.accessKeyId.slice(-4)}, region eu-west-1
AWS_ACCESS_KEY_ID is set: the AWS CLI, boto3, the Go SDK (Terraform), the Java SDK and the Rust SDK use that key, not the profile "acme-dev". The JavaScript SDK uses the profile.
  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
`,
  )
  assert.equal(sandbox.count('GetRoleCredentials'), 0)
  // A profile that is named is what `aws --profile` would use.
  assert.match((await whoami(['acme-dev'], keys)).stdout, /^Account 111122223333, role Developer/)
})

test('keys of the credentials file and of the config, and those of a credential_process', async (t) => {
  const { json, home, key } = await sceneFor(t)
  const config = `[profile old]\n${linesOf(key)}[profile own]\ncredential_process = /bin/sh '${home.path}/own process'\n`
  await home.write('.aws/config', config)
  await home.write('.aws/credentials', `[stored]\n${linesOf(key)}`)
  const { accessKeyId, secretAccessKey } = key
  const printed = JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey })
  await home.write('own process', `echo '${printed}'`)
  const expected = { accountId: '999988887777', keyId: `AKIA…${accessKeyId.slice(-4)}`, userName: 'ci' }
  for (const [profile, source] of [
    ['stored', 'credentials-file'],
    ['old', 'config-file'],
    ['own', 'process'],
  ] as const) {
    const { accountId, keyId, userName, ...found } = await json([profile])
    assert.deepEqual({ accountId, keyId, userName }, expected)
    assert.equal(found['source'], source)
  }
})

test('a credential_process that fails, or prints something else, is told by its first line', async (t) => {
  const { whoami, home } = await sceneFor(t)
  await home.writeConfig({
    'profile fails': {
      credential_process: `/bin/sh -c "echo \\"no\\033[2J luck\\" >&2; echo more >&2; exit 9"`,
    },
    'profile babbles': { credential_process: 'echo hello' },
    'profile gone': { credential_process: '/not/there' },
  })
  const told = async (profile: string): Promise<string> => {
    const { status, stderr } = await whoami([profile])
    assert.equal(status, 3)
    return unwrapped(stderr)
  }
  assert.match(await told('fails'), /of "fails" failed \(exit status 9\): no.*luck/)
  assert.match(await told('babbles'), /of "babbles" printed something else than credentials of version 1\./)
  assert.match(await told('gone'), /of "gone" cannot be run: "\/not\/there"\./)
})

test('--offline asks nobody: account and role are the config’s', async (t) => {
  const { whoami, sandbox, keys, json } = await sceneFor(t, { state: 'ended' })
  const { status, stdout } = await whoami(['acme-dev', '--offline'])
  assert.equal(status, 0)
  assert.equal(
    stdout,
    'Account 111122223333, role Developer, as the config has it; nobody was asked.\n  SSO, profile "acme-dev", region eu-west-1\n',
  )
  const deep = await json(['deep', '--offline'])
  assert.deepEqual(
    [deep['accountId'], deep['roleName'], deep['source']],
    ['444455556666', 'Deep', 'assume-role'],
  )
  assert.match(
    (await whoami(['--offline'], keys)).stdout,
    /^Which account this is was not asked\.\n {2}keys in variables/,
  )
  assert.deepEqual(sandbox.counts(), {})
})

test('a role that is assumed on top of SSO: who the AWS CLI would be, at the end of the chain', async (t) => {
  const { json, home, sandbox } = await sceneFor(t)
  const deploy = { role_arn: 'arn:aws:iam::333344445555:role/Deployer', source_profile: 'acme-dev' }
  await home.writeConfig({ ...sandboxSections(sandbox), 'profile deploy': deploy })
  const { accountId, kind, roleName, source, profile, explanation } = await json(['deploy', '--explain'])
  assert.deepEqual(
    { accountId, kind, roleName, source, profile },
    {
      accountId: '333344445555',
      kind: 'role',
      roleName: 'Deployer',
      source: 'assume-role',
      profile: 'deploy',
    },
  )
  const { chain } = explanation as { chain: { profile: string; kind: string }[] }
  assert.deepEqual(
    chain.map((link) => [link.profile, link.kind]),
    [
      ['deploy', 'assume-role'],
      ['acme-dev', 'sso'],
    ],
  )
})

test('the account has the name that the portal’s list gave it', async (t) => {
  const { whoami, env, json } = await sceneFor(t)
  await run(['accounts'], { env })
  const { accountName } = await json(['acme-dev', '--offline'])
  assert.equal(typeof accountName, 'string')
  assert.match(
    (await whoami(['acme-dev'])).stdout,
    new RegExp(`^Account 111122223333 \\(${String(accountName)}\\), `),
  )
})

test('a directory that is bound decides, and that only ssoenv knows is said', async (t) => {
  const { whoami, home, sandbox, keys } = await sceneFor(t)
  const file = await home.write('acme/.ssoenv', '')
  const here = file.replace(/\/\.ssoenv$/, '')
  await link(worldFor(home, sandbox), here, 'acme-dev', false)
  const bare = await whoami([], {}, here)
  assert.match(bare.stdout, /^Account 111122223333/)
  assert.match(bare.stdout, /SSO, profile "acme-dev" by ~\/acme\/\.ssoenv/)
  assert.match(
    bare.stdout,
    /AWS_PROFILE is not set: without the hook, only ssoenv knows\.\n {2}ssoenv use acme-dev\n$/,
  )
  const hooked = await whoami([], { AWS_PROFILE: 'acme-dev', SSOENV_APPLIED: 'acme-dev' }, here)
  assert.match(hooked.stdout, /SSO, profile "acme-dev" by ~\/acme\/\.ssoenv, region eu-west-1\n$/)
  const hidden = await whoami([], keys, here)
  assert.match(hidden.stdout, /^Account 999988887777, user ci/)
  assert.match(hidden.stdout, /every tool uses that key, not the profile "acme-dev"\./)
})

test('a refused directory is refused here too', async (t) => {
  const { whoami, home, keys } = await sceneFor(t)
  const refused = { AWS_PROFILE: 'ssoenv-refused' }
  assert.equal((await whoami([], refused, home.path)).status, 7)
  assert.equal((await whoami([], { ...refused, ...keys }, home.path)).status, 7)
})

test('where a login is needed: exit 4 without a terminal, and a login on one', async (t) => {
  const { whoami, sandbox, env } = await sceneFor(t, { state: 'ended' })
  const { status, stderr } = await whoami(['acme-dev'])
  assert.equal(status, 4)
  assert.match(unwrapped(stderr), /ssoenv login --session sandbox/)
  assert.equal(sandbox.count('Authorize'), 0)
  const seen = await runOnTerminal(['whoami', 'acme-dev'], [], { env })
  assert.equal(seen.status, 0, seen.screen)
  assert.match(seen.screen, /Account 111122223333, role Developer, as ada\./)
})

test('--explain shows every source, what each tool uses, and the identity behind it', async (t) => {
  const { whoami, json, keys } = await sceneFor(t)
  const env = { ...keys, AWS_PROFILE: 'acme-dev', SSOENV_SHELL: 'fish' }
  const { stdout } = await whoami(['--explain'], env)
  assert.match(stdout, /^The JavaScript SDK +SSO +profile "acme-dev" by AWS_PROFILE +region eu-west-1$/m)
  assert.match(stdout, /^1\* +1\* +1 +1\* +1\* +1\* +keys in variables +AWS_ACCESS_KEY_ID {2}AKIA…/m)
  assert.match(stdout, /^5 +5 +7\* +7 +4 +4 +profile "acme-dev": SSO +~\/\.aws\/config:\d+$/m)
  assert.match(
    stdout,
    /^ {2}set -e AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY\n\nAccount 999988887777, user ci\./m,
  )
  const { explanation, conflicts } = (await json(['--explain'], env)) as {
    explanation: { sources: unknown[]; tools: unknown[]; chain: unknown[] }
    conflicts: unknown[]
  }
  assert.deepEqual(
    [explanation.sources.length, explanation.tools.length, explanation.chain.length],
    [13, 6, 1],
  )
  assert.equal(conflicts.length, 1)
})

test('--explain explains also where there is nothing, or nothing that can be used; the status says so', async (t) => {
  const { whoami } = await sceneFor(t)
  const cases: [words: string[], env: Record<string, string>, status: number, error: RegExp][] = [
    [[], {}, 2, /No profile is named/],
    [[], { AWS_PROFILE: 'gone' }, 3, /There is no profile "gone"/],
    [[], { AWS_PROFILE: '' }, 3, /There is no profile ""/],
    [['empty'], {}, 3, /"empty" has no credentials of its own.*the machine's role/],
    [['empty'], { AWS_EC2_METADATA_DISABLED: 'true' }, 3, /finds no credentials with "empty": it has none/],
    [[], { AWS_ACCESS_KEY_ID: 'AKIAHALF' }, 3, /AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY/],
  ]
  for (const [words, env, expected, error] of cases) {
    const { status, stdout, stderr } = await whoami(['--explain', ...words], env)
    assert.equal(status, expected, stderr)
    assert.match(stdout, /^AWS CLI +boto3 +JS +Go +Java +Rust/m)
    assert.match(unwrapped(stderr), error)
    const told = await whoami(['--explain', '--json', ...words], env)
    assert.equal(told.status, expected)
    const { error: inJson, explanation } = JSON.parse(told.stdout) as Record<string, { exitCode?: number }>
    assert.equal(inJson?.exitCode, expected)
    assert.ok(explanation)
  }
})

test('keys that STS does not take are refused in one sentence', async (t) => {
  const { whoami } = await sceneFor(t)
  const wrong = { AWS_ACCESS_KEY_ID: 'AKIAABCDEFGHIJKLMNOP', AWS_SECRET_ACCESS_KEY: 'wrong-secret' }
  const { status, stdout, stderr } = await whoami([], wrong)
  assert.equal(status, 7)
  assert.equal(stdout, '')
  assert.ok(!stderr.includes('wrong-secret'))
})
