/** The built program in a home and an environment that somebody else has had a hand in. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { tokenFileName } from '../../src/core/session/token.js'
import { startSandbox, type Sandbox } from '../../src/sandbox/server.js'
import { cleanEnv, configText, endpointsOf, sandboxSections } from '../support/home.js'
import { sessionOf } from '../support/world.js'
import { Chance, NASTY } from './chance.js'
import { damaged, mutatedJson } from './json-chance.js'
import { ending, wrongInOutput } from './program-judge.js'
import { reason, shown, tally, type Finding, type Outcome, type Target } from './target.js'

export const surroundings: Target = {
  name: 'surroundings',
  made: 'A home as it is after a day of work, one to three of its files changed as above (config, token, caches, records, trust, settings, notes), and variables of the environment with values that nobody sets',
  holds:
    'Every command ends by itself with a documented status that is not 1, prints no control character and no secret, and leaves the files of the AWS tools as they were or whole.',
  count: 800,
  inTests: 20,
  run,
}

/** `prints`: its output is for programs that need the keys. */
const COMMANDS: readonly { words: readonly string[]; prints?: true }[] = [
  { words: ['env', 'acme-dev'], prints: true },
  { words: ['env'], prints: true },
  { words: ['credential-process', '--profile', 'acme-dev'], prints: true },
  { words: ['exec', '--keys', 'acme-dev', '--', 'true'] },
  { words: ['exec', '--', 'true'] },
  { words: ['whoami', '--explain', 'acme-dev'] },
  { words: ['whoami', '--json', '--offline'] },
  { words: ['status'] },
  { words: ['status', '--json'] },
  { words: ['status', '--check', '--min-ttl', '30m'] },
  { words: ['accounts'] },
  { words: ['roles', '--json'] },
  { words: ['profiles', 'list'] },
  { words: ['profiles', 'list', '--json'] },
  { words: ['profiles', 'sync', '--dry-run'] },
  { words: ['keys', 'list'] },
  { words: ['keys', 'restore', 'old-ci', '--dry-run'] },
  { words: ['doctor'] },
  { words: ['doctor', '--json'] },
  { words: ['migrate', '--dry-run'] },
  { words: ['migrate', '--undo', '--dry-run'] },
  { words: ['prompt', '--format', 'json'] },
  { words: ['hook', 'zsh'] },
  { words: ['allow', '.'] },
  { words: ['link', 'acme-dev'] },
  { words: ['unlink'] },
  { words: ['use', 'acme-prod'] },
  { words: ['console', 'acme-dev', '--print'] },
  { words: ['login', '--session', 'sandbox'] },
  { words: ['logout', '--all'] },
  { words: ['setup', '--shell', 'bash', '--dry-run'] },
  ...['first', 'enter', 'prompt', 'before'].map((event) => ({
    words: ['settle', '--shell', 'fish', '--event', event, '--dir', '.'],
  })),
]

const AT_ONCE = 2

