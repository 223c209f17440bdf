/**
 * Storms: shells, ssoenv and real AWS CLIs on one session for as long as SSOENV_STORM_SECONDS says (60; `npm run storm -- --seconds N`).
 *
 * The clock is real, and what the Identity Center gives lives so short that all of it keeps ending: an access token is DUE_SECONDS
 * from the point where ssoenv refreshes it, and a role's credentials are DUE_SECONDS from where they are not used any more. So each minute
 * is a day's work.
 *
 * How many calls there may be follows from that, and from no time that a machine takes:
 *
 * - Who refreshes notes the time before it asks, and the next refresh comes DUE_SECONDS after that at the earliest, less what the file
 *   loses, as it keeps whole seconds. So within T seconds there are T / (DUE_SECONDS - 1) refreshes and one more.
 * - The portal itself says when a role's credentials end: no call of ours comes sooner than that after the one before.
 * - The AWS CLI locks nothing. Each `aws` may ask for its role's credentials, and writes them in place: who reads half of them asks too.
 *   So of a role that both use, one call of ours may come too soon for each call of an `aws`.
 * - It refreshes in the last 15 minutes of a token. Where ssoenv runs, at 20, it has nothing to do; where both are at it (the second
 *   storm) a refresh token is used twice, and one of the two is refused: ours at most once for each refresh that an `aws` was granted.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { LEAST_SECONDS } from '../../src/core/session/role-credentials.js'
import { REFRESH_WINDOW_MINUTES } from '../../src/core/session/token.js'
import type { IssueOptions } from '../../src/sandbox/controls.js'
import type { LogEntry } from '../../src/sandbox/log.js'
import { acquireLock } from '../../src/world/lock/lock.js'
import { EVERYBODY, stageFor, tokenPath, type Stage } from '../interop/corporate-network.js'
import { PROGRAM } from '../support/program.js'
import { allConsistent, markOf, noProcesses, nothingHeld, tokenText } from './left-over.js'
import {
  always,
  atOnce,
  gathered,
  killAllWith,
  run,
  type Ended,
  type Job,
  type Surroundings,
} from './processes.js'
import { openShells, type Shells, type Sighting } from './shells.js'

const SECONDS = Number(process.env['SSOENV_STORM_SECONDS'] ?? 60)
const DUE_SECONDS = 6
/** Started at once, at the beginning. */
const CROWD = 200
/** Alive at any time after that: what two processors can take for hours. */
const STEADY = 12
const SHELLS = 20
const PLACES = ['~/acme', '~', '~/acme/deep', '~/live', '~/elsewhere']

/** Roles that ssoenv alone uses, that the AWS CLI alone uses, and that both use. */
const OURS = EVERYBODY.slice(0, 4)
const SHARED = EVERYBODY.slice(4, 7)
const THEIRS = EVERYBODY.slice(7)

interface Storm {
  stage: Stage
  surroundings: Surroundings
  shells: Shells
}

async function stormFor(t: TestContext, rotation: 'revoke' | 'reject', token: IssueOptions): Promise<Storm> {
  let end = (): void => undefined
  t.after(() => end()) // before the home is removed
  const stage = await stageFor(t, {
    rotation,
    accessTokenSeconds: REFRESH_WINDOW_MINUTES * 60 + DUE_SECONDS,
    roleCredentialsSeconds: LEAST_SECONDS + DUE_SECONDS,
    // As long as a storm may last.
    sessionSeconds: 30 * 86_400,
  })
  const { home, sandbox } = stage
  end = () => killAllWith(markOf(home))
  await mkdir(path.join(home.path, '.aws/sso/cache'), { recursive: true, mode: 0o700 })
  // Two AWS CLIs 2.9 that make this folder at once: one of them fails.
  await mkdir(path.join(home.path, '.aws/cli/cache'), { recursive: true, mode: 0o700 })
  await writeFile(tokenPath(home, 'sso-session'), JSON.stringify(sandbox.issueToken(token)), { mode: 0o600 })
  await mkdir(path.join(home.path, 'elsewhere'))
  const [mark = '', value = ''] = markOf(home).split('=')
  const env = stage.env({ [mark]: value })
  const surroundings = { env, cwd: home.path }
  for (const [place, { profile }] of Object.entries({ acme: OURS[0]!, live: SHARED[0]! })) {
    await mkdir(path.join(home.path, place, 'deep'), { recursive: true })
    await home.write(`${place}/.ssoenv`, `profile = ${profile}\n`)
    succeeded(await run(ours('allow', path.join(home.path, place)), surroundings))
  }
  await chmod(home.path, 0o700)
  const shells = await openShells(home, env, SHELLS)
  return { stage, surroundings, shells }
}

