/** `ssoenv doctor` on tools, locks and the network. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { examine } from '../../src/flows/doctor/doctor.js'
import { acquireLock } from '../../src/world/lock/lock.js'
import { stageFor } from '../interop/corporate-network.js'
import { complaints, of, patientFor, type Finding } from '../support/doctor.js'
import { endpointsOf, sandboxSections } from '../support/home.js'
import { until } from '../support/until.js'
import { worldFor } from '../support/world.js'

const CONTENDER = fileURLToPath(new URL('../support/lock-contender.ts', import.meta.url))

const says = (line: string): string => `#!/bin/sh\necho '${line}'\n`

test('tools that are too old for sso_session are told, each with what to do', async (t) => {
  const { doctor, program } = await patientFor(t)
  const cases: [name: string, line: string, state: string, what: RegExp][] = [
    [
      'aws',
      'aws-cli/2.8.13 Python/3.9.11 Linux/6.1 exe/x86_64',
      'problem',
      /AWS CLI 2\.8\.13, which is too old/,
    ],
    ['aws', 'aws-cli/2.9.0 Python/3.9.11', 'ok', /AWS CLI 2\.9\.0\.$/],
    ['aws', 'aws-cli/1.27.9 Python/3.9.11 botocore/1.29.9', 'problem', /AWS CLI 1\.27\.9, which is too old/],
    ['aws', 'aws-cli/1.27.10 Python/3.9.11', 'ok', /AWS CLI 1\.27\.10/],
    ['terraform', 'Terraform v1.5.7', 'warning', /Terraform 1\.5\.7, which is too old/],
    ['terraform', 'Terraform v1.10.0', 'ok', /Terraform 1\.10\.0/],
    ['terragrunt', 'terragrunt version v0.53.0', 'warning', /Terragrunt 0\.53\.0/],
    ['cdk', '2.99.1 (build b2a895e)', 'warning', /CDK 2\.99\.1/],
    ['cdk', '2.1029.4 (build b2a895e)', 'ok', /CDK 2\.1029\.4/],
    ['python3', 'botocore/1.29.9', 'warning', /boto3 1\.29\.9/],
  ]
  for (const [name, line, state, what] of cases) {
    const file = await program(name, says(line))
    const told = await doctor(['--offline'])
    const [finding] = of(told, 'tools').filter((one) => one.what.startsWith(file))
    assert.equal(finding?.state, state, told.text)
    assert.match(finding.what, what)
    if (state !== 'ok') assert.match(finding.mend ?? '', /^install .*ssoenv exec --keys -- /)
    assert.equal(told.status, state === 'problem' ? 3 : 0)
    await program(name, says('nothing'))
  }
})

test('a second tool of another version behind the first is told', async (t) => {
  const { doctor, home, program } = await patientFor(t)
  const old = await program('aws', says('aws-cli/1.45.11 Python/3.12'))
  const newer = await program('aws', says('aws-cli/2.36.7 Python/3.13'), 'other')
  const told = await doctor(['--offline'], { PATH: `${path.dirname(old)}:relative::${home.path}/other` })
  assert.deepEqual(complaints(told, 'tools'), [
    `note ${newer} is the AWS CLI 2.36.7, and PATH has 1.45.11 in front of it.`,
  ])
})

test('a tool gets no credentials and no config, and one that hangs is ended with what it has started', async (t) => {
  const { doctor, home, program } = await patientFor(t)
  const seen = path.join(home.path, 'seen')
  await program('terraform', `#!/bin/sh\n/usr/bin/env > ${seen}\necho 'Terraform v1.6.0'\n`)
  const pid = path.join(home.path, 'pid')
  const aws = await program('aws', `#!/bin/sh\n/bin/sleep 600 &\necho $! > ${pid}\nwait\n`)
  const keys = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'hidden', AWS_SESSION_TOKEN: 'hidden' }
  const told = await doctor(['--offline'], { ...keys, AWS_PROFILE: 'acme-dev' })
  assert.deepEqual(complaints(told, 'tools'), [
    `note ${aws} did not say its version in time; it was not looked at.`,
  ])
  const env = await readFile(seen, 'utf8')
  assert.doesNotMatch(env, /hidden|acme-dev/)
  assert.match(env, /^AWS_CONFIG_FILE=\/dev\/null$/m)
  const sleeper = (await readFile(pid, 'utf8')).trim()
  await until(() => !existsSync(`/proc/${sleeper}`))
})

test('boto3 is asked of python3 without running what lies in the directory', async (t) => {
  const { doctor, home } = await patientFor(t)
  const trap = path.join(home.path, 'trapped')
  const text = `open(${JSON.stringify(trap)}, 'w')\n__version__ = '0.0.1'\n`
  for (const name of ['botocore.py', 'sys.py']) await home.write(name, text)
  const told = await doctor(['--offline'], { PATH: '/usr/bin' })
  assert.match(told.text, /\/usr\/bin\/python3 is boto3 1\.\d+\.\d+\./)
  assert.ok(!existsSync(trap))
})

test('a stopped process that holds a lock is told; locks of processes that were killed are told and removed; a lock that is held for long has its owner named', async (t) => {
  const { doctor, home, sandbox, env } = await patientFor(t)
  const state = path.join(home.path, '.local/state/ssoenv')
  await mkdir(state, { recursive: true, mode: 0o700 })
  const folder = path.join(home.path, 'contender')
  await mkdir(folder)
  const holder = spawn(process.execPath, ['--import', 'tsx', CONTENDER, state, folder, 'hold'], {
    env: { ...env(), PATH: process.env['PATH'] ?? '' },
    stdio: 'ignore',
  })
  await until(() => existsSync(path.join(folder, 'held')))
  holder.kill('SIGSTOP')
  const [stopped = ''] = complaints(await doctor(['--offline']), 'locks')
  assert.match(
    stopped,
    new RegExp(
      `^warning Process ${holder.pid} took a lock .* and does not answer: it seems to be stopped\\.$`,
    ),
  )
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const dead = await doctor(['--offline'])
  assert.deepEqual(complaints(dead, 'locks'), ['note 1 lock of processes that have died is left.'])
  const mended = await doctor(['--offline', '--fix', '--yes'])
  assert.equal(of(mended, 'locks')[0]?.fixed, true)
  assert.deepEqual(complaints(await doctor(['--offline']), 'locks'), [])

  const lock = await acquireLock(state, 'token-x', 'login for "corp"', env())
  assert(lock.kind === 'lock')
  const locks = async (): Promise<string[]> => {
    const found = await examine(worldFor(home, sandbox), home.path, true)
    return found.filter(({ check, state }) => check === 'locks' && state !== 'ok').map(({ what }) => what)
  }
  assert.deepEqual(await locks(), [])
  sandbox.advance(3600)
  assert.deepEqual(await locks(), [
    `Process ${process.pid} took a lock 1 hour ago and still has it (login for "corp").`,
  ])
  await lock.release()
})

const brief = (findings: Finding[]): string[] => findings.map(({ state, what }) => `${state} ${what}`)

test('services that answer are named, and one that does not is told; then the exit status is 6', async (t) => {
  const { doctor, sandbox } = await patientFor(t)
  const host = new URL(sandbox.url).host
  assert.deepEqual(brief(of(await doctor(), 'network')), [`ok ${host} answers.`, `ok ${host} answers.`])
  const told = await doctor([], { ...endpointsOf(sandbox), AWS_ENDPOINT_URL_SSO: 'http://127.0.0.1:1' })
  assert.equal(told.status, 6)
  assert.deepEqual(brief(of(told, 'network')), [
    `ok ${host} answers.`,
    'problem Could not reach 127.0.0.1:1 (ECONNREFUSED).',
  ])
  assert.equal(sandbox.count('RegisterClient'), 0)
})

test('a [services] section that is not there is told, and the services of other sessions are asked all the same', async (t) => {
  const { doctor, home, sandbox } = await patientFor(t)
  const host = new URL(sandbox.url).host
  const other = { sso_session: 'other', sso_account_id: '111122223333', sso_role_name: 'Developer' }
  await home.writeConfig({
    ...sandboxSections(sandbox),
    'sso-session other': { sso_start_url: sandbox.startUrl, sso_region: sandbox.region },
    'profile lost': { ...other, services: 'nowhere' },
  })
  const told = await doctor()
  assert.deepEqual(brief(of(told, 'network')), [`ok ${host} answers.`, `ok ${host} answers.`])
  const lost = told.findings.filter(({ what }) => what.includes('nowhere'))
  assert.ok(lost.length > 0 && lost.every(({ state }) => state === 'problem'), told.text)
})

test('a clock that is off is told with how much, and is a problem of its own', async (t) => {
  const { doctor, sandbox } = await patientFor(t)
  sandbox.advance(240)
  assert.equal((await doctor()).status, 0)
  sandbox.advance(1800)
  const told = await doctor()
  assert.equal(told.status, 3)
  const [finding] = of(told, 'clock')
  assert.match(finding?.what ?? '', /^The clock of this machine is 34 minutes behind that of 127\.0\.0\.1:/)
  assert.equal(finding?.mend, 'sudo timedatectl set-ntp true')
})

test('a network that hangs holds nobody up for long', async (t) => {
  const { doctor } = await patientFor(t)
  const server = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const begin = performance.now()
  const told = await doctor([], { AWS_ENDPOINT_URL_SSO: url, AWS_ENDPOINT_URL_SSO_OIDC: url })
  assert.ok(performance.now() - begin < 20_000)
  assert.equal(told.status, 6)
  for (const { what } of of(told, 'network')) assert.match(what, /timed out|within|6 s/)
})

test('behind a proxy with a CA of its own the way is told; one that is not there is named, without its password', async (t) => {
  const stage = await stageFor(t)
  const words = ['doctor', '--json']
  const PATH = '/nowhere'
  const findings = async (extra: Record<string, string>): Promise<Finding[]> => {
    const { stdout } = await stage.ssoenv(words, { PATH, ...extra })
    const { checks } = JSON.parse(stdout) as { checks: Finding[] }
    return checks.filter(({ check }) => check === 'network')
  }
  const good = await findings({})
  assert.equal(good[0]?.state, 'ok', JSON.stringify(good))
  assert.match(
    good[0].what,
    /^oidc\.eu-west-1\.amazonaws\.com answers through the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\), where .*ca\.pem is trusted too \(AWS_CA_BUNDLE\)\.$/,
  )
  const distrustful = await findings({ AWS_CA_BUNDLE: '' })
  assert.match(distrustful[0]?.what ?? '', /certificate that is not trusted/)
  assert.match(distrustful[0]?.mend ?? '', /^set AWS_CA_BUNDLE to/)
  const gone = await findings({ HTTPS_PROXY: 'http://ada:hidden@127.0.0.1:1' })
  assert.match(gone[0]?.what ?? '', /The proxy 127\.0\.0\.1:1 \(HTTPS_PROXY\) cannot be reached/)
  assert.equal(gone[0]?.mend, 'look at HTTPS_PROXY and NO_PROXY, and at the network')
  assert.doesNotMatch(JSON.stringify(gone), /hidden/)
})
