/** The built program at services that answer what no service would. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseSections } from '../../src/core/config/config-sections.js'
import { parseToken, tokenFileName } from '../../src/core/session/token.js'
import { startSandbox, type Sandbox } from '../../src/sandbox/server.js'
import { BROWSER, cleanEnv, configText, sandboxSections } from '../support/home.js'
import { sessionOf } from '../support/world.js'
import { Chance } from './chance.js'
import { ending, wrongInOutput } from './program-judge.js'
import { startMutatingProxy, type MutatingProxy } from './mutating-proxy.js'
import { reason, shown, tally, type Finding, type Outcome, type Target } from './target.js'

export const services: Target = {
  name: 'services',
  made: 'Answers of OIDC, portal, STS and IAM, and start pages, on their way to the built program: cut off, members of other types, too deep, too long, other status, content type, length and encoding, gzip bombs, redirects, pages, errors with escapes, broken HTTP',
  holds:
    'Every command ends by itself with a documented status that is not 1, prints no control character and no secret, and leaves config, token, key and caches whole.',
  count: 1000,
  inTests: 24,
  run,
}

type State = 'valid' | 'expired' | 'none'

const ROLE = ['--account', '111122223333', '--role', 'Developer', '--region', 'eu-west-1']

/** `prints`: its output is for programs that need the keys. */
const COMMANDS: readonly { words: readonly string[]; state: State; prints?: true; removes?: true }[] = [
  { words: ['env', 'acme-dev'], state: 'valid', prints: true },
  { words: ['env', 'acme-dev', '--format', 'json'], state: 'expired', prints: true },
  { words: ['credential-process', '--profile', 'acme-dev'], state: 'valid', prints: true },
  { words: ['credential-process', '--profile', 'acme-dev'], state: 'expired', prints: true },
  { words: ['exec', '--keys', 'acme-dev', '--', 'true'], state: 'valid' },
  { words: ['whoami', 'acme-dev'], state: 'valid' },
  { words: ['whoami', 'acme-dev', '--json'], state: 'expired' },
  { words: ['accounts'], state: 'valid' },
  { words: ['accounts', '--json'], state: 'valid' },
  { words: ['roles'], state: 'valid' },
  { words: ['roles', '111122223333', '--json'], state: 'expired' },
  { words: ['profiles', 'sync', '--yes'], state: 'valid' },
  { words: ['logout'], state: 'valid', removes: true },
  { words: ['login', '--session', 'sandbox'], state: 'expired' },
  { words: ['login', '--session', 'sandbox', '--flow', 'browser'], state: 'none' },
  { words: ['login', '--session', 'sandbox', '--flow', 'device'], state: 'none' },
  { words: ['login', '--session', 'sandbox', '--force', '--flow', 'device'], state: 'valid', removes: true },
  {
    words: ['settle', '--shell', 'bash', '--event', 'before', '--dir', '/', '--profile', 'acme-dev'],
    state: 'expired',
  },
  { words: ['status', '--check'], state: 'expired' },
  { words: ['keys', 'list'], state: 'valid' },
  { words: ['keys', 'park', 'old-ci', '--to', 'acme-dev', '--deactivate', '--yes'], state: 'valid' },
  { words: ['doctor', '--json'], state: 'valid' },
  {
    words: ['configure', 'fresh', '--session', 'fresh', '--start-url', 'PORTAL/start', ...ROLE, '--no-input'],
    state: 'none',
  },
]

const AT_ONCE = 2

