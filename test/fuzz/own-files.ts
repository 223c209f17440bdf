/** What ssoenv keeps for itself, as somebody else or a full disk may have left it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseTrust } from '../../src/core/binding/trust.js'
import { SsoenvError } from '../../src/core/errors.js'
import { encodedName } from '../../src/core/for-shells/record.js'
import { parseParkedKey, parkedKeyText } from '../../src/core/keys/parked-key.js'
import { notesText, parseNotes } from '../../src/core/listing/portal-listing-notes.js'
import { pathsFrom, type Paths } from '../../src/core/paths.js'
import { parseRegistration, registrationText } from '../../src/core/session/registration.js'
import { parseSessionNotes, sessionNotesText } from '../../src/core/session/session-clock.js'
import type { SsoSession } from '../../src/core/session/session.js'
import { settingLines } from '../../src/core/settings/setting-lines.js'
import { directoryPatterns, isProtected, parseSettings } from '../../src/core/settings/settings.js'
import { printable } from '../../src/core/text/display.js'
import { sha1 } from '../../src/core/text/sha1.js'
import { isAgreed } from '../../src/world/files/agreements.js'
import { readAttempt } from '../../src/world/files/attempts.js'
import { readMigration } from '../../src/world/files/migration-record.js'
import { recentProfiles } from '../../src/world/files/recent-profiles.js'
import { readRoleTrouble } from '../../src/world/files/role-credentials-cache.js'
import { readRecord } from '../../src/world/for-shells/records.js'
import { Chance, NASTY } from './chance.js'
import { damaged, mutatedJson } from './json-chance.js'
import { reason, shown, tally, type Finding, type Outcome, type Target } from './target.js'

export const ownFiles: Target = {
  name: 'own-files',
  made: "Registrations, the settings, trust and session records, what was learned, tried, agreed to, listed, migrated, parked: good files, changed as the caches' files",
  holds:
    'Each is understood or is as none: nothing throws, what was understood means the same after it was written again, and warnings are printable.',
  count: 20_000,
  inTests: 1500,
  run,
}

const NOW = new Date('2026-11-22T20:00:00Z')
const SESSION: SsoSession = {
  kind: 'sso-session',
  name: 'corp',
  startUrl: 'https://acme.awsapps.com/start',
  region: 'eu-west-1',
}
const AT = '2026-11-22T19:00:00.000Z'

interface Kind {
  /** A good one: a value for JSON, or lines. */
  good: unknown
  /** Reads the bytes, and throws where anything is wrong with what comes of it. @returns whether they were understood */
  read: (bytes: Buffer, paths: Paths) => boolean | Promise<boolean>
}

/** What is written again must be read as the same. */
function again<Value>(
  value: Value | undefined,
  text: (value: Value) => string,
  parse: (text: string) => Value | undefined,
): boolean {
  if (value === undefined) return false
  const back = parse(text(value))
  if (back === undefined || text(back) !== text(value))
    throw new Error(`written again it is ${shown(back, 300)}, not ${shown(value, 300)}`)
  return true
}

const inFile = (file: (paths: Paths) => string, read: (paths: Paths) => Promise<unknown>): Kind['read'] => {
  return async (bytes, paths) => {
    const target = file(paths)
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
    await writeFile(target, bytes, { mode: 0o600 })
    const value = await read(paths)
    return value !== undefined && value !== false
  }
}

