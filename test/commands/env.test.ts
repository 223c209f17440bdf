import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import { CONFLICTING_VARIABLES } from '../../src/core/credentials/conflicting-variables.js'
import { tokenFileName } from '../../src/core/session/token.js'
import type { IssueOptions } from '../../src/sandbox/controls.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { endpointsOf, homeFor, sandboxSections, type Home } from '../support/home.js'
import { runCommandOnTerminal, runOnTerminal } from '../support/on-terminal.js'
import { PROGRAM, run, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { sessionOf } from '../support/world.js'

interface Scene {
  sandbox: Sandbox
  home: Home
  env: Record<string, string>
  putToken: (options?: IssueOptions) => Promise<void>
  ask: (...words: string[]) => Promise<Ended>
  /** What a shell says that evaluates: `ssoenv` is a command there. */
  evaluate: (
    shell: string,
    script: string,
    extra?: Record<string, string>,
  ) => { status: number | null; stdout: string }
}

async function sceneFor(t: TestContext): Promise<Scene> {
  const sandbox = await sandboxFor(t)
  const home = await homeFor(t)
  const sections = sandboxSections(sandbox)
  await home.writeConfig({
    ...sections,
    'profile nowhere': { ...sections['profile acme-dev'], region: '' },
    'profile odd': { ...sections['profile acme-dev'], region: "eu'west$(x)" },
    'profile plain': { region: 'eu-west-1' },
  })
  await home.write('bin/ssoenv', `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`, 0o755)
  const env = home.env({ ...endpointsOf(sandbox), PATH: `${home.path}/bin:/usr/local/bin:/usr/bin:/bin` })
  return {
    sandbox,
    home,
    env,
    putToken: async (options) => {
      const text = JSON.stringify(sandbox.issueToken(options))
      await home.write(`.aws/sso/cache/${tokenFileName(sessionOf(sandbox, 'sandbox'))}`, text)
    },
    ask: (...words) => run(['env', ...words], { env }),
    evaluate: (shell, script, extra = {}) => {
      const words = shell === 'fish' ? ['--no-config', '-c', script] : ['-c', script]
      const { status, stdout } = spawnSync(shell, words, {
        env: { ...env, ...extra },
        cwd: home.path,
        encoding: 'utf8',
      })
      return { status, stdout }
    },
  }
}

const NAMES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_ACCOUNT_ID',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
]

async function variables(scene: Scene, ...words: string[]): Promise<Record<string, string>> {
  const { status, stdout, stderr } = await scene.ask(...words, '--format', 'json')
  assert.equal(status, 0, stderr)
  return JSON.parse(stdout) as Record<string, string>
}

it('prints keys, their end, the account and the region, by the portal first and then from what is kept', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const first = await variables(scene, 'acme-dev')
  assert.deepEqual(Object.keys(first), NAMES)
  assert.equal(first['AWS_ACCOUNT_ID'], '111122223333')
  assert.equal(first['AWS_REGION'], scene.sandbox.region)
  assert.equal(first['AWS_DEFAULT_REGION'], scene.sandbox.region)
  assert.match(first['AWS_CREDENTIAL_EXPIRATION'] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  assert.deepEqual(await variables(scene, 'acme-dev'), first)
  const { stdout } = await scene.ask('acme-dev', '--format=dotenv')
  assert.equal(
    stdout,
    Object.entries(first)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  assert.equal(scene.sandbox.count('GetRoleCredentials'), 1)
})

it('both doors print the same in every format', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  await scene.ask('acme-dev')
  for (const format of ['bash', 'fish', 'powershell', 'dotenv', 'json']) {
    const quick = await scene.ask('acme-dev', '--format', format)
    assert.equal(quick.status, 0)
    assert.deepEqual(await scene.ask('--format', format, 'acme-dev'), quick)
  }
  assert.deepEqual(await scene.ask('acme-dev'), await scene.ask('acme-dev', '--format=bash'))
})

it('the evaluated keys are those that the AWS tools use, whatever stood in the environment before', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const keys = await variables(scene, 'acme-dev')
  const earlier = Object.fromEntries(CONFLICTING_VARIABLES.map((name) => [name, 'earlier']))
  for (const [shell, line] of [
    ['bash', 'eval "$(ssoenv env acme-dev)"'],
    ['zsh', 'eval "$(ssoenv env acme-dev)"'],
    ['dash', 'eval "$(ssoenv env acme-dev)"'],
    ['fish', 'ssoenv env acme-dev --format fish | source'],
    ['fish', 'eval (ssoenv env acme-dev --format fish)'],
  ] as const) {
    const { status, stdout } = scene.evaluate(shell, `${line} && env`, earlier)
    assert.equal(status, 0, shell)
    const aws = stdout.split('\n').filter((entry) => /^AWS_(?!ENDPOINT)/.test(entry))
    assert.deepEqual(Object.fromEntries(aws.map((entry) => entry.split(/=(.*)/s).slice(0, 2))), keys, shell)
  }
})