async function run(seed: number, count: number): Promise<Outcome> {
  const findings: Finding[] = []
  const words: string[] = []
  const sandbox = await startSandbox({ settings: { callsPerSecond: 0 }, person: { mode: 'approve' } })
  let next = seed
  const worker = async (): Promise<void> => {
    const proxy = await startMutatingProxy(sandbox)
    try {
      while (next < seed + count) {
        const own = next++
        const { what, word } = await one(own, sandbox, proxy)
        words.push(word)
        findings.push(
          ...what.map((each) => ({ seed: own, what: each, shown: `${word}; ${proxy.done().join(' | ')}` })),
        )
      }
    } finally {
      await proxy.close()
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  } finally {
    await sandbox.close()
  }
  return { count, came: tally(words.map((word) => word.split(':')[0]!)), findings }
}

async function one(
  seed: number,
  sandbox: Sandbox,
  proxy: MutatingProxy,
): Promise<{ what: string[]; word: string }> {
  const chance = new Chance(seed)
  const command = chance.one(COMMANDS)
  const home = await mkdtemp(path.join(tmpdir(), 'ssoenv-fuzz-'))
  try {
    const before = await furnish(home, sandbox, command.state)
    proxy.begin(chance, chance.once(3) ? undefined : chance.below(4))
    const words = command.words.map((word) => word.replace('PORTAL', proxy.url))
    const ended = await ending(words, { env: environment(home, proxy.url) })
    const what = [
      ...wrongInOutput(ended, {
        prints: command.prints === true,
        secrets: [...proxy.secrets, before.secret],
      }),
      ...(await wrongInFiles(home, before, command.words, command.removes === true)),
    ]
    return { what, word: `status ${ended.status ?? 'none'}: ${command.words.join(' ')}` }
  } catch (error) {
    return { what: [`the test broke: ${reason(error)}`], word: 'no status: broken' }
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

const environment = (home: string, url: string): Record<string, string> => ({
  ...cleanEnv(home),
  BROWSER,
  AWS_ENDPOINT_URL_SSO: url,
  AWS_ENDPOINT_URL_SSO_OIDC: url,
  AWS_ENDPOINT_URL_STS: url,
  AWS_ENDPOINT_URL_IAM: url,
})

interface Before {
  config: string
  tokenFile: string
  token?: string
  /** The secret of a key, which nobody else has. */
  secret: string
}

async function furnish(home: string, sandbox: Sandbox, state: State): Promise<Before> {
  const cache = path.join(home, '.aws/sso/cache')
  await mkdir(cache, { recursive: true, mode: 0o700 })
  const config = configText(sandboxSections(sandbox))
  await writeFile(path.join(home, '.aws/config'), config, { mode: 0o600 })
  const tokenFile = path.join(cache, tokenFileName(sessionOf(sandbox, 'sandbox')))
  const { accessKeyId, secretAccessKey: secret } = sandbox.issueKey({
    accountId: '111122223333',
    userName: path.basename(home),
  })
  const key = `[old-ci]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secret}\n`
  await writeFile(path.join(home, '.aws/credentials'), key, { mode: 0o600 })
  if (state === 'none') return { config, tokenFile, secret }
  const token = JSON.stringify(sandbox.issueToken({ state }))
  await writeFile(tokenFile, token, { mode: 0o600 })
  return { config, tokenFile, token, secret }
}

/** The config says all that it said; the token is as it was or a whole new one; the key is somewhere; no temporary file is left. */
async function wrongInFiles(
  home: string,
  before: Before,
  words: readonly string[],
  removes: boolean,
): Promise<string[]> {
  const wrong: string[] = []
  const config = await readFile(path.join(home, '.aws/config'), 'utf8')
  const mayAdd = ['profiles', 'configure', 'keys'].includes(words[0] ?? '')
  if (mayAdd ? !config.startsWith(before.config.trimEnd()) : config !== before.config)
    wrong.push(`the config is another: ${shown(config, 300)}`)
  try {
    parseSections(config, 'config')
  } catch (error) {
    wrong.push(`the config cannot be read: ${reason(error)}`)
  }
  const token = await readFile(before.tokenFile, 'utf8').catch(() => undefined)
  if (token === undefined ? before.token !== undefined && !removes : !parseToken(token))
    wrong.push(`the token is ${token === undefined ? 'gone' : 'no token'}`)
  const places = [path.join(home, '.aws/credentials'), path.join(home, '.local/share/ssoenv/parked/old-ci')]
  const kept = await Promise.all(places.map((file) => readFile(file, 'utf8').catch(() => '')))
  if (!kept.join('').includes(before.secret)) wrong.push('the key is gone')
  for (const entry of await readdir(path.join(home, '.aws'), { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (entry.name.endsWith('.tmp')) wrong.push(`${entry.name} is left`)
    if (entry.isFile() && ((await stat(file)).mode & 0o077) !== 0) wrong.push(`others can read ${entry.name}`)
    if (entry.name.endsWith('.json')) JSON.parse(await readFile(file, 'utf8'))
  }
  return wrong
}
