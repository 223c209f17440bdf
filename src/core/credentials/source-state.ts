/** Whether a source is there for a tool, by that tool's own conditions. */
import {
  chosenProfile,
  isBotocore,
  profileKeys,
  type ChosenProfile,
  type ProfileKeys,
} from './tool-profile.js'
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

function assumeRole(look: Look): SourceState {
  const { tool, keys } = look
  if (!keys?.has('role_arn')) return 'absent'
  const [source, elsewhere] = [keys.has('source_profile'), keys.has('credential_source')]
  if (tool === 'javascript') {
    if (source === elsewhere) return 'absent'
    const gives = source ? sourceGives(look, [look.profile.name]) : elsewhereGives(look)
    return gives ? 'set' : 'leave-profile'
  }
  if (keys.has('web_identity_token_file')) return 'absent'
  if (tool === 'java' && !source && !elsewhere) return 'absent'
  if (source && elsewhere) return { problem: 'the profile has both source_profile and credential_source' }
  if (!source && !elsewhere) {
    if (tool === 'go') return 'set'
    return { problem: 'the profile has role_arn and neither source_profile nor credential_source' }
  }
  if (source && !sourceGives(look, [look.profile.name]))
    return { problem: 'the source_profile gives no credentials' }
  if (elsewhere && !elsewhereGives(look)) return { problem: 'the credential_source gives no credentials' }
  return 'set'
}

/** Whether the `credential_source` is known and, as far as can be seen from here, there. */
function elsewhereGives({ keys, surroundings: { env } }: Look): boolean {
  switch (keys?.valueOf('credential_source')) {
    case 'Environment':
      return Boolean(env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY'])
    case 'Ec2InstanceMetadata':
    case 'EcsContainer':
    case undefined:
      // In the credentials file, whose values are not read: nothing says that it would fail.
      return true
    default:
      return false
  }
}

const FROM_PROFILE: readonly SourceKind[] = [
  'web-identity',
  'sso',
  'credentials-file',
  'login',
  'process',
  'config-file',
]

/** Whether the `source_profile` of the look's profile has credentials, itself or by its own source. */
function sourceGives(look: Look, visited: readonly string[]): boolean {
  const { tool, surroundings, keys } = look
  const name = keys?.valueOf('source_profile')
  // In the credentials file, whose values are not read: nothing says that it would fail.
  if (name === undefined) return true
  const source = profileKeys(tool, surroundings.config, name)
  if (!source) return false
  const hasKeys = ['aws_access_key_id', 'aws_secret_access_key'].some((key) => source.has(key))
  if (visited.includes(name) && !(visited.at(-1) === name && hasKeys)) return false
  const named = { ...surroundings, named: name }
  const next: Look = { tool, surroundings: named, profile: chosenProfile(tool, named), keys: source }
  const assumes = source.has('role_arn') && !source.has('web_identity_token_file')
  if (assumes && !hasKeys) {
    return source.has('source_profile')
      ? sourceGives(next, [...visited, name])
      : source.has('credential_source')
  }
  return FROM_PROFILE.some((kind) => sourceState(kind, next) === 'set')
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
