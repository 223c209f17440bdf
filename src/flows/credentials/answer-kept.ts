/** `credential-process` where the credentials are kept already: what SDKs ask many times a day, without the network's modules. */
import {
  credentialProcessText,
  lastsFor,
  LEAST_SECONDS,
  roleCredentialsFileName,
} from '../../core/session/role-credentials.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { readRoleCredentials } from '../../world/files/role-credentials-cache.js'
import { print } from '../../world/terminal/standard-output.js'
import { thisWorld } from '../../world/world.js'
import { roleOfProfile } from './process-role.js'

/** @returns whether it was answered; whoever has to say why not is answer-credentials.ts */
export async function answerKept(profile: string | undefined): Promise<boolean> {
  try {
    const world = thisWorld()
    const name = profile ?? world.env['AWS_PROFILE']
    if (!name) return false
    const { session, accountId, roleName } = roleOfProfile(await readAwsConfig(world.paths), name)
    const kept = await readRoleCredentials(world.paths, roleCredentialsFileName(session, accountId, roleName))
    if (!kept || !lastsFor(kept, LEAST_SECONDS, world.now())) return false
    print(credentialProcessText(kept, accountId))
    return true
  } catch {
    return false
  }
}