const KINDS: Readonly<Record<string, Kind>> = {
  registration: {
    good: {
      clientId: 'id',
      clientSecret: 'secret',
      expiresAt: '2027-02-20T09:50:19Z',
      scopes: ['sso:account:access'],
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: ['http://127.0.0.1/oauth/callback'],
      region: 'eu-west-1',
    },
    read: (bytes) => again(parseRegistration(bytes), registrationText, parseRegistration),
  },
  'session notes': {
    good: {
      portal: 'acme.awsapps.com/start',
      login: { at: AT, client: 'x', goodAt: AT, refusedAt: AT },
      seen: [
        { atLeast: 1, atMost: 28800 },
        { atLeast: 28000, atMost: 28900 },
      ],
    },
    read: (bytes) =>
      again(parseSessionNotes(bytes.toString(), SESSION), sessionNotesText, (text) =>
        parseSessionNotes(text, SESSION),
      ),
  },
  listing: {
    good: {
      startUrl: SESSION.startUrl,
      region: SESSION.region,
      login: 'l',
      accountsAskedAt: AT,
      accounts: [
        {
          accountId: '111122223333',
          accountName: 'a',
          emailAddress: 'a@x',
          roles: ['Admin'],
          rolesAskedAt: AT,
        },
      ],
      trouble: { at: AT, message: 'x' },
    },
    read: (bytes) =>
      again(parseNotes(bytes.toString(), SESSION, 'l'), notesText, (text) => parseNotes(text, SESSION, 'l')),
  },
  'parked key': {
    good: {
      version: 1,
      profile: 'old',
      accessKeyId: 'AKIAEXAMPLE',
      secretAccessKey: 's',
      accountId: '111122223333',
      userName: 'ada',
      region: 'eu-west-1',
      parkedAt: AT,
      setInactive: false,
      edits: [
        {
          file: '/x',
          section: { kind: 'plain', name: 'old' },
          was: 'changed',
          keys: [{ key: 'a', before: 'b' }],
          patch: [{ at: 1, were: ['a'], are: [], above: [], below: [] }],
        },
      ],
    },
    read: (bytes) => again(parseParkedKey(bytes.toString()), parkedKeyText, parseParkedKey),
  },
  attempt: {
    good: { startedAt: AT, endedAt: AT, outcome: 'cancelled' },
    read: inFile(
      ({ state }) => path.join(state, 'attempts', encodedName('k')),
      ({ state }) => readAttempt(state, 'k'),
    ),
  },
  'role trouble': {
    good: { at: AT, kind: 'refused', message: 'no', suggestions: ['ssoenv login'] },
    read: inFile(
      ({ state }) => path.join(state, 'roles', 'k'),
      (paths) => readRoleTrouble(paths, 'k'),
    ),
  },
  migration: {
    good: { before: 'a', after: 'b', backup: '/x', at: AT },
    read: inFile(
      ({ data }) => path.join(data, 'undo', `migrate.${sha1('/c').slice(0, 8)}.json`),
      (paths) => readMigration(paths, '/c'),
    ),
  },
  agreement: {
    good: [AT],
    read: inFile(
      ({ state }) => path.join(state, 'agreements', sha1('s')),
      ({ state }) => isAgreed(state, 's', NOW, 7200),
    ),
  },
  'recent profiles': {
    good: ['acme-dev', 'acme-prod', "it's"],
    read: inFile(
      ({ state }) => path.join(state, 'recent-profiles'),
      ({ state }) => recentProfiles(state),
    ),
  },
  'session record': {
    good: [
      'ssoenv 1 0.1.0',
      'gen abc',
      'name corp',
      'token-state present',
      'expires 1795388400',
      'warn -',
      'due 1',
      'text',
      'profile = x',
    ],
    read: inFile(
      ({ state }) => path.join(state, 'sessions', 'x'),
      ({ state }) => readRecord(state, 'sessions', 'x'),
    ),
  },
  trust: {
    good: [
      'ssoenv-trust 1',
      'profile acme-dev',
      'account 111122223333',
      'role Dev',
      'portal acme.awsapps.com/start',
      'new-portal 1',
      'text',
      'profile = acme-dev',
    ],
    read: (bytes) => parseTrust(bytes) !== undefined,
  },
  settings: {
    // prettier-ignore
    good: ['auto_login = always', 'login_before = aws, terraform', 'login_flow = auto', 'browser = firefox', 'callback_port = 8400', 'protect = prod*, !prod-test', 'shadow = warn', 'prompt = on', 'clipboard = off', 'token_mirror = on', '[directories]', '~/work/* = acme-dev', '/srv/a?c = x', '[session corp]', 'login_flow = device'],
    read: (bytes) => {
      const { settings, warnings } = parseSettings(bytes.toString(), {}, '/home/ada/.config/ssoenv/config')
      if (warnings.some((warning) => printable(warning, warning.length) !== warning))
        throw new Error('a warning is not printable')
      for (const { pattern } of directoryPatterns(settings, '/home/ada'))
        if (printable(pattern, pattern.length) !== pattern) throw new Error('a pattern is not printable')
      isProtected(settings, 'acme-production')
      return settingLines(bytes.toString()).length > warnings.length
    },
  },
}

async function run(seed: number, count: number): Promise<Outcome> {
  const home = await mkdtemp(path.join(tmpdir(), 'ssoenv-fuzz-'))
  const paths = pathsFrom({ HOME: home }, home)
  for (const folder of [paths.state, paths.data, path.join(paths.data, 'undo')])
    await mkdir(folder, { recursive: true, mode: 0o700 })
  const findings: Finding[] = []
  const words: string[] = []
  try {
    for (let at = seed; at < seed + count; at++) {
      const chance = new Chance(at)
      const name = chance.one(Object.keys(KINDS))
      const { good, read } = KINDS[name]!
      const bytes = Array.isArray(good) ? mutatedLines(chance, good as string[]) : mutatedJson(chance, good)
      try {
        words.push((await read(bytes, paths)) ? 'understood' : 'as none')
      } catch (error) {
        const isTold =
          error instanceof SsoenvError && printable(error.message, error.message.length) === error.message
        if (isTold) words.push('refused with a reason')
        else findings.push({ seed: at, what: `${name}: ${reason(error)}`, shown: shown(bytes) })
      }
    }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
  return { count, came: tally(words), findings }
}

function mutatedLines(chance: Chance, good: readonly string[]): Buffer {
  const lines = [...good]
  for (let changes = chance.below(4); changes >= 0; changes--) {
    const at = chance.below(lines.length)
    const line = lines[at] ?? ''
    const nasty = (): string =>
      chance.some(0, 5, () => chance.one([...NASTY, 'a', '*', '?', '!', '**', '[a-', '\\'])).join('')
    const where = chance.below(line.length + 1)
    switch (chance.below(5)) {
      case 0:
        lines.splice(at, 1)
        break
      case 1:
        lines.splice(at, 0, chance.one(good))
        break
      case 2:
        lines.splice(at, 0, nasty())
        break
      case 3:
        lines[at] = line.slice(0, where) + nasty()
        break
      default:
        lines[at] = line.slice(0, where) + nasty() + line.slice(where)
    }
  }
  return damaged(chance, Buffer.from(lines.join(chance.one(['\n', '\n', '\n', '\r\n'])) + '\n'))
}
