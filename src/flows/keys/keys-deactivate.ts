/** A parked key's status in IAM. */
import { quoted } from '../../core/text/display.js'
import { RefusedError, SsoenvError, UnreachableError } from '../../core/errors.js'
import { shownKeyId } from '../../core/keys/keys.js'
import { shellWord } from '../../core/session/login-command.js'
import type { ParkedKey } from '../../core/keys/parked-key.js'
import { KeyRefused, setKeyStatus, type SigningKeys } from '../../world/network/key-services.js'
import { saveParkedKey } from '../../world/files/parked-keys.js'
import type { World } from '../../world/world.js'
import { networkOf } from '../network.js'
import type { NamedTarget } from './keys-target.js'
import { roleCredentials } from '../credentials/role-credentials.js'

/** `trouble`: it is still Active, and why. */
export type Deactivation = { inactive: true } | { inactive: false; trouble: SsoenvError }

/**
 * Sets the key Inactive: by the SSO role, which can also take that back, else by the key's own permission, which cannot.
 *
 * Under the lock of parked keys. That it was us is noted before, so that `keys restore` knows also when this process is killed in between.
 *
 * @param target absent where the profile no longer uses SSO
 */
export async function deactivateKey(
  world: World,
  parked: ParkedKey,
  target: NamedTarget | undefined,
): Promise<Deactivation> {
  const { accessKeyId, secretAccessKey, region } = parked
  await saveParkedKey(world.paths, { ...parked, setInactive: true })
  try {
    const byRole = await askRole(world, parked, target)
    if (byRole === 'done') return { inactive: true }
    const network = await networkOf(world, { profile: parked.profile })
    await setKeyStatus(network, { accessKeyId, secretAccessKey }, region, {
      accessKeyId,
      status: 'Inactive',
    })
    world.say(
      `${shownKeyId(accessKeyId)} was set Inactive by its own permission; the role may not take that back, another one may (--by) or an administrator.`,
    )
    return { inactive: true }
  } catch (error) {
    if (!(error instanceof SsoenvError)) throw error
    // It was Active a moment ago: an earlier run of ours did it, and was killed.
    if (error instanceof KeyRefused && error.reason === 'unknown') return { inactive: true }
    if (error instanceof KeyRefused) await saveParkedKey(world.paths, { ...parked, setInactive: false })
    return { inactive: false, trouble: inWords(parked, error) }
  }
}

/** Makes a key Active again, by the SSO role: an Inactive key can do nothing for itself. */
export async function activateKey(world: World, parked: ParkedKey, keys: SigningKeys): Promise<void> {
  const { profile, accessKeyId, userName, region } = parked
  await setKeyStatus(await networkOf(world, { profile }), keys, region, {
    accessKeyId,
    status: 'Active',
    ...(userName === undefined ? {} : { userName }),
  })
}

async function askRole(
  world: World,
  { profile, accessKeyId, userName, region }: ParkedKey,
  target: NamedTarget | undefined,
): Promise<'done' | 'refused'> {
  // The root user's key has no name to ask for.
  if (target === undefined || userName === undefined) return 'refused'
  try {
    const keys = await roleCredentials(world, target, 'refresh')
    const network = await networkOf(world, { profile })
    await setKeyStatus(network, keys, region, { accessKeyId, userName, status: 'Inactive' })
    return 'done'
  } catch (error) {
    if (error instanceof KeyRefused || error instanceof RefusedError) return 'refused'
    throw error
  }
}

function inWords({ profile, accessKeyId }: ParkedKey, error: SsoenvError): SsoenvError {
  const command = `ssoenv keys park ${shellWord(profile)} --deactivate`
  const parked = `The key ${shownKeyId(accessKeyId)} of ${quoted(profile)} is parked`
  if (error instanceof KeyRefused) {
    return new RefusedError(
      `${parked}, and still Active in IAM: neither the role nor the key itself may set it Inactive. ${error.message}`,
      { suggestions: [`${command} --by SSO_PROFILE`] },
    )
  }
  return new UnreachableError(`${parked}; whether it is Inactive in IAM is not known. ${error.message}`, {
    suggestions: [command],
  })
}
