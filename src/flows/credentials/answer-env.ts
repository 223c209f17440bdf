/** `ssoenv env` where the credentials are kept already and nobody is to be asked: without oclif and the network's modules. */
import { isEnvFormat, type EnvFormat } from '../../shells/env-text.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { print } from '../../world/terminal/standard-output.js'
import { workingDirectory } from '../../world/working-directory.js'
import { thisWorld } from '../../world/world.js'
import { guard } from '../binding/guard.js'
import { REFUSED_PROFILE } from '../for-shells/verdict.js'
import { keysText, regionFor } from './env-keys.js'
import { keptOfProfile } from './kept-of-profile.js'

/** @returns whether it was answered; whoever asks, logs in or says why not is the command (commands/env.ts) */
export async function answerEnv(words: readonly string[]): Promise<boolean> {
  const input = envInput(words)
  if (!input) return false
  const { profile, format } = input
  try {
    // A guard that would ask refuses, and the command asks.
    const world = Object.defineProperty(thisWorld(), 'interactive', { value: false })
    const name = profile ?? world.env['AWS_PROFILE']
    if (!name || name === REFUSED_PROFILE) return false
    const config = await readAwsConfig(world.paths)
    const kept = await keptOfProfile(world, config, name)
    if (!kept) return false
    const directory = workingDirectory(world.env)
    await guard(world, { profile: name, directory, deed: 'env', yes: false, config })
    const region = regionFor(world.env, config, name)
    print(keysText(format, kept, region))
    return true
  } catch {
    return false
  }
}

/** `[PROFILE] [--format FORMAT]`, and nothing that begins like another flag. */
function envInput(words: readonly string[]): { profile?: string; format: EnvFormat } | undefined {
  const [first = '--format'] = words
  const profile = first.startsWith('-') ? undefined : first
  const [option, format = 'bash', ...more] = profile === undefined ? words : words.slice(1)
  if (more.length > 0 || (option !== undefined && option !== '--format') || !isEnvFormat(format))
    return undefined
  if (option !== undefined && words.at(-1) === option) return undefined
  return { format, ...(profile === undefined ? {} : { profile }) }
}
