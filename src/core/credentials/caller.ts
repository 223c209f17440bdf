/** Whom tools act as: who an ARN of STS or IAM is, in the words of a person, and where its credentials come from. */
import type { Conflict } from './conflicts.js'
import type { SourceKind } from './sources.js'

export interface CallerWords {
  /** `sso-role`: a permission set's role; `other`: an ARN of no form that is known here. */
  kind: 'sso-role' | 'role' | 'user' | 'root' | 'federated-user' | 'other'
  /** Of a role: for that of a permission set the permission set's name, as `sso_role_name` has it. */
  roleName?: string
  /** Of a role; a permission set's is the person's name in the directory. */
  sessionName?: string
  userName?: string
}

/** What decided a profile. */
export type DecidedBy =
  'argument' | 'AWS_PROFILE' | 'AWS_DEFAULT_PROFILE' | '.ssoenv' | 'settings' | 'default'

/** As whom a tool acts, and by which credentials. */
export interface WhoAmI extends Partial<CallerWords> {
  /** Where the credentials come from. */
  source: SourceKind
  /** Absent for keys in variables. */
  profile?: string
  /** What decided the profile. */
  by?: DecidedBy
  /** Of a binding. */
  file?: string
  /** Absent where nobody was asked and the config does not say it. */
  accountId?: string
  /** As the portal calls it, where its list was kept. */
  accountName?: string
  arn?: string
  /** `AKIA…WXYZ`, of keys that stand in variables or files. */
  keyId?: string
  region?: string
  /** Whether STS said so, or the config. */
  asked: boolean
  /** What else tools would take here, and the line that mends it. */
  conflicts: readonly Conflict[]
}

/**
 * @see AWS IAM user guide, "IAM identifiers"; IAM Identity Center user guide, "Referencing permission sets in resource policies":
 *   `AWSReservedSSO_NAME_16 hex digits`
 */
export function callerWords(arn: string): CallerWords {
  const [, resource = ''] = /^arn:[\w-]+:(?:sts|iam)::\d{12}:(.+)$/.exec(arn) ?? []
  if (resource === 'root') return { kind: 'root' }
  const [, userName] = /^user\/(?:.*\/)?([^/]+)$/.exec(resource) ?? []
  if (userName !== undefined) return { kind: 'user', userName }
  const [, federated] = /^federated-user\/(.+)$/.exec(resource) ?? []
  if (federated !== undefined) return { kind: 'federated-user', userName: federated }
  const [, role, sessionName] = /^assumed-role\/([^/]+)\/(.+)$/.exec(resource) ?? []
  if (role === undefined || sessionName === undefined) return { kind: 'other' }
  const [, permissionSet] = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role) ?? []
  return permissionSet === undefined
    ? { kind: 'role', roleName: role, sessionName }
    : { kind: 'sso-role', roleName: permissionSet, sessionName }
}
