/** The cache files that the AWS tools share, against botocore and the AWS CLI. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { lastsFor, LEAST_SECONDS, parseRoleCredentials } from '../../src/core/session/role-credentials.js'
import type { SsoSession } from '../../src/core/session/session.js'
import { isRenewable, parseToken, tokenState, tokenText } from '../../src/core/session/token.js'
import { parseInstant } from '../../src/core/text/instant.js'
import { Chance } from './chance.js'
import { mutatedJson } from './json-chance.js'
import { reason, shown, tally, type Finding, type Outcome, type Target } from './target.js'

const BATCH = 2000
const NOW = new Date('2026-11-22T20:00:00Z')
const SESSION: SsoSession = {
  kind: 'sso-session',
  name: 'corp',
  startUrl: 'https://acme.awsapps.com/start',
  region: 'eu-west-1',
}

/** `said`: what would be used. */
type Verdict = [word: 'use' | 'refresh' | 'expired' | 'absent' | 'crash', said?: unknown]

export const goodToken = (chance: Chance): object => ({
  startUrl: SESSION.startUrl,
  region: SESSION.region,
  accessToken: 'aoaAAAAAGtoken',
  expiresAt: chance.one(['2026-11-22T23:00:00Z', '2026-11-22T20:05:00Z', '2026-11-22T19:00:00Z']),
  clientId: 'client',
  clientSecret: 'eyJ.secret',
  registrationExpiresAt: chance.one(['2027-02-20T09:50:19Z', '2027-02-20T09:50:19Z', '2026-11-01T00:00:00Z']),
  refreshToken: 'aorAAAAAGtoken',
})

export const goodRole = (change: object = {}): object => ({
  ProviderType: 'sso',
  Credentials: {
    AccessKeyId: 'ASIAEXAMPLE',
    SecretAccessKey: 'secret/+=',
    SessionToken: 'session-token',
    Expiration: '2026-11-22T23:00:00Z',
    AccountId: '111122223333',
    ...change,
  },
})

export const tokenFiles: Target = {
  name: 'token-files',
  made: 'Token files of the AWS tools: members of other types, twice, missing, too long, too deep; dates in every form; cut off, not UTF-8, no JSON',
  holds:
    'The token is used or refreshed where botocore and the AWS CLI do it, and not where they refuse, but for the exceptions below; what is written again is read the same.',
  count: 20_000,
  inTests: 2500,
  run: (seed, count) => Promise.resolve(judged('token', seed, count)),
}

export const roleFiles: Target = {
  name: 'role-files',
  made: "Files of role credentials in the AWS CLI's cache, changed in the same ways",
  holds:
    'Where the AWS CLI cannot use what a file holds, it is not used; where it is used, they are the same keys. A file that is not used costs one call of the portal.',
  count: 10_000,
  inTests: 1000,
  run: (seed, count) => Promise.resolve(judged('role', seed, count)),
}

export type Kind = 'token' | 'role'

function judged(kind: Kind, seed: number, count: number): Outcome {
  const findings: Finding[] = []
  const words: string[] = []
  for (let from = 0; from < count; from += BATCH) {
    const files = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) => {
      const chance = new Chance(seed + from + at)
      return mutatedJson(chance, kind === 'token' ? goodToken(chance) : goodRole())
    })
    for (const [at, { theirs, wrong }] of compared(kind, files).entries()) {
      words.push(theirs)
      if (wrong) findings.push({ seed: seed + from + at, what: wrong, shown: shown(files[at]!) })
    }
  }
  return { count: words.length, came: `in botocore's eyes ${tally(words)}`, findings }
}

/** What botocore makes of each file, and what is wrong with what we make of it. */
export function compared(
  kind: Kind,
  files: readonly Buffer[],
): { theirs: string; ours?: string; wrong?: string }[] {
  const [botocore, awsCli] = JUDGES.map((judge) => ask(judge, kind, files))
  return files.map((file, at) => {
    const theirs = botocore![at]!
    try {
      const ours = kind === 'token' ? ownToken(file) : ownRole(file)
      const wrong = difference(kind, file, theirs, ours) ?? difference(kind, file, awsCli![at]!, ours)
      return { theirs: theirs[0], ours: ours[0], ...(wrong ? { wrong } : {}) }
    } catch (error) {
      return { theirs: theirs[0], wrong: `it broke: ${reason(error)}` }
    }
  })
}

/** Debian's python3-botocore, and the copy of it in the AWS CLI. */
const JUDGES = ['botocore', 'awscli.botocore']