const ours = (...words: string[]): Job => ({
  tool: 'ssoenv',
  command: process.execPath,
  words: [PROGRAM, ...words],
})

/** What ssoenv is asked for in a storm, with each of the profiles. */
const ourJobs = [...OURS, ...SHARED].flatMap(({ profile }) => [
  ours('credential-process', '--profile', profile),
  ours('exec', profile, '--keys', '--', 'true'),
  ours('env', profile),
  // A typed flow opens a browser also where no terminal is: so nobody who is logged out goes unseen.
  ours('login', profile, '--flow', 'browser'),
  ours('exec', profile, '--', 'true'),
  ours('status', '--json'),
])

const theirJobs = [...SHARED, ...THEIRS].map(({ profile }): Job => ({
  tool: 'aws',
  command: '/usr/bin/aws',
  words: ['sts', 'get-caller-identity', '--profile', profile],
}))

/** One after the other from each list, in these shares. */
function mixed(count: number, share: { ssoenv: number; aws: number }, ours: readonly Job[] = ourJobs): Job[] {
  const whole = share.ssoenv + share.aws
  let taken = { ssoenv: 0, aws: 0 }
  return Array.from({ length: count }, (_, index) => {
    const isTheirs = index % whole >= share.ssoenv
    const job = isTheirs ? theirJobs[taken.aws % theirJobs.length]! : ours[taken.ssoenv % ours.length]!
    taken = { ssoenv: taken.ssoenv + (isTheirs ? 0 : 1), aws: taken.aws + (isTheirs ? 1 : 0) }
    return job
  })
}

function succeeded({ job, status, said }: Ended): void {
  assert.equal(status, 0, `${job.tool} ${job.words.join(' ')}: ${said}`)
}

/** Lets the shells wander and always some of the jobs run, until the time is over and `isEnough`. */
async function blow(
  { surroundings, shells }: Storm,
  jobs: readonly Job[],
  isEnough: () => boolean,
): Promise<{ ended: Ended[]; sightings: Sighting[] }> {
  const begun = Date.now()
  const goesOn = (): boolean => Date.now() - begun < (SECONDS / 2) * 1000 || !isEnough()
  const [ended, sightings] = await Promise.all([
    always(STEADY, jobs, surroundings, goesOn),
    shells.wander(PLACES, goesOn),
  ])
  return { ended, sightings }
}

/** A crowd that is all there before the first of them can refresh: we have the lock of the session until they wait for it. */
async function crowdAtTheLock({
  stage,
  surroundings,
}: Storm): Promise<{ letGo: Promise<void>; crowd: Promise<Ended[]> }> {
  const { home } = stage
  const name = `token-${path.basename(tokenPath(home, 'sso-session'), '.json')}`
  const lock = await acquireLock(path.join(home.path, '.local/state/ssoenv'), name, 'refresh for "corp"', {})
  let told = (): void => undefined
  const letGo = new Promise<void>((resolve) => (told = resolve))
  const jobs = mixed(CROWD, { ssoenv: 1, aws: 0 }).map((job) =>
    job.words.includes('status') ? ourJobs[0]! : job,
  )
  const crowd = gathered(jobs, surroundings, connectionsToOurLock, async () => {
    if (lock.kind === 'lock') await lock.release()
    told()
  })
  return { letGo, crowd }
}

/** Those who wait for a lock of this process keep a connection to it: proc(5), /proc/net/unix, by the name that lock-claim.ts binds. */
function connectionsToOurLock(): number {
  const ours = new RegExp(` 03 +\\d+ \\S*/new-[0-9a-f]{12}-${process.pid}-\\d+$`)
  return readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .filter((line) => ours.test(line)).length
}

