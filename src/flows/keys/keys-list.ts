/** `ssoenv keys list`: the long-lived keys of this machine, whose they are, and what could take their place. */
import { SsoenvError } from '../../core/errors.js'
import { keysIn, shownKeyId, ssoProfilesFor, type FoundKey } from '../../core/keys/keys.js'
import { callerIdentity, KeyRefused, type CallerIdentity } from '../../world/network/key-services.js'
import { parkedKeys } from '../../world/files/parked-keys.js'
import { cancelOnSignals, InterruptedError } from '../../world/terminal/terminal.js'
import type { World } from '../../world/world.js'
import { networkOf } from '../network.js'
import { readAwsFiles } from './keys-files.js'

/**
 * `active`: STS knows it. `dead`: STS knows no such key; it is Inactive or deleted. `wrong`: the secret does not belong to it,
 * or there is none. `temporary`: it ends by itself, and nobody was asked. `unknown`: nobody was asked, or nobody answered.
 */
export type KeyState = 'active' | 'dead' | 'wrong' | 'temporary' | 'unknown'

/** What may be shown of a key. */
export interface ListedKey {
  /** Absent for the environment's. */
  profile?: string
  source: FoundKey['source']
  file?: string
  line?: number
  /** `AKIA…WXYZ` */
  keyId: string
  state: KeyState
  /** Why it is not known; a whole sentence. */
  reason?: string
  accountId?: string
  arn?: string
  user?: string
  /** The profiles that reach the same account by SSO. */
  ssoProfiles: string[]
}

export interface ListedParkedKey {
  profile: string
  keyId: string
  accountId: string
  user?: string
  parkedAt: string
  setInactive: boolean
}

export interface KeyList {
  keys: ListedKey[]
  parked: ListedParkedKey[]
}

/** So many questions to STS at a time. */
const AT_ONCE = 4

/**
 * @param offline ask nobody
 * @throws ConfigError where a file cannot be read; InterruptedError on Ctrl-C
 */
export async function listKeys(world: World, { offline }: { offline: boolean }): Promise<KeyList> {
  const { config, credentials } = await readAwsFiles(world)
  const found = keysIn(config, credentials, world.env)
  const findings = await findingsFor(world, found, offline)
  const parked = await parkedKeys(world.paths)
  return {
    keys: found.map((key) => {
      const finding = findings.get(idOf(key)) ?? NOT_ASKED
      const { accountId } = finding
      const { profile, source, file, line } = key
      return {
        ...(profile === undefined ? {} : { profile }),
        source,
        ...(file === undefined ? {} : { file }),
        ...(line === undefined ? {} : { line }),
        keyId: shownKeyId(key.accessKeyId),
        ...finding,
        ssoProfiles: accountId === undefined ? [] : ssoProfilesFor(config, accountId),
      }
    }),
    parked: parked.map(({ profile, accessKeyId, accountId, userName, parkedAt, setInactive }) => ({
      profile,
      keyId: shownKeyId(accessKeyId),
      accountId,
      ...(userName === undefined ? {} : { user: userName }),
      parkedAt: parkedAt.toISOString(),
      setInactive,
    })),
  }
}

type Finding = Pick<ListedKey, 'state' | 'reason' | 'accountId' | 'arn' | 'user'>

const NOT_ASKED: Finding = { state: 'unknown', reason: 'STS was not asked.' }

/** What STS says, each key asked about once. */
async function findingsFor(
  world: World,
  found: readonly FoundKey[],
  offline: boolean,
): Promise<Map<string, Finding>> {
  const findings = new Map<string, Finding>()
  const open = [...new Map(found.map((key) => [idOf(key), key])).values()]
  const cancellation = cancelOnSignals()
  const next = async (): Promise<void> => {
    for (let key = open.shift(); key && !cancellation.signal.aborted; key = open.shift())
      findings.set(idOf(key), await findingFor(world, key, offline, cancellation.signal))
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, next))
    const caught = cancellation.caught()
    if (caught) throw new InterruptedError(caught)
    return findings
  } finally {
    cancellation.end()
  }
}

async function findingFor(
  world: World,
  key: FoundKey,
  offline: boolean,
  signal: AbortSignal,
): Promise<Finding> {
  const { lifetime, accessKeyId, secretAccessKey, region } = key
  if (lifetime === 'short-lived') return { state: 'temporary' }
  if (secretAccessKey === undefined) return { state: 'wrong', reason: 'No secret stands beside the key id.' }
  if (offline) return NOT_ASKED
  try {
    const network = await networkOf(world, { profile: key.profile })
    const caller = await callerIdentity(network, { accessKeyId, secretAccessKey }, region, signal)
    return { state: 'active', ...shown(caller) }
  } catch (error) {
    if (!(error instanceof SsoenvError)) throw error
    return { state: stateFor(error), reason: error.message }
  }
}

function shown({ accountId, arn, userName }: CallerIdentity): Partial<Finding> {
  return { accountId, arn, ...(userName === undefined ? {} : { user: userName }) }
}

function stateFor(error: SsoenvError): KeyState {
  if (!(error instanceof KeyRefused)) return 'unknown'
  return error.reason === 'unknown' ? 'dead' : error.reason === 'secret' ? 'wrong' : 'unknown'
}

/** One and the same key in several places, but not an id with another secret. */
function idOf({ accessKeyId, secretAccessKey = '', region }: FoundKey): string {
  return [accessKeyId, secretAccessKey, region].join('\n')
}
