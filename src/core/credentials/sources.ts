/**
 * Where each tool looks for credentials, in its order, and what it finds here: nothing is asked over the network, and no value of
 * a secret is looked at beyond whether it is there.
 *
 * Orders: botocore credentials.py, `create_credential_resolver` (AWS CLI and boto3; `login` since 2.32); @aws-sdk
 * credential-provider-node `defaultProvider` and credential-provider-ini `resolveProfileData`; aws-sdk-go-v2
 * config/resolve_credentials.go (also of Terraform's AWS provider); aws-sdk-java-v2 `DefaultCredentialsProvider` and
 * `ProfileCredentialsUtils`; smithy-rs aws-config default_provider/credentials.rs and profile/credentials/repr.rs.
 */
import type { AwsConfig } from '../config/aws-config.js'
import type { Env } from '../paths.js'
import { chosenProfile, isMissing, profileKeys, type ChosenProfile } from './tool-profile.js'
import { sourceState, type SourceState } from './source-state.js'

export const TOOLS = ['aws-cli', 'boto3', 'javascript', 'go', 'java', 'rust'] as const
export type Tool = (typeof TOOLS)[number]

/**
 * `environment`: keys in variables. `web-identity-environment`: a token file and role in variables. `ec2-file`: AWS_CREDENTIAL_FILE.
 * `boto-file`: boto2's own. `container`: an address in variables. `instance`: the machine's role, which cannot be seen from here.
 * The others are the profile's: `login` is `login_session`, as `aws login` writes it.
 */
export type SourceKind =
  | 'environment'
  | 'assume-role'
  | 'web-identity-environment'
  | 'web-identity'
  | 'sso'
  | 'credentials-file'
  | 'login'
  | 'process'
  | 'config-file'
  | 'ec2-file'
  | 'boto-file'
  | 'container'
  | 'instance'

/** What the tools see. */
export interface Surroundings {
  env: Env
  config: AwsConfig
  /** A profile named in the tool's own way: `--profile`, `profile_name`, `profile`. */
  named?: string
  /** Whether AWS_CREDENTIAL_FILE names a file with a key id. `unreadable` where there is none to read. */
  ec2File?: 'keys' | 'no-keys' | 'unreadable'
  /** The boto2 file that holds a key id. */
  botoFile?: string
}

/** What a tool does here. */
export interface ToolUse {
  tool: Tool
  /** The profile that it reads. */
  profile: ChosenProfile
  /** Absent where it fails, or finds nothing. `instance`: nothing else is there, so it asks the machine. */
  source?: SourceKind
  /** Why it fails, whatever else there is; a whole sentence. */
  problem?: string
}

const BOTOCORE: readonly SourceKind[] = [
  'environment',
  'assume-role',
  'web-identity-environment',
  'web-identity',
  'sso',
  'credentials-file',
  'login',
  'process',
  'config-file',
  'ec2-file',
  'boto-file',
  'container',
  'instance',
]

/** The order of each tool; what is not in it, the tool does not know. */
export const ORDERS: Readonly<Record<Tool, readonly SourceKind[]>> = {
  'aws-cli': BOTOCORE,
  boto3: BOTOCORE,
  javascript: [
    'environment',
    'assume-role',
    'credentials-file',
    'config-file',
    'web-identity',
    'process',
    'sso',
    'login',
    'web-identity-environment',
    'container',
    'instance',
  ],
  go: [
    'environment',
    'web-identity-environment',
    'assume-role',
    'credentials-file',
    'config-file',
    'web-identity',
    'sso',
    'process',
    'login',
    'container',
    'instance',
  ],
  java: [
    'environment',
    'web-identity-environment',
    'web-identity',
    'sso',
    'assume-role',
    'process',
    'credentials-file',
    'config-file',
    'container',
    'instance',
  ],
  rust: [
    'environment',
    'assume-role',
    'web-identity',
    'sso',
    'login',
    'process',
    'credentials-file',
    'config-file',
    'web-identity-environment',
    'container',
    'instance',
  ],
}

/** What a profile has beside a role to assume. */
export const OWN_SOURCES: readonly SourceKind[] = [
  'web-identity',
  'sso',
  'credentials-file',
  'login',
  'process',
  'config-file',
]

export function isOfProfile(kind: SourceKind): boolean {
  return kind === 'assume-role' || OWN_SOURCES.includes(kind)
}

/** The source that a tool uses here, or why none. */
export function toolUse(tool: Tool, surroundings: Surroundings): ToolUse {
  const profile = chosenProfile(tool, surroundings)
  const use = { tool, profile }
  const missing = isMissing(tool, profile)
  if (missing && missing !== 'in-turn') return { ...use, problem: missingWords(profile) }
  let leftProfile = false
  for (const kind of ORDERS[tool]) {
    if (isOfProfile(kind)) {
      if (missing) return { ...use, problem: missingWords(profile) }
      // The JavaScript SDK comes to the profile's process once more.
      if (leftProfile && kind !== 'process') continue
    }
    const state = stateOf(tool, kind, surroundings, profile)
    if (state === 'set') return { ...use, source: kind }
    if (state === 'leave-profile') leftProfile = true
    else if (state !== 'absent') return { ...use, source: kind, problem: state.problem }
  }
  return use
}

/** How one source looks to a tool. */
export function stateOf(
  tool: Tool,
  kind: SourceKind,
  surroundings: Surroundings,
  profile: ChosenProfile = chosenProfile(tool, surroundings),
): SourceState {
  const keys = profileKeys(tool, surroundings.config, profile.name)
  return sourceState(kind, { tool, surroundings, profile, keys })
}

function missingWords({ name }: ChosenProfile): string {
  return name === '' ? 'the name of the profile is empty' : 'there is no such profile'
}
