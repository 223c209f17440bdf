/** What the tools see from here, as far as it lies in files: for `ssoenv whoami --explain`. */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { parseSections } from '../../core/config/config-sections.js'
import type { Surroundings } from '../../core/credentials/sources.js'
import { SsoenvError } from '../../core/errors.js'
import { expandPath } from '../../core/paths.js'
import { readIfPresent } from '../../world/files/files.js'
import type { World } from '../../world/world.js'

/** @param named a profile that is named in the tool's own way */
export async function surroundingsOf(world: World, config: AwsConfig, named?: string): Promise<Surroundings> {
  const ec2File = await ec2FileState(world)
  const botoFile = await botoFileWithKeys(world)
  return {
    env: world.env,
    config,
    ...(named === undefined ? {} : { named }),
    ...(ec2File === undefined ? {} : { ec2File }),
    ...(botoFile === undefined ? {} : { botoFile }),
  }
}

/** @see botocore credentials.py, OriginalEC2Provider; utils.py, parse_key_val_file */
async function ec2FileState({ env, paths }: World): Promise<Surroundings['ec2File']> {
  const named = env['AWS_CREDENTIAL_FILE']
  if (named === undefined) return undefined
  const text = await textOf(named.replace(/^~(?=\/|$)/, paths.home))
  if (text === undefined) return 'unreadable'
  return /^\s*AWSAccessKeyId\s*=/m.test(text) ? 'keys' : 'no-keys'
}

/** @see botocore credentials.py, BotoProvider */
async function botoFileWithKeys({ env, paths }: World): Promise<string | undefined> {
  const named = env['BOTO_CONFIG']
  for (const file of named === undefined ? ['/etc/boto.cfg', '~/.boto'] : [named]) {
    const target = expandPath(file, env, paths.home)
    const text = await textOf(target)
    if (text !== undefined && hasBotoKeys(text, target)) return target
  }
  return undefined
}

function hasBotoKeys(text: string, file: string): boolean {
  try {
    const sections = parseSections(text, file)
    return sections.some(({ header, keys }) => header === 'Credentials' && keys.has('aws_access_key_id'))
  } catch (error) {
    if (error instanceof SsoenvError) return false
    throw error
  }
}

/** One that cannot be read is as good as none. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return (await readIfPresent(file))?.toString('utf8')
  } catch (error) {
    if (error instanceof SsoenvError) return undefined
    throw error
  }
}
