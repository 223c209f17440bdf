/** Whether a profile's `role_arn` is a source for a tool: with what the role is assumed has to be there too. */
import { sourceState, type Look, type SourceState } from './source-state.js'
import { OWN_SOURCES, type SourceKind } from './sources.js'
import { chosenProfile, profileKeys } from './tool-profile.js'

/**
 * @see botocore credentials.py, AssumeRoleProvider; @aws-sdk/credential-provider-ini resolveAssumeRoleCredentials; the others' files are
 *   named in sources.ts
 */
export function assumeRole(look: Look): SourceState {
  const { tool, keys } = look
  if (!keys?.has('role_arn')) return 'absent'
  if (tool === 'javascript') return roleOfJavaScript(look, [])
  if (keys.has('web_identity_token_file')) return 'absent'
  const [source, elsewhere] = [keys.has('source_profile'), keys.has('credential_source')]
  if (tool === 'java' && !source && !elsewhere) return 'absent'
  if (source && elsewhere) return { problem: 'the profile has both source_profile and credential_source' }
  if (!source && !elsewhere) {
    if (tool === 'go') return 'set'
    return { problem: 'the profile has role_arn and neither source_profile nor credential_source' }
  }
  if (source && !sourceGives(look, [look.profile.name]))
    return { problem: 'the source_profile gives no credentials' }
  if (elsewhere && !elsewhereGives(look)) return { problem: 'the credential_source gives no credentials' }
  // aws-sdk-go-v2 config/resolve_credentials.go, AssumeRoleTokenProviderNotSetError.
  return tool === 'go' && keys.has('mfa_serial') ? { problem: NO_CODE } : 'set'
}

const NO_CODE = 'the profile has mfa_serial, and the SDK by itself asks nobody for the code'

/** Whether the `credential_source` is known and, as far as can be seen from here, there. */
function elsewhereGives(look: Look): boolean {
  const { env } = look.surroundings
  switch (look.keys?.valueOf('credential_source')) {
    case 'Environment':
      return Boolean(env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY'])
    case 'EcsContainer':
      return sourceState('container', look) === 'set'
    case 'Ec2InstanceMetadata':
      // Named, the JavaScript SDK asks for it in any case.
      return look.tool === 'javascript' || sourceState('instance', look) === 'set'
    default:
      return false
  }
}

/** Whether the `source_profile` of the look's profile has credentials, itself or by its own source. */
function sourceGives(look: Look, visited: readonly string[]): boolean {
  const name = look.keys?.valueOf('source_profile') ?? ''
  const next = lookAt(look, name)
  const { keys } = next
  if (!keys) return false
  const hasKeys = ['aws_access_key_id', 'aws_secret_access_key'].some((key) => keys.has(key))
  if (visited.includes(name) && !(visited.at(-1) === name && hasKeys)) return false
  if (keys.has('role_arn') && !keys.has('web_identity_token_file') && !hasKeys) {
    const [source, elsewhere] = [keys.has('source_profile'), keys.has('credential_source')]
    if (source === elsewhere) return false
    return source ? sourceGives(next, [...visited, name]) : elsewhereGives(next)
  }
  return firstOf(next, OWN_SOURCES) === 'set'
}

/** The same look at another profile, as if it were named. */
function lookAt({ tool, surroundings }: Look, name: string): Look {
  const named = { ...surroundings, named: name }
  const keys = profileKeys(tool, surroundings.config, name)
  return { tool, surroundings: named, profile: chosenProfile(tool, named), keys }
}

function firstOf(look: Look, kinds: readonly SourceKind[]): SourceState | undefined {
  return kinds.map((kind) => sourceState(kind, look)).find((state) => state !== 'absent')
}

const KNOWN_SOURCES = ['Environment', 'EcsContainer', 'Ec2InstanceMetadata']

/**
 * A role without a usable source makes the SDK give the profile up, one that wants a code is an error.
 *
 * @param isSource a source that has `credential_source` and no `role_arn`: it is followed in any case, and no role assumed
 */
function roleOfJavaScript(look: Look, visited: readonly string[], isSource = false): SourceState {
  const { keys } = look
  const [source, elsewhere] = [keys?.valueOf('source_profile'), keys?.valueOf('credential_source')]
  if (!isSource && Boolean(source) === Boolean(elsewhere)) return 'absent'
  if (source ? visited.includes(source) : !KNOWN_SOURCES.includes(elsewhere ?? '')) return 'leave-profile'
  if (!isSource && keys?.has('mfa_serial')) return { problem: NO_CODE }
  if (source) return sourceOfJavaScript(lookAt(look, source), [...visited, source])
  return elsewhereGives(look) ? 'set' : 'leave-profile'
}

const OWN_OF_JAVASCRIPT: readonly SourceKind[] = ['web-identity', 'process', 'sso', 'login']

function sourceOfJavaScript(look: Look, visited: readonly string[]): SourceState {
  const { keys } = look
  if (!keys) return 'leave-profile'
  const kept = firstOf(look, ['credentials-file', 'config-file'])
  if (kept === 'set') return kept
  const isSource = !keys.has('role_arn') && keys.has('credential_source')
  if (isSource || keys.has('role_arn')) {
    const role = roleOfJavaScript(look, visited, isSource)
    if (role !== 'absent') return role
  }
  return firstOf(look, OWN_OF_JAVASCRIPT) ?? 'leave-profile'
}
