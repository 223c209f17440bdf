/** Reading the AWS config file, and the names that the credentials file beside it adds. */
import {
  emptyAwsConfig,
  parseAwsConfig,
  withCredentials,
  type AwsConfig,
} from '../../core/config/aws-config.js'
import { ConfigError } from '../../core/errors.js'
import type { Paths } from '../../core/paths.js'
import { readIfPresent } from './files.js'
import { stampOf } from './stamp.js'

/** What was read last, and the files that it was read from. */
let kept: { from: string; config: AwsConfig } | undefined

/**
 * The AWS config that these paths mean; an absent file reads as an empty one with `present: false`.
 *
 * A process reads files that stay as they are once: several steps of one command need the config, and one of thousands of
 * profiles takes longer to read than all else.
 *
 * @throws ConfigError when it cannot be read, or not by botocore either (the message names the line)
 */
export async function readAwsConfig(paths: Paths): Promise<AwsConfig> {
  const files = [paths.awsConfig, paths.awsCredentials]
  // Before reading: what is written after that has another stamp.
  const stamps = await Promise.all(files.map(stampOf))
  const from = [...files, ...stamps.map(({ words }) => words)].join('\0')
  if (kept?.from === from) return kept.config
  const config = await configIn(paths)
  kept = stamps.every(({ lasting }) => lasting) ? { from, config } : undefined
  return config
}

async function configIn(paths: Paths): Promise<AwsConfig> {
  const file = paths.awsConfig
  const [bytes, credentials] = await Promise.all([readIfPresent(file), credentialsOf(paths)])
  const config = bytes === undefined ? emptyAwsConfig(file) : parseAwsConfig(bytes, file)
  return credentials === undefined ? config : withCredentials(config, credentials, paths.awsCredentials)
}

/** An unreadable credentials file counts as absent: botocore passes over it, and SSO needs nothing of it. */
async function credentialsOf(paths: Paths): Promise<Buffer | undefined> {
  try {
    return await readIfPresent(paths.awsCredentials)
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}