async function run(seed: number, count: number): Promise<Outcome> {
  const findings: Finding[] = []
  const words: string[] = []
  const sandbox = await startSandbox({ settings: { callsPerSecond: 0 }, person: { mode: 'approve' } })
  const folder = await mkdtemp(path.join(tmpdir(), 'ssoenv-fuzz-'))
  try {
    const template = path.join(folder, 'template')
    const secrets = await furnish(template, sandbox)
    let next = seed
    const worker = async (): Promise<void> => {
      while (next < seed + count) {
        const own = next++
        const {
          wrong,
          word,
          shown: what,
        } = await one(own, sandbox, { template, home: path.join(folder, String(own)), secrets })
        words.push(word)
        findings.push(...wrong.map((each) => ({ seed: own, what: each, shown: what })))
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  } finally {
    await sandbox.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  return { count, came: tally(words), findings }
}

const environment = (home: string, sandbox: Sandbox): Record<string, string> => ({
  ...cleanEnv(home),
  BROWSER: 'false',
  ...endpointsOf(sandbox),
})

/** A home in which each kind of file is there. @returns its secrets */
async function furnish(home: string, sandbox: Sandbox): Promise<string[]> {
  const here = path.join(home, 'acme')
  const cache = path.join(home, '.aws/sso/cache')
  for (const each of [here, cache, path.join(home, '.config/ssoenv')])
    await mkdir(each, { recursive: true, mode: 0o700 })
  const role = { sso_account_id: '111122223333', sso_role_name: 'Developer' }
  const legacy = { sso_start_url: sandbox.startUrl, sso_region: sandbox.region, ...role }
  await writeFile(
    path.join(home, '.aws/config'),
    configText({ ...sandboxSections(sandbox), 'profile legacy': legacy }),
    { mode: 0o600 },
  )
  const key = sandbox.issueKey({ accountId: '111122223333', userName: 'ada' })
  const lines = `[old-ci]\naws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`
  await writeFile(path.join(home, '.aws/credentials'), lines, { mode: 0o600 })
  await writeFile(
    path.join(home, '.config/ssoenv/config'),
    'auto_login = never\nprotect = prod*\n[directories]\n~/other/* = acme-prod\n',
  )
  const token = sandbox.issueToken()
  const file = tokenFileName(sessionOf(sandbox, 'sandbox'))
  await writeFile(path.join(cache, file), JSON.stringify(token), { mode: 0o600 })
  const env = environment(home, sandbox)
  const day = [
    ['link', 'acme-dev'],
    ['settle', '--shell', 'bash', '--event', 'enter', '--dir', here],
    ['env', 'acme-dev'],
    ['accounts'],
    ['keys', 'park', 'old-ci', '--to', 'acme-dev', '--yes'],
    ['migrate', '--yes'],
  ]
  for (const words of day) {
    const { status, stderr } = await ending(words, { env, cwd: here })
    if (status !== 0) throw new Error(`${words.join(' ')} has status ${status}: ${stderr}`)
  }
  const kept = await filesBelow(path.join(home, '.aws/cli/cache'))
  const ofRoles =
    kept
      .map((each) => each.text)
      .join('')
      .match(/(?<="(?:SecretAccessKey|SessionToken)": ")[^"]+/g) ?? []
  return [
    token.accessToken,
    token.refreshToken ?? token.accessToken,
    token.clientSecret,
    key.secretAccessKey,
    ...ofRoles,
  ]
}

async function filesBelow(folder: string): Promise<{ file: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
  return Promise.all(files.sort().map(async (file) => ({ file, text: await readFile(file, 'utf8') })))
}

interface Place {
  template: string
  home: string
  secrets: readonly string[]
}

async function one(
  seed: number,
  sandbox: Sandbox,
  { template, home, secrets }: Place,
): Promise<{ wrong: string[]; word: string; shown: string }> {
  const chance = new Chance(seed)
  const { words, prints } = chance.one(COMMANDS)
  try {
    await cp(template, home, { recursive: true })
    // Records name the home that they were made in.
    for (const { file, text } of await filesBelow(home))
      if (text.includes(template)) await writeFile(file, text.replaceAll(template, home))
    const changed = await change(chance, home)
    const extra = variables(chance, home)
    const env = { ...environment(home, sandbox), ...extra }
    const ended = await ending(words, { env, cwd: path.join(home, 'acme') })
    if (ended.signal !== null && (await dies(env))) return { wrong: [], word: 'Node itself dies', shown: '' }
    const wrong = [
      ...wrongInOutput(ended, { prints: prints === true, secrets }),
      ...(await wrongInFiles(home, changed, words)),
    ]
    return {
      wrong,
      word: `status ${ended.status ?? 'none'}`,
      shown: shown({ words, changed: changed.map(({ file }) => path.relative(home, file)), extra }, 800),
    }
  } catch (error) {
    return { wrong: [`the test broke: ${reason(error)}`], word: 'no status', shown: words.join(' ') }
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Whether Node does with these variables, for itself: Node 20 with `LC_ALL=/x`. */
async function dies(env: Record<string, string>): Promise<boolean> {
  const child = spawn(process.execPath, ['-e', '0'], { env, stdio: 'ignore' })
  const [, signal] = (await once(child, 'exit')) as [unknown, NodeJS.Signals | null]
  return signal !== null
}

/** Changes one to three files, mostly. */
async function change(chance: Chance, home: string): Promise<{ file: string; bytes: Buffer }[]> {
  const files = await filesBelow(home)
  const wanted = chance.once(4) ? [] : chance.some(1, 3, () => chance.one(files))
  return Promise.all(
    [...new Set(wanted)].map(async ({ file, text }) => {
      const bytes = changedBytes(chance, text)
      await writeFile(file, bytes)
      return { file, bytes }
    }),
  )
}

function changedBytes(chance: Chance, text: string): Buffer {
  if (text.startsWith('{') && !chance.once(4)) return mutatedJson(chance, JSON.parse(text))
  if (text === '' || chance.once(4)) return damaged(chance, Buffer.from(text))
  const lines = text.split('\n')
  const at = chance.below(lines.length)
  const line = lines[at]!
  const where = chance.below(line.length + 1)
  lines[at] =
    line.slice(0, where) +
    chance.some(1, 3, () => chance.one(NASTY)).join('') +
    (chance.once(2) ? line.slice(where) : '')
  return Buffer.from(lines.join('\n'))
}

// prettier-ignore
const VARIABLES = [
  'AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_REGION', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_CA_BUNDLE', 'HTTPS_PROXY', 'NO_PROXY',
  'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_USE_FIPS_ENDPOINT', 'AWS_ENDPOINT_URL_SSO', 'AWS_ENDPOINT_URL_STS',
  'SSOENV_AUTO_LOGIN', 'SSOENV_LOGIN_BEFORE', 'SSOENV_LOGIN_FLOW', 'SSOENV_CALLBACK_PORT', 'SSOENV_PROTECT', 'SSOENV_SHADOW', 'SSOENV_STATE',
  'SSOENV_PROMPT', 'SSOENV_DIR', 'SSOENV_PREV', 'SSOENV_APPLIED', 'SSOENV_CHOSEN', 'SSOENV_SHELL_PID', 'SSOENV_CREDENTIALS', 'SSOENV_DIRENV',
  'XDG_STATE_HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'DIRENV_DIFF', 'TERM', 'COLUMNS', 'LANG', 'LC_ALL', 'NO_COLOR', 'FORCE_COLOR', 'TZ', 'PWD',
  'SHELL', 'SSH_CONNECTION', 'CI', 'TMUX', 'USER', 'ZDOTDIR', 'DEBUG',
]

/** Nothing in these leads out of the home: no other folder can be made, and no service asked. */
function variables(chance: Chance, home: string): Record<string, string> {
  if (chance.once(3)) return {}
  const value = (): string => {
    const nasty = chance
      .some(0, 6, () => chance.one([...NASTY, 'a', '1']))
      .join('')
      .replaceAll('\u0000', '')
      .replace(/\p{Cs}/gu, '')
    const known = [
      '',
      'acme-dev',
      'x',
      '0',
      '-1',
      '1e9',
      'true',
      '/dev/null',
      '/proc/self/x',
      home,
      `${home}/.aws/config`,
      `${home}/.aws`,
      'http://127.0.0.1:1',
      'ftp://x',
      'x'.repeat(50_000),
      'eJwrSS0uAQAEXQHB',
      '[',
      '*'.repeat(40),
    ]
    return chance.once(2) ? chance.one(known) : nasty.replace(/^\//, 'x/')
  }
  return Object.fromEntries(chance.some(1, 4, () => [chance.one(VARIABLES), value()] as const))
}

/** What the AWS tools read is as it was, or still whole; nothing is left behind. */
async function wrongInFiles(
  home: string,
  changed: readonly { file: string; bytes: Buffer }[],
  words: readonly string[],
): Promise<string[]> {
  const wrong: string[] = []
  const files = await readdir(path.join(home, '.aws'), { recursive: true })
  wrong.push(...files.filter((name) => name.endsWith('.tmp')).map((name) => `${name} is left`))
  const ends = words[0] === 'logout'
  for (const { file, bytes } of changed) {
    const isOfAws = file.startsWith(path.join(home, '.aws'))
    if (!isOfAws || ends) continue
    const now = await readFile(file).catch(() => undefined)
    // A token or credentials that could be read may have been replaced by new ones.
    const isReplaced = now !== undefined && file.endsWith('.json') && isJson(now)
    if (!now?.equals(bytes) && !isReplaced)
      wrong.push(`${path.relative(home, file)} was lost: ${now ? shown(now, 200) : 'it is gone'}`)
  }
  return wrong
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString())
    return true
  } catch {
    return false
  }
}