function ask(judge: string, kind: Kind, files: readonly Buffer[]): Verdict[] {
  const script = fileURLToPath(new URL('cache-verdicts.py', import.meta.url))
  const { startUrl, region, name } = SESSION
  const input = {
    now: NOW.toISOString(),
    session: { sso_start_url: startUrl, sso_region: region, session_name: name },
    cases: files.map((file) => ({ kind, base64: file.toString('base64') })),
  }
  const output = execFileSync('/usr/bin/python3', ['-I', script, judge], {
    input: JSON.stringify(input),
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    encoding: 'utf8',
    maxBuffer: 1 << 29,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  return JSON.parse(output) as Verdict[]
}

function ownToken(file: Buffer): Verdict {
  const token = parseToken(file)
  const state = tokenState(token, SESSION, NOW)
  if (!token || state === 'absent') return ['absent']
  const again = parseToken(tokenText(token))
  if (again && tokenText(again) !== tokenText(token)) throw new Error('what is written is read otherwise')
  if (!again) throw new Error('what is written is not read')
  if (state === 'valid') return ['use', token.accessToken]
  if (isRenewable(token, NOW)) return ['refresh']
  return state === 'refresh-due' ? ['use', token.accessToken] : ['expired']
}

function ownRole(file: Buffer): Verdict {
  const kept = parseRoleCredentials(file)
  if (!kept) return ['absent']
  const keys = [kept.accessKeyId, kept.secretAccessKey, kept.sessionToken]
  return lastsFor(kept, LEAST_SECONDS, NOW) ? ['use', keys] : ['expired']
}

const isRefusal = ([word]: Verdict): boolean => word !== 'use' && word !== 'refresh'

/** What differs and is no exception. */
function difference(kind: Kind, file: Buffer, theirs: Verdict, ours: Verdict): string | undefined {
  const isSame =
    (isRefusal(theirs) && isRefusal(ours)) ||
    (theirs[0] === ours[0] && JSON.stringify(theirs[1]) === JSON.stringify(ours[1]))
  // Python takes no number of more than 4300 digits, and does not come back from the deepest values, also of members that come again.
  if (isSame || /\d{4301}/.test(file.toString('latin1')) || theirs[1] === 'RecursionError') return undefined
  const members = membersOf(file)
  const isException = kind === 'role' ? isRefusal(ours) : members && isTokenException(members, theirs, ours)
  // NaN and Infinity are JSON for Python alone.
  if (isException ?? (isRefusal(ours) && /NaN|Infinity/.test(file.toString('latin1')))) return undefined
  return `the tool: ${JSON.stringify(theirs)}, we: ${JSON.stringify(ours)}`
}

type Members = Record<string, unknown>

function membersOf(file: Buffer): Members | undefined {
  try {
    return Object(JSON.parse(file.toString())) as Members
  } catch {
    return undefined
  }
}

/**
 * Where we differ from botocore on purpose: we send no token that names another portal, and nothing that cannot stand in a header;
 * a registration whose end is not said is tried; dates that no program writes are none; 20 minutes before its end a token is
 * refreshed, and not 15; one that cannot be refreshed is used until its end.
 */
function isTokenException(members: Members, theirs: Verdict, ours: Verdict): boolean {
  const { startUrl, region, accessToken, refreshToken, clientId, clientSecret } = members
  const isElsewhere = (value: unknown, own: string): boolean =>
    typeof value === 'string' && value !== '' && value.replace(/\/#?$/, '') !== own
  const isSecret = (value: unknown): boolean => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
  if (isRefusal(ours)) {
    const secrets = theirs[0] === 'use' ? [accessToken] : [accessToken, refreshToken, clientId, clientSecret]
    return (
      isElsewhere(startUrl, SESSION.startUrl) ||
      isElsewhere(region, SESSION.region) ||
      !secrets.every(isSecret) ||
      parseInstant(members['expiresAt']) === undefined
    )
  }
  const isEndUnsaid = parseInstant(members['registrationExpiresAt']) === undefined
  const left = (parseInstant(members['expiresAt'])?.getTime() ?? 0) - NOW.getTime()
  if (ours[0] === 'refresh') return isEndUnsaid || (left >= 15 * 60_000 && left <= 20 * 60_000)
  return (
    left < 15 * 60_000 &&
    (theirs[0] === 'crash' || isEndUnsaid || ![refreshToken, clientId, clientSecret].every(isSecret))
  )
}