/** In each directory the profile that it is bound to, and at no prompt a session that has ended. */
function allWasWell(sightings: readonly Sighting[], states: readonly string[]): void {
  const bound: Record<string, string> = {
    acme: OURS[0]!.profile,
    deep: OURS[0]!.profile,
    live: SHARED[0]!.profile,
  }
  for (const sighting of sightings) {
    const profile = bound[sighting.place] ?? ''
    assert.equal(sighting.profile, profile, JSON.stringify(sighting))
    assert.ok((profile === '' ? ['none'] : states).includes(sighting.state), JSON.stringify(sighting))
  }
}

const refreshes = ({ sandbox }: Stage): LogEntry[] =>
  sandbox.log('CreateToken').filter(({ grantType }) => grantType === 'refresh_token')
const isOurs = ({ userAgent }: LogEntry): boolean => userAgent.includes('ssoenv')
/** Short tokens are made by a fault that changes the answer (src/sandbox/faults.ts). */
const isDone = ({ outcome }: LogEntry): boolean => outcome === 'ok' || outcome === 'fault:members'

/** How often something that lives so long can be had anew, one at a time. */
const renewals = (milliseconds: number): number => Math.floor(milliseconds / 1000 / (DUE_SECONDS - 1)) + 1

/** How many calls came sooner after the one before than what that one gave lives: its end is said in whole seconds. */
function tooSoon(calls: readonly LogEntry[]): number {
  const times = calls.map(({ time }) => Date.parse(time)).sort((one, other) => one - other)
  return times.filter((time, index) => index > 0 && time - times[index - 1]! < (DUE_SECONDS - 1) * 1000)
    .length
}

/** Checks the calls for credentials, role by role; @returns how many there were, ours and those of the AWS CLI. */
function roleCalls({ sandbox }: Stage): string {
  const log = sandbox.log('GetRoleCredentials')
  assert.deepEqual(
    log.filter((call) => !isDone(call)),
    [],
  )
  const counts = EVERYBODY.map((role) => {
    const { accountId } = role
    const roleName = (role.keys as Record<string, string>)['sso_role_name']
    const calls = log.filter((call) => call.accountId === accountId && call.roleName === roleName)
    const mine = calls.filter(isOurs)
    const theirs = calls.length - mine.length
    const what = `${roleName} in ${accountId}, ${mine.length} calls of ours, ${theirs} of AWS CLIs`
    assert.ok(tooSoon(mine) <= theirs, `${what}: ${tooSoon(mine)} were too soon`)
    if (OURS.includes(role)) assert.equal(theirs, 0, what)
    if (THEIRS.includes(role)) assert.equal(mine.length, 0, what)
    return `${mine.length}+${theirs}`
  })
  return counts.join(' ')
}

/** Nobody was asked, and nobody has to be: what is in the file can be refreshed. */
async function stillLoggedIn({ stage, surroundings }: Storm): Promise<void> {
  const { sandbox, home } = stage
  assert.deepEqual([sandbox.count('Authorize'), sandbox.count('StartDeviceAuthorization')], [0, 0])
  const before = refreshes(stage).filter(isDone).length
  const file = tokenPath(home, 'sso-session')
  const { refreshToken, clientId, clientSecret } = tokenText(home)
  await writeFile(
    file,
    JSON.stringify({
      accessToken: 'ended',
      expiresAt: '2020-01-01T00:00:00Z',
      ...{ refreshToken, clientId, clientSecret },
      registrationExpiresAt: '2100-01-01T00:00:00Z',
    }),
    { mode: 0o600 },
  )
  succeeded(await run(ours('login', OURS[0]!.profile), surroundings))
  assert.equal(refreshes(stage).filter(isDone).length, before + 1)
}

async function quiet({ stage, shells }: Storm): Promise<void> {
  await shells.leave()
  await noProcesses(stage.home)
  await nothingHeld(stage.home)
  allConsistent(stage.home)
}

