/**
 * `ssoenv configure`: from nothing to a profile that works.
 *
 * 1. `sessionForProfile`: an SSO session that is there, or a new one.
 * 2. `roleForProfile`: logs in where that is needed; account and role.
 * 3. Name, region, output format.
 * 4. `changeConfig`: session and profile are written in one step. Until then nothing is.
 *
 * Each answer can be given beforehand; without a terminal, or where nobody may be asked, what is missing is named.
 */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { parseAwsConfig } from '../../core/config/aws-config.js'
import { missingAnswers } from '../../core/profile/configure-answers.js'
import { editAwsConfig } from '../../core/config/config-edit.js'
import { printable, quoted } from '../../core/text/display.js'
import { ConfigError, UsageError } from '../../core/errors.js'
import { shellWord } from '../../core/session/login-command.js'
import { DEFAULT_TEMPLATE, nameFromTemplate } from '../../core/profile/profile-name.js'
import {
  checkWritten,
  nameProblem,
  profileChanges,
  type WantedProfile,
} from '../../core/profile/profile-write.js'
import type { SsoSession } from '../../core/session/session.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { askText } from '../../world/terminal/questions.js'
import type { World } from '../../world/world.js'
import { askRegion, usableRegion } from './ask-region.js'
import { changeConfig, type ConfigChanged } from './change-config.js'
import { roleForProfile, type ChosenRole, type RoleAnswers } from './configure-role.js'
import { refuseWrongSession, sessionForProfile, type SessionAnswers } from './configure-session.js'

export interface Answers extends SessionAnswers, RoleAnswers {
  profile?: string | undefined
  region?: string | undefined
  output?: string | undefined
}

export interface ConfigureOptions {
  dryRun: boolean
  /** Change a profile that is there without asking. */
  overwrite: boolean
}

export interface Configured extends ConfigChanged {
  wanted: WantedProfile
  /** What surprises about the profile, in printable sentences. */
  warnings: string[]
}

/** aws-cli formatter.py, CLI_OUTPUT_FORMATS. */
export const OUTPUTS = ['json', 'yaml', 'yaml-stream', 'text', 'table']

/** What stands for no value, where one is offered. */
const NONE = '-'

/**
 * @param world not `interactive` where nobody may be asked
 * @throws UsageError naming the flag that is missing; ConfigError where the config cannot be written or stands against it;
 *   as logging in and listing do; InterruptedError on Ctrl-C, CancelledError on a no: nothing was written then
 */
export async function configure(
  world: World,
  answers: Answers,
  options: ConfigureOptions,
): Promise<Configured> {
  const config = await readAwsConfig(world.paths)
  refuseWrong(config, answers)
  const present = presentAnswers(config, answers.profile)
  if (!world.interactive) refuseMissing(config, answers, present)
  const { session, isNew } = await sessionForProfile(world, config, answers, present.session)
  const role = await roleForProfile(world, session, answers, present)
  const name = answers.profile ?? (await askName(config, session, role))
  const there = presentAnswers(config, name)
  const wanted: WantedProfile = {
    name,
    session,
    isNewSession: isNew,
    accountId: role.account.accountId,
    roleName: role.roleName,
    region: answers.region ?? (await askOwnRegion(world, config, session, there.region)),
    output: answers.output ?? (await askOutput(world, there.output)),
  }
  return writeProfile(world, wanted, {
    dryRun: options.dryRun,
    mayReplace: options.overwrite ? 'yes' : 'ask',
  })
}

export interface WriteOptions {
  dryRun: boolean
  /** A profile of that name that says something else: it is changed, a person is asked, or it is an error. */
  mayReplace: 'yes' | 'ask' | 'no'
}

/**
 * Writes a profile, and its session where that is new. What the config says already is not written again.
 *
 * @throws as `configure` does
 */
export async function writeProfile(
  world: World,
  wanted: WantedProfile,
  { dryRun, mayReplace }: WriteOptions,
): Promise<Configured> {
  const file = world.paths.awsConfig
  const { credentials, profiles } = await readAwsConfig(world.paths)
  const isThere = profiles.has(wanted.name)
  let warnings: string[] = []
  const edit = (before: string): string => {
    const read = (text: string): AwsConfig => ({ ...parseAwsConfig(text, file), credentials })
    const config = read(before)
    const after = editAwsConfig(before, profileChanges(config, wanted), file)
    if (after !== before && config.profiles.has(wanted.name) && (mayReplace === 'no' || !isThere)) {
      throw new ConfigError(`${printable(file)} has a profile ${quoted(wanted.name)} already.`, {
        suggestions: [`ssoenv configure ${shellWord(wanted.name)}`],
      })
    }
    warnings = checkWritten(read(after), wanted)
    return after
  }
  const question =
    isThere && mayReplace === 'ask' ? `Change the profile ${quoted(wanted.name)} like this?` : undefined
  const done = await changeConfig(world, edit, { dryRun, question, flag: '--overwrite' })
  return { ...done, wanted, warnings }
}

