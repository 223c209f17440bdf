/** `credential-process` where the credentials are kept already: what SDKs ask many times a day, without the network's modules. */
import { credentialProcessText } from '../../core/session/role-credentials.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { print } from '../../world/terminal/standard-output.js'
import { thisWorld } from '../../world/world.js'
import { keptOfProfile } from './kept-of-profile.js'

/** @returns whether it was answered; whoever has to say why not is answer-credentials.ts */
export async function answerKept(profile: string | undefined): Promise<boolean> {
  try {
    const world = thisWorld()
    const name = profile ?? world.env['AWS_PROFILE']
    if (!name) return false
    const kept = await keptOfProfile(world, await readAwsConfig(world.paths), name)
    if (!kept) return false
    print(credentialProcessText(kept.credentials, kept.accountId))
    return true
  } catch {
    return false
  }
}