test('a storm of 200 processes and 20 shells, where a refresh token that is used twice ends the session: one refresh for each end, and all goes well', async (t) => {
  const storm = await stormFor(t, 'revoke', { state: 'expired' })
  const { stage } = storm
  const begun = Date.now()
  // No AWS CLI yet: with a token that has ended it would refresh, and two at it end the session by themselves.
  const gathering = await crowdAtTheLock(storm)
  await Promise.race([gathering.letGo, gathering.crowd])
  assert.equal(refreshes(stage).length, 0)
  const blowing = blow(storm, mixed(120, { ssoenv: 5, aws: 1 }), () => refreshes(stage).length >= 3)
  const crowd = await gathering.crowd
  const { ended, sightings } = await blowing
  await quiet(storm)
  const took = Date.now() - begun
  const log = refreshes(stage)
  const roles = roleCalls(stage)
  t.diagnostic(
    `${crowd.length} at once and ${ended.length} after them, ${sightings.length} prompts, in ${Math.round(took / 1000)} s: ` +
      `${log.length} refreshes (${renewals(took)} are allowed), credentials by role (ssoenv+aws) ${roles}`,
  )
  for (const one of [...crowd, ...ended]) succeeded(one)
  allWasWell(sightings, ['ok'])
  assert.deepEqual(
    log.filter((call) => !isOurs(call) || !isDone(call)),
    [],
  )
  assert.ok(log.length <= renewals(took), `${log.length} refreshes in ${took} ms`)
  await stillLoggedIn(storm)
})

/**
 * A refresh that is refused is the end of the session for a `login` that was typed: it opens the browser where no other tool's token is in
 * the file within a second. An AWS CLI that a busy machine keeps from writing for so long is taken for that; all else goes on with
 * the token that lives.
 */
const withoutLogin = ourJobs.filter(({ words }) => !words.includes('login'))

/** What the AWS CLI says when it reads a file that another AWS CLI is just writing. */
const THEIR_OWN_FAULT =
  /Error loading SSO Token|SSO Token .* does not exist|Expecting value|JSONDecodeError|Unterminated string/

test('a storm in which AWS CLIs refresh the same session at the same time: ssoenv fails at nothing, and nobody is logged out', async (t) => {
  const storm = await stormFor(t, 'reject', { lastsSeconds: LEAST_SECONDS - 20 })
  const { stage, surroundings } = storm
  const begun = Date.now()
  let short = 0
  /** The next tokens are in the window of the AWS CLI from the beginning: all tools are at it until the last of them. */
  const shortTokens = (times: number): void => {
    short += times
    stage.sandbox.addFault({
      operation: 'CreateToken',
      kind: 'members',
      times,
      members: { expiresIn: LEAST_SECONDS - 20 },
    })
  }
  shortTokens(6)
  // The AWS CLI takes longer to start, and must not find all done.
  const crowd = atOnce(
    [...mixed(8, { ssoenv: 0, aws: 1 }), ...mixed(24, { ssoenv: 1, aws: 0 }, withoutLogin)],
    surroundings,
  )
  const timer = setInterval(() => {
    if (stage.sandbox.faults().length === 0) shortTokens(6)
  }, DUE_SECONDS * 1000)
  const { ended: after, sightings } = await blow(
    storm,
    mixed(120, { ssoenv: 2, aws: 1 }, withoutLogin),
    () => {
      return refreshes(stage).some((call) => !isOurs(call))
    },
  ).finally(() => clearInterval(timer))
  const ended = [...(await crowd), ...after]
  await quiet(storm)
  const took = Date.now() - begun
  const log = refreshes(stage)
  const byThem = log.filter((call) => !isOurs(call))
  const refused = log.filter((call) => !isDone(call))
  const awsEnded = ended.filter(({ job }) => job.tool === 'aws')
  const awsFailed = awsEnded.filter(({ status }) => status !== 0)
  const roles = roleCalls(stage)
  t.diagnostic(
    `${ended.length} processes, ${sightings.length} prompts, in ${Math.round(took / 1000)} s: ${log.length} refreshes, ${byThem.length} by ${awsEnded.length} aws, ${refused.length} refused, ${refused.filter(isOurs).length} of them ours; ` +
      `${short} tokens were short; ${awsFailed.length} aws failed; credentials by role (ssoenv+aws) ${roles}`,
  )
  for (const one of ended) if (one.job.tool === 'ssoenv') succeeded(one)
  for (const { said } of awsFailed) assert.match(said, THEIR_OWN_FAULT)
  allWasWell(sightings, ['ok', 'expiring'])
  assert.ok(
    log.length - refused.length <= renewals(took) + short,
    `${log.length - refused.length} refreshes in ${took} ms`,
  )
  assert.ok(byThem.length <= awsEnded.length)
  assert.ok(refused.filter(isOurs).length <= byThem.filter(isDone).length)
  await stillLoggedIn(storm)
})