it('where there are no credentials, what is evaluated fails with the same status, and the keys of before stay', async (t) => {
  const scene = await sceneFor(t)
  const plain = await scene.ask('acme-dev')
  assert.deepEqual([plain.status, plain.stdout], [4, '(exit 4)\n'])
  assert.match(plain.stderr, /ssoenv login --session sandbox/)
  for (const shell of ['bash', 'zsh', 'dash']) {
    const script = 'set -e; eval "$(ssoenv env acme-dev)"; echo went on'
    assert.deepEqual(scene.evaluate(shell, script, { AWS_PROFILE: 'other' }), { status: 4, stdout: '' })
  }
  const fish = 'ssoenv env acme-dev --format fish | source; and echo went on; printenv AWS_PROFILE'
  assert.equal(scene.evaluate('fish', fish, { AWS_PROFILE: 'other' }).stdout, 'other\n')
  for (const format of ['powershell', 'dotenv', 'json']) {
    const { status, stdout } = await scene.ask('acme-dev', '--format', format)
    assert.deepEqual([status, stdout], [4, ''], format)
  }
})

it('each failure has its exit status, and nothing but a failing word on standard output', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  for (const [words, code, said] of [
    [['missing'], 3, /There is no profile "missing"/],
    [['plain'], 3, /elsewhere than SSO/],
    [[], 2, /No profile is named/],
    [['acme-prod'], 7, /protected/],
    [['acme-dev', '--min-ttl', '30'], 2, /no duration/],
    [['acme-dev', '--min-ttl', '13h'], 3, /session duration of the permission set/],
    [['acme-dev', '--colour'], 2, /colour/],
  ] as const) {
    const { status, stdout, stderr } = await scene.ask(...words)
    assert.deepEqual([status, stdout], [code, `(exit ${code})\n`], words.join(' '))
    assert.match(stderr, said)
  }
  const { status, stdout } = await scene.ask('acme-dev', '--format', 'ksh')
  assert.equal(status, 2)
  assert.equal(stdout, '(exit 2)\n')
  const help = await scene.ask('--help')
  assert.equal(help.status, 0)
  assert.ok(!help.stdout.includes('(exit'))
})

it('--min-ttl takes new credentials where those that are kept end sooner', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const first = await variables(scene, 'acme-dev')
  assert.deepEqual(await variables(scene, 'acme-dev', '--min-ttl', '20m'), first)
  const folder = path.join(scene.home.path, '.aws/cli/cache')
  const [name = ''] = await readdir(folder)
  const file = path.join(folder, name)
  const soon = new Date(Date.now() + 20 * 60_000).toISOString().replace(/\.\d+/, '')
  await writeFile(file, (await readFile(file, 'utf8')).replace(first['AWS_CREDENTIAL_EXPIRATION']!, soon))
  assert.equal((await variables(scene, 'acme-dev'))['AWS_ACCESS_KEY_ID'], first['AWS_ACCESS_KEY_ID'])
  assert.notEqual(
    (await variables(scene, 'acme-dev', '--min-ttl', '30m'))['AWS_ACCESS_KEY_ID'],
    first['AWS_ACCESS_KEY_ID'],
  )
  assert.equal(scene.sandbox.count('GetRoleCredentials'), 2)
})

it('without PROFILE it is the active one, in the region that the environment says, unless a hook said it for another profile', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const ask = async (env: Record<string, string>, ...words: string[]): Promise<Record<string, string>> => {
    const { stdout, stderr } = await run(['env', ...words, '--format', 'json'], {
      env: { ...scene.env, ...env },
    })
    assert.equal(stderr, '')
    return JSON.parse(stdout) as Record<string, string>
  }
  // First by the portal, then from what is kept.
  for (let door = 0; door < 2; door++) {
    const active = await ask({ AWS_PROFILE: 'acme-dev', AWS_REGION: 'us-east-2' })
    assert.deepEqual([active['AWS_ACCOUNT_ID'], active['AWS_REGION']], ['111122223333', 'us-east-2'])
    const byHook = {
      AWS_PROFILE: 'x',
      SSOENV_APPLIED: 'x',
      AWS_REGION: 'us-east-2',
      SSOENV_APPLIED_REGION: 'us-east-2',
    }
    assert.equal(
      (await ask({ ...byHook, SSOENV_PREV_REGION: '-' }, 'acme-dev'))['AWS_REGION'],
      scene.sandbox.region,
    )
    assert.equal(
      (await ask({ ...byHook, SSOENV_PREV_REGION: '=sa-east-1' }, 'acme-dev'))['AWS_REGION'],
      'sa-east-1',
    )
    assert.deepEqual(Object.keys(await ask({}, 'nowhere')), NAMES.slice(0, 5))
  }
})

