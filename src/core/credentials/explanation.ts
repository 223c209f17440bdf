/** Every source here, which tool uses which, and where they disagree. */
import { printable } from '../text/display.js'
import { shownKeyId } from '../keys/keys.js'
import { describeChain, type ChainLink } from './chain.js'
import { conflictsAmong, type Conflict } from './conflicts.js'
import { SsoenvError } from '../errors.js'
import {
  isOfProfile,
  ORDERS,
  stateOf,
  TOOLS,
  toolUse,
  type SourceKind,
  type Surroundings,
  type Tool,
  type ToolUse,
} from './sources.js'
import { chosenRegion, profileKeys, type ChosenProfile } from './tool-profile.js'

/** One tool. The instance's role is used only if there is one: nothing else is there. */
export interface ExplainedTool {
  tool: Tool
  profile: string
  profileBy: ChosenProfile['by']
  /** Absent where it finds nothing. */
  source?: SourceKind
  /** Why it fails. */
  problem?: string
  region?: string
  regionBy: 'AWS_REGION' | 'AWS_DEFAULT_REGION' | 'profile' | 'none'
}

/** One source, in the order of the AWS CLI; those of a profile for each profile that a tool reads. */
export interface ExplainedSource {
  source: SourceKind
  profile?: string
  /** Absent for the instance's role, which cannot be seen from here. */
  isSet?: boolean
  /** The variable, or `FILE:LINE`. */
  where?: string
  /** `AKIA…WXYZ` */
  keyId?: string
  /** Its place in the order of each tool that knows it, from 1. */
  places: Partial<Record<Tool, number>>
  usedBy: Tool[]
}

/** One link of the chain, as written in the files. */
export interface ExplainedLink {
  profile: string
  kind: ChainLink['kind']
  /** `FILE:LINE` */
  where: string
  roleArn?: string
  roleSessionName?: string
  mfaSerial?: string
  source?: string
}

export interface Explanation {
  tools: ExplainedTool[]
  sources: ExplainedSource[]
  /** From the AWS CLI's profile to the base of its credentials. */
  chain: ExplainedLink[]
  /** Why the chain cannot be followed. */
  chainProblem?: string
  conflicts: Conflict[]
}

/** @param bound the profile that the directory binds, where AWS_PROFILE does not say so yet */
export function explain(surroundings: Surroundings, bound?: string): Explanation {
  const uses = TOOLS.map((tool) => toolUse(tool, surroundings))
  const tools = uses.map(({ tool, profile, source, problem }) => {
    const { region, by } = chosenRegion(tool, surroundings)
    return {
      tool,
      profile: profile.name,
      profileBy: profile.by,
      ...(source === undefined || problem !== undefined ? {} : { source }),
      ...(problem === undefined ? {} : { problem }),
      ...(region === undefined ? {} : { region }),
      regionBy: by,
    }
  })
  return {
    tools,
    sources: sourcesFor(surroundings, uses),
    ...chainOf(surroundings, uses),
    conflicts: conflictsAmong(surroundings, uses, bound),
  }
}

function chainOf(
  { config }: Surroundings,
  uses: readonly ToolUse[],
): Pick<Explanation, 'chain' | 'chainProblem'> {
  const profile = uses.find(({ tool }) => tool === 'aws-cli')?.profile
  if (!profile?.exists) return { chain: [] }
  try {
    return { chain: describeChain(config, profile.name).map(explainedLink) }
  } catch (error) {
    if (!(error instanceof SsoenvError)) throw error
    return { chain: [], chainProblem: error.message }
  }
}

/** Without the external id, which two parties share. */
function explainedLink({
  profile,
  kind,
  file,
  line,
  roleArn,
  roleSessionName,
  mfaSerial,
  source,
}: ChainLink): ExplainedLink {
  return {
    profile,
    kind,
    where: `${printable(file)}${line === undefined ? '' : `:${line}`}`,
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(roleSessionName === undefined ? {} : { roleSessionName }),
    ...(mfaSerial === undefined ? {} : { mfaSerial }),
    ...(source === undefined ? {} : { source }),
  }
}

