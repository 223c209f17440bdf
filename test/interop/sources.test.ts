/** What is said about the order of credential sources, beside what the tools themselves do. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { toolUse, type Tool } from '../../src/core/credentials/sources.js'
import { chosenRegion } from '../../src/core/credentials/tool-profile.js'
import { pathsFrom } from '../../src/core/paths.js'
import { surroundingsOf } from '../../src/flows/credentials/explain-sources.js'
import { readAwsConfig } from '../../src/world/files/aws-config-file.js'
import { thisWorld } from '../../src/world/world.js'
import { homeFor, type Home } from '../support/home.js'
import { chanceCases } from './sources-chance.js'
import { CASES, type SourceCase } from './sources-cases.js'

/** The table, and more by chance. */
const ALL_CASES = [...CASES, ...chanceCases(200, 7)]

interface Answer {
  profile?: string
  region?: string
  source?: string
  problem?: string
}

interface Prepared {
  case: SourceCase
  home: Home
  env: Record<string, string>
}

/** Plays a container's address and the machine's metadata service. */
async function serverFor(t: TestContext): Promise<string> {
  const keys = (AccessKeyId: string): object => ({
    Code: 'Success',
    AccessKeyId,
    SecretAccessKey: 'none',
    Token: 'none',
    Expiration: new Date(Date.now() + 3_600_000).toISOString(),
  })
  const server = createServer(({ url = '' }, response) => {
    if (url === '/container') return response.end(JSON.stringify(keys('ASIACONTAINER')))
    if (url.endsWith('/security-credentials/')) return response.end('machine')
    // The AWS CLI asks the machine for its region too.
    if (url.includes('/placement/')) return response.writeHead(404).end()
    response.end(url.endsWith('/machine') ? JSON.stringify(keys('ASIAINSTANCE')) : 'token')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function prepared(
  t: TestContext,
  server: string,
  of: readonly SourceCase[] = ALL_CASES,
): Promise<Prepared[]> {
  const all: Prepared[] = []
  for (const each of of) {
    const home = await homeFor(t)
    const filled = (text: string): string =>
      text.replaceAll('{HOME}', home.path).replaceAll('{SERVER}', server)
    const files = { '.aws/config': each.config, '.aws/credentials': each.credentials, ...each.files }
    for (const [file, text] of Object.entries(files))
      if (text !== undefined) await home.write(file, filled(text))
    const env = Object.entries(each.env ?? {}).map(([name, value]): [string, string] => [name, filled(value)])
    const metadata = { AWS_EC2_METADATA_SERVICE_ENDPOINT: `${server}/` }
    all.push({ case: each, home, env: home.env({ ...metadata, ...Object.fromEntries(env) }) })
  }
  return all
}

async function answersOf(asker: string, words: string[], cases: readonly Prepared[]): Promise<Answer[]> {
  const command = asker.endsWith('.py') ? '/usr/bin/python3' : process.execPath
  const first = cases[0]!.home
  const options = { env: first.env(), cwd: first.path, timeout: 120_000, maxBuffer: 1 << 24 }
  return new Promise((resolve, reject) => {
    const script = path.join(import.meta.dirname, asker)
    const child = execFile(command, [script, ...words], options, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr, { cause: error }))
      else resolve(JSON.parse(stdout) as Answer[])
    })
    child.stdin?.end(JSON.stringify(cases.map(({ case: { named }, env }) => ({ env, named }))))
  })
}

async function ours(tool: Tool, { case: each, env, home }: Prepared): Promise<Answer> {
  const world = { ...thisWorld(), env, paths: pathsFrom(env, home.path) }
  const surroundings = await surroundingsOf(world, await readAwsConfig(world.paths), each.named)
  const { source, profile, problem } = toolUse(tool, surroundings)
  const { region } = chosenRegion(tool, surroundings)
  return {
    profile: profile.name,
    ...(region === undefined ? {} : { region }),
    ...(source === undefined ? {} : { source }),
    ...(problem === undefined ? {} : { problem }),
  }
}

for (const tool of ['boto3', 'aws-cli'] as const) {
  test(`${tool} itself uses the source, the profile and the region that are said, and fails where that is said`, async (t) => {
    const cases = await prepared(t, await serverFor(t))
    const theirs = await answersOf('sources-asker.py', [tool], cases)
    await compare(tool, cases, theirs, (answer) =>
      answer.problem === undefined ? answer : { problem: 'yes' },
    )
  })
}

test('the JavaScript SDK itself uses the source that is said, and fails where that is said', async (t) => {
  const cases = await prepared(t, await serverFor(t))
  const theirs = await answersOf('sources-asker.js', [], cases)
  await compare('javascript', cases, theirs, ({ problem, source }) => {
    // Without a token SSO fails, and with nothing left so does the chain: both by an error that names it.
    if (problem === undefined) return source === undefined ? {} : { source }
    if (/^[^:]*: The SSO session (?:token )?associated with/.test(problem)) return { source: 'sso' }
    if (/Could not load credentials from any providers/.test(problem)) return {}
    return { problem: 'yes' }
  })
})

/** What `aws configure list` calls a source. */
const LISTED: Readonly<Record<string, string>> = {
  env: 'environment',
  'shared-credentials-file': 'credentials-file',
  'config-file': 'config-file',
  'custom-process': 'process',
}

test('`aws configure list` names the source and the profile that are said', async (t) => {
  const cases = await prepared(t, await serverFor(t), CASES)
  const asked = cases.filter(({ case: { what } }) => LISTABLE.includes(what))
  assert.equal(asked.length, LISTABLE.length)
  for (const each of asked) {
    const { named, what } = each.case
    const words = ['configure', 'list', ...(named === undefined ? [] : ['--profile', named])]
    const stdout = await outputOf('/usr/bin/aws', words, each)
    const cells = (name: string): string[] => {
      const line = stdout.split('\n').find((text) => text.trimStart().startsWith(name))
      return line?.trim().split(/\s+/) ?? []
    }
    const said = await ours('aws-cli', each)
    assert.equal(LISTED[cells('access_key')[2] ?? ''], said.source, `${what}:\n${stdout}`)
    const profile = cells('profile')[1]
    assert.equal(profile === '<not' ? 'default' : profile, said.profile, `${what}:\n${stdout}`)
  }
})

const LISTABLE = [
  'keys in variables and AWS_PROFILE',
  'keys in variables, a profile named',
  'AWS_PROFILE and AWS_DEFAULT_PROFILE differ',
  'keys of one profile in both files',
  'credential_process',
  'files elsewhere',
]

function outputOf(command: string, words: string[], { env, home }: Prepared): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, words, { env, cwd: home.path, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr, { cause: error }))
      else resolve(stdout)
    })
  })
}

/** All cases at once: what differs is shown with its title. */
async function compare(
  tool: Tool,
  cases: readonly Prepared[],
  theirs: readonly Answer[],
  meaning: (answer: Answer) => Answer,
): Promise<void> {
  const differences: unknown[] = []
  assert.equal(theirs.length, cases.length)
  for (const [index, each] of cases.entries()) {
    const answer = theirs[index]!
    const [wanted, found] = [meaning(answer), meaning(await ours(tool, each))]
    const { what } = each.case
    try {
      assert.deepEqual(found, wanted)
    } catch {
      differences.push({ what, said: await ours(tool, each), tool: answer, given: each.case })
    }
  }
  assert.equal(differences.length, 0, JSON.stringify(differences.slice(0, 3), undefined, 2))
}