it('of a binding that is trusted it is the profile of the directory', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const work = path.join(scene.home.path, 'work')
  await mkdir(work)
  await writeFile(path.join(work, '.ssoenv'), 'profile = acme-dev\n')
  const refused = await run(['env', '--format', 'json'], { env: scene.env, cwd: work })
  assert.deepEqual([refused.status, refused.stdout], [2, ''])
  assert.equal((await run(['allow'], { env: scene.env, cwd: work })).status, 0)
  const { status, stdout } = await run(['env', '--format', 'json'], { env: scene.env, cwd: work })
  assert.equal(status, 0)
  assert.match(stdout, /"AWS_ACCOUNT_ID": "111122223333"/)
  const off = await run(['env', '--format', 'json'], {
    env: { ...scene.env, AWS_PROFILE: 'ssoenv-refused' },
    cwd: scene.home.path,
  })
  assert.deepEqual([off.status, off.stdout], [2, ''])
})

it('a region that is no name is taken literally by a shell, and refused in a dotenv file', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  await scene.ask('odd')
  const { stdout } = scene.evaluate('bash', 'eval "$(ssoenv env odd)"; printenv AWS_REGION')
  assert.equal(stdout, "eu'west$(x)\n")
  const dotenv = await scene.ask('odd', '--format', 'dotenv')
  assert.deepEqual([dotenv.status, dotenv.stdout], [3, ''])
  assert.match(dotenv.stderr, /AWS_REGION/)
})

it('a region that a terminal would obey is printed in no form', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  for (const format of ['bash', 'fish', 'powershell', 'dotenv', 'json']) {
    const words = ['env', 'acme-dev', '--format', format]
    // The second time the keys are kept: the quick door answers.
    for (let times = 0; times < 2; times++) {
      const ended = await run(words, { env: { ...scene.env, AWS_REGION: 'eu\u001b[2J\f\u00ad' } })
      assert.equal(ended.status, 3)
      assert.match(ended.stderr, /"eu\?\[2J\?\?" is not a region's name\./)
      assert.ok(!ended.stdout.includes('eu'), ended.stdout)
    }
  }
})

it('on a terminal it logs in, and what is evaluated is only the keys', async (t) => {
  const scene = await sceneFor(t)
  const line = 'eval "$(ssoenv env acme-dev)" && printenv AWS_ACCOUNT_ID'
  const { status, screen } = await runCommandOnTerminal(['bash', '--norc', '-c', line], [], {
    env: scene.env,
  })
  assert.equal(status, 0, screen)
  assert.match(screen, /^111122223333\r$/m)
  assert.ok(!screen.includes('AWS_SECRET_ACCESS_KEY'), screen)
})

it('a protected profile is asked about on the terminal, once for both doors, also inside of eval', async (t) => {
  const scene = await sceneFor(t)
  await scene.putToken()
  const yes = await run(['env', 'acme-prod', '--yes'], { env: scene.env })
  assert.equal(yes.status, 0, yes.stderr)
  const byVariable = await run(['env', 'acme-prod'], { env: { ...scene.env, SSOENV_YES: '1' } })
  assert.deepEqual(byVariable, yes)
  const line = 'eval "$(ssoenv env acme-prod)" && printenv AWS_ACCOUNT_ID'
  const said = await runCommandOnTerminal(['bash', '--norc', '-c', line], [['protected', { type: 'y\r' }]], {
    env: scene.env,
  })
  assert.match(said.screen, /^333344445555\r$/m)
  assert.equal(said.screen.split('is protected').length, 2, said.screen)
  const no = await runOnTerminal(['env', 'acme-prod'], [['protected', { type: 'n\r' }]], {
    env: { ...scene.env, HOME: scene.home.path, XDG_STATE_HOME: path.join(scene.home.path, 'other') },
  })
  assert.equal(no.status, 130)
  assert.ok(!no.screen.includes('AWS_ACCESS_KEY_ID'))
})

it('where the terminal itself is the output, a failure is told and nothing is printed for eval', async (t) => {
  const scene = await sceneFor(t)
  for (const format of ['bash', 'fish']) {
    const { status, screen } = await runOnTerminal(['env', 'missing', '--format', format], [], {
      env: scene.env,
    })
    assert.equal(status, 3, screen)
    assert.match(screen, /There is no profile "missing"/)
    assert.doesNotMatch(screen, /\(exit|false/)
  }
})
