/** Whose the credentials of a source are: STS is asked with them. */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { sourceWords } from '../../core/credentials/sources-words.js'
import { isOfProfile, type SourceKind } from '../../core/credentials/sources.js'
import { ConfigError } from '../../core/errors.js'
import { shownKeyId } from '../../core/keys/keys.js'
import { findProfile } from '../../core/profile/profile.js'
import { shellWord } from '../../core/session/login-command.js'
import { networkFor } from '../../core/session/network.js'
import { quoted } from '../../core/text/display.js'
import { callerIdentity, type CallerIdentity, type SigningKeys } from '../../world/network/key-services.js'
import { processCredentials } from '../../world/process/credential-process.js'
import type { World } from '../../world/world.js'
import { readAwsFiles } from '../keys/keys-files.js'
import { clockToldOnce } from './clock-told.js'
import type { MeantSource } from './meant-source.js'
import { profileCredentials } from './profile-credentials.js'

/**
 * @throws ConfigError for a source whose credentials only the AWS tools get; KeyRefused where STS does not take them; as
 *   `profileCredentials`, `processCredentials` and `callerIdentity`
 */
export async function askWho(
  world: World,
  config: AwsConfig,
  source: MeantSource,
): Promise<CallerIdentity & { keyId?: string }> {
  return clockToldOnce(world, async (held) => {
    const { keys, keyId, askIn = 'us-east-1' } = await credentialsOf(held, config, source)
    const network = networkFor(world.env, config, { profile: source.profile })
    const caller = await callerIdentity(network, keys, source.region ?? askIn)
    return { ...caller, ...(keyId === undefined ? {} : { keyId }) }
  })
}

interface FoundCredentials {
  keys: SigningKeys
  keyId?: string
  /** Where no region is said. */
  askIn?: string
}

async function credentialsOf(
  world: World,
  config: AwsConfig,
  { source, profile = '' }: MeantSource,
): Promise<FoundCredentials> {
  switch (source) {
    case 'environment':
      return keysIn((name) => world.env[name])
    case 'credentials-file':
    case 'config-file': {
      const files = await readAwsFiles(world)
      const isStored = source === 'credentials-file'
      const section = (isStored ? files.credentials.sections : files.config.profiles).get(profile)
      return keysIn((name) => section?.keys.get(name.toLowerCase())?.text)
    }
    case 'sso':
    case 'assume-role': {
      const allow = world.interactive ? 'login' : 'refresh'
      const { credentials } = await profileCredentials(world, config, profile, { allow })
      const { accessKeyId, secretAccessKey, sessionToken } = credentials
      const found = findProfile(config, profile)
      return {
        keys: { accessKeyId, secretAccessKey, sessionToken },
        ...(found?.kind === 'sso' ? { askIn: found.profile.session.region } : {}),
      }
    }
    case 'process': {
      const command = config.profiles.get(profile)?.keys.get('credential_process')?.text ?? ''
      const keys = await processCredentials(world.env, profile, command)
      return { keys, keyId: shownKeyId(keys.accessKeyId) }
    }
    default:
      throw leftToTools(source, profile)
  }
}

function leftToTools(source: SourceKind, profile: string): ConfigError {
  const isOwn = profile === '' || isOfProfile(source)
  const whose = isOwn
    ? 'The credentials here'
    : `Profile ${quoted(profile)} has no credentials of its own; those of the AWS tools then`
  return new ConfigError(`${whose} come from ${sourceWords(source)}, which ssoenv leaves to the AWS tools.`, {
    suggestions: [`aws sts get-caller-identity${profile === '' ? '' : ` --profile ${shellWord(profile)}`}`],
  })
}

/** @see botocore credentials.py: the older name of the session token wins */
function keysIn(value: (name: string) => string | undefined): FoundCredentials {
  const accessKeyId = value('AWS_ACCESS_KEY_ID') ?? ''
  const secretAccessKey = value('AWS_SECRET_ACCESS_KEY') ?? ''
  const sessionToken = value('AWS_SECURITY_TOKEN') || value('AWS_SESSION_TOKEN')
  return {
    keys: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
    keyId: shownKeyId(accessKeyId),
  }
}