function refuseMissing(config: AwsConfig, answers: Answers, present: Answers): void {
  const missing = missingAnswers(config, answers, present)
  if (missing.length === 0) return
  throw new UsageError(`Nobody can be asked here, and these are missing: ${missing.join(', ')}.`, {
    suggestions: ['ssoenv configure PROFILE --session NAME --account ID --role NAME'],
  })
}

/** What the flags say is checked before anything is asked. */
function refuseWrong(config: AwsConfig, answers: Answers): void {
  refuseWrongSession(config, answers)
  refuseWrongProfile(config.file, answers)
}

/** @throws UsageError, ConfigError for values that no profile can have */
export function refuseWrongProfile(file: string, { profile, region, output }: Answers): void {
  const problem = profile === undefined ? undefined : nameProblem('profile', profile, file)
  if (problem !== undefined) throw new ConfigError(problem)
  if (region) usableRegion(region, '--region')
  const wrong = output ? outputProblem(output) : undefined
  if (wrong !== undefined) throw new UsageError(`--output: ${wrong}`)
}

function outputProblem(output: string): string | undefined {
  return OUTPUTS.includes(output) ? undefined : `${quoted(output)} is none of ${OUTPUTS.join(', ')}.`
}

/** What the profile says now; empty for a new one. */
function presentAnswers(config: AwsConfig, name: string | undefined): Answers {
  const keys = name === undefined ? undefined : config.profiles.get(name)?.keys
  const text = (key: string): string | undefined => keys?.get(key)?.text || undefined
  return {
    session: text('sso_session'),
    account: text('sso_account_id'),
    role: text('sso_role_name'),
    region: text('region'),
    output: text('output'),
  }
}

async function askName(config: AwsConfig, session: SsoSession, role: ChosenRole): Promise<string> {
  const { account, roleName } = role
  const made = nameFromTemplate(DEFAULT_TEMPLATE, { ...account, roleName, sessionName: session.name })
  return askText({
    message: 'Name for the profile',
    otherwise: freeName(config, made, session, role),
    check: (name) => nameProblem('profile', name, config.file),
  })
}

/** The name, unless a profile has it that leads elsewhere. */
function freeName(
  config: AwsConfig,
  made: string,
  session: SsoSession,
  { account, roleName }: ChosenRole,
): string {
  const isFree = (name: string): boolean => {
    const present = presentAnswers(config, name)
    const isSame =
      present.session === session.name && present.account === account.accountId && present.role === roleName
    return isSame || !(config.profiles.has(name) || config.credentials.has(name))
  }
  for (let number = 1, name = made; ; name = `${made}-${++number}`) if (isFree(name)) return name
}

/** The region: as it is, else the one that most profiles of the session have, else the session's own. */
async function askOwnRegion(
  world: World,
  config: AwsConfig,
  session: SsoSession,
  present: string | undefined,
): Promise<string | undefined> {
  if (!world.interactive) return undefined
  const otherwise = present ?? usualRegion(config, session) ?? session.region
  const answer = await askRegion(`Region for commands, ${NONE} for none`, otherwise, NONE)
  return answer === NONE ? '' : answer
}

function usualRegion(config: AwsConfig, session: SsoSession): string | undefined {
  const counts = new Map<string, number>()
  for (const { keys } of config.profiles.values()) {
    const region = keys.get('sso_session')?.text === session.name ? keys.get('region')?.text : undefined
    if (region) counts.set(region, (counts.get(region) ?? 0) + 1)
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0]
}

async function askOutput(world: World, present: string | undefined): Promise<string | undefined> {
  if (!world.interactive) return undefined
  const answer = await askText({
    message: `Output format (${OUTPUTS.join(', ')}), ${NONE} for none`,
    otherwise: present ?? NONE,
    words: OUTPUTS,
    check: (text) => (text === NONE || text === present ? undefined : outputProblem(text)),
  })
  return answer === NONE ? '' : answer
}