function sourcesFor(surroundings: Surroundings, uses: readonly ToolUse[]): ExplainedSource[] {
  const first = uses[0]?.profile.name
  const profiles = [...new Set(uses.map(({ profile }) => profile.name))]
  return ORDERS['aws-cli'].flatMap((source) => {
    if (!isOfProfile(source)) return [explained(surroundings, uses, source)]
    // Of further profiles only what is there.
    return profiles
      .map((profile) => explained(surroundings, uses, source, profile))
      .filter(({ profile, isSet }) => profile === first || isSet)
  })
}

function explained(
  surroundings: Surroundings,
  uses: readonly ToolUse[],
  source: SourceKind,
  profile?: string,
): ExplainedSource {
  const readers = uses.filter((use) => profile === undefined || use.profile.name === profile)
  const knowing = readers.filter(({ tool }) => ORDERS[tool].includes(source))
  const isSet = knowing.some((use) => {
    const state = stateOf(use.tool, source, surroundings, use.profile)
    return state !== 'absent'
  })
  const where = isSet ? placeOf(surroundings, source, profile) : undefined
  const keyId = isSet ? keyIdOf(surroundings, source, profile) : undefined
  return {
    source,
    ...(profile === undefined ? {} : { profile }),
    ...(source === 'instance' && isSet ? {} : { isSet }),
    ...(where === undefined ? {} : { where }),
    ...(keyId === undefined ? {} : { keyId }),
    places: Object.fromEntries(knowing.map(({ tool }) => [tool, ORDERS[tool].indexOf(source) + 1])),
    usedBy: readers
      .filter((use) => use.source === source && use.problem === undefined)
      .map(({ tool }) => tool),
  }
}

const DECIDING: Readonly<Partial<Record<SourceKind, readonly string[]>>> = {
  'assume-role': ['role_arn'],
  'web-identity': ['web_identity_token_file'],
  sso: ['sso_session', 'sso_start_url', 'sso_account_id', 'sso_role_name'],
  'credentials-file': ['aws_access_key_id'],
  login: ['login_session'],
  process: ['credential_process'],
  'config-file': ['aws_access_key_id'],
}

function placeOf(
  { env, config, botoFile }: Surroundings,
  source: SourceKind,
  profile?: string,
): string | undefined {
  if (source === 'environment') return 'AWS_ACCESS_KEY_ID'
  if (source === 'web-identity-environment') return 'AWS_WEB_IDENTITY_TOKEN_FILE'
  if (source === 'ec2-file') return 'AWS_CREDENTIAL_FILE'
  if (source === 'boto-file') return botoFile
  if (source === 'container') {
    const relative = 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'
    return env[relative] === undefined ? 'AWS_CONTAINER_CREDENTIALS_FULL_URI' : relative
  }
  if (profile === undefined) return undefined
  const stored = config.stored.get(profile)
  for (const key of DECIDING[source] ?? []) {
    const keys = profileKeys('aws-cli', config, profile)
    if (source !== 'config-file' && stored && keys?.isIn('credentials', key))
      return `${printable(stored.file)}:${stored.keys.get(key)?.line ?? stored.line}`
    const line = config.profiles.get(profile)?.keys.get(key)?.line
    if (line !== undefined) return `${printable(config.file)}:${line}`
  }
  return undefined
}

/** Key ids are shown as `keys list` does; those of the credentials file are not read here. */
function keyIdOf({ env, config }: Surroundings, source: SourceKind, profile?: string): string | undefined {
  const id =
    source === 'environment'
      ? env['AWS_ACCESS_KEY_ID']
      : source === 'config-file' && profile !== undefined
        ? config.profiles.get(profile)?.keys.get('aws_access_key_id')?.text
        : undefined
  return id ? shownKeyId(id) : undefined
}
