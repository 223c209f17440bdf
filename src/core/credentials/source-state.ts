/** Whether a source is there for a tool, by that tool's own conditions. */
import { assumeRole } from './role-state.js'
import { isBotocore, type ChosenProfile, type ProfileKeys } from './tool-profile.js'
import type { SourceKind, Surroundings, Tool } from './sources.js'

/**
 * `leave-profile`: the tool gives the whole profile up and goes on behind it. A problem ends the tool's search: a whole sentence
 * without a full stop, to be joined to others.
 */
export type SourceState = 'set' | 'absent' | 'leave-profile' | { problem: string }

export interface Look {
  tool: Tool
  surroundings: Surroundings
  profile: ChosenProfile
  /** Absent where the profile does not exist. */
  keys: ProfileKeys | undefined
}

export function sourceState(kind: SourceKind, look: Look): SourceState {
  return STATES[kind](look)
}

const STATES: Readonly<Record<SourceKind, (look: Look) => SourceState>> = {
  environment,
  'assume-role': assumeRole,
  'web-identity-environment': webIdentityOfEnvironment,
  'web-identity': webIdentity,
  sso,
  'credentials-file': (look) => storedKeys(look, 'credentials'),
  login: ({ keys }) => (keys?.has('login_session') ? 'set' : 'absent'),
  process: ({ keys }) => (keys?.has('credential_process') ? 'set' : 'absent'),
  'config-file': (look) => storedKeys(look, 'config'),
  'ec2-file': ({ surroundings: { ec2File } }) => {
    if (ec2File === 'unreadable') return { problem: 'AWS_CREDENTIAL_FILE names a file that cannot be read' }
    return ec2File === 'keys' ? 'set' : 'absent'
  },
  'boto-file': ({ surroundings: { botoFile } }) => (botoFile === undefined ? 'absent' : 'set'),
  container: ({ tool, surroundings: { env } }) => {
    const names = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI']
    const isThere = (name: string): boolean =>
      isBotocore(tool) ? env[name] !== undefined : Boolean(env[name])
    return names.some(isThere) ? 'set' : 'absent'
  },
  instance: ({ tool, surroundings: { env } }) => {
    const disabled = env['AWS_EC2_METADATA_DISABLED'] ?? ''
    const isOff =
      tool === 'javascript' ? disabled !== '' && disabled !== 'false' : disabled.toLowerCase() === 'true'
    return isOff ? 'absent' : 'set'
  },
}

/** Whether a profile that is named in the tool's own way makes it pass over variables. */
function namedHidesVariables(tool: Tool): boolean {
  return tool !== 'java' && tool !== 'rust'
}

function isHiddenByName({ tool, profile }: Look): boolean {
  return profile.by === 'named' && namedHidesVariables(tool)
}

function environment(look: Look): SourceState {
  const { tool, profile, surroundings } = look
  const { env } = surroundings
  if (isHiddenByName(look)) return 'absent'
  if (tool === 'javascript' && profile.by === 'AWS_PROFILE') return 'absent'
  const isGo = tool === 'go'
  const id = env['AWS_ACCESS_KEY_ID'] || (isGo ? env['AWS_ACCESS_KEY'] : undefined)
  const secret =
    env['AWS_SECRET_ACCESS_KEY'] ||
    (isGo ? env['AWS_SECRET_KEY'] : tool === 'rust' ? env['SECRET_ACCESS_KEY'] : undefined)
  if (!id) return 'absent'
  if (secret) return 'set'
  return isBotocore(tool) ? { problem: 'AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY' } : 'absent'
}

function webIdentityOfEnvironment(look: Look): SourceState {
  const { tool, keys } = look
  const { env } = look.surroundings
  // The JavaScript SDK comes to it behind the profile, whoever named that.
  if (tool !== 'javascript' && isHiddenByName(look)) return 'absent'
  if (!env['AWS_WEB_IDENTITY_TOKEN_FILE']) return 'absent'
  // botocore takes either half from the profile too.
  const role =
    isBotocore(tool) && env['AWS_ROLE_ARN'] === undefined ? keys?.has('role_arn') : env['AWS_ROLE_ARN']
  if (role) return 'set'
  if (tool === 'javascript' || tool === 'java') return 'absent'
  return { problem: 'AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN' }
}

function webIdentity(look: Look): SourceState {
  const { tool, keys } = look
  const { env } = look.surroundings
  const variablesCount = isBotocore(tool) && !isHiddenByName(look)
  if (variablesCount && env['AWS_WEB_IDENTITY_TOKEN_FILE'] !== undefined) return 'absent'
  if (!keys?.has('web_identity_token_file') || keys.valueOf('web_identity_token_file') === '') return 'absent'
  const role = (variablesCount ? env['AWS_ROLE_ARN'] : undefined) ?? keys.has('role_arn')
  if (role) return 'set'
  if (tool === 'javascript' || tool === 'java') return 'absent'
  return { problem: 'the profile has web_identity_token_file without role_arn' }
}

const SSO_KEYS = ['sso_start_url', 'sso_account_id', 'sso_session', 'sso_region', 'sso_role_name'] as const

function sso(look: Look): SourceState {
  const { tool, keys, surroundings } = look
  if (!keys) return 'absent'
  const ofRole = keys.has('sso_account_id') || keys.has('sso_role_name')
  const starts = isBotocore(tool) || tool === 'rust' ? ofRole : SSO_KEYS.some((key) => keys.has(key))
  if (!starts) return 'absent'
  const named = keys.valueOf('sso_session')
  const session = named === undefined ? undefined : surroundings.config.sessions.get(named)
  if (named !== undefined && !session) return { problem: 'the sso_session of the profile does not exist' }
  const lacking = SSO_KEYS.filter((key) => {
    return key !== 'sso_session' && !keys.has(key) && !session?.keys.has(key)
  })
  if (lacking.length > 0) return { problem: `the profile uses SSO without ${lacking.join(', ')}` }
  for (const [key, { text }] of isBotocore(tool) && session ? session.keys : []) {
    const own = keys.valueOf(key)
    if (own !== undefined && own !== text)
      return { problem: `${key} differs between the profile and its session` }
  }
  return 'set'
}

/** Keys of the profile that stand in one of the two files. */
function storedKeys({ tool, keys }: Look, file: 'credentials' | 'config'): SourceState {
  const [id, secret] = ['aws_access_key_id', 'aws_secret_access_key']
  if (!keys?.isIn(file, id)) return 'absent'
  // botocore reads each file by itself; for the others, what stands in the credentials file counts.
  if (isBotocore(tool)) {
    return keys.isIn(file, secret) ? 'set' : { problem: `the profile has ${id} without ${secret}` }
  }
  if (file === 'config' && keys.isIn('credentials', id)) return 'absent'
  if (keys.has(secret)) return 'set'
  return tool === 'java' || tool === 'rust'
    ? { problem: `the profile has ${id} without ${secret}` }
    : 'absent'
}
