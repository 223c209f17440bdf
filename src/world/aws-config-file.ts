/** Reading the AWS config file, and the names that the credentials file beside it adds. */
import { emptyAwsConfig, parseAwsConfig, type AwsConfig } from '../core/aws-config.js'
import type { Paths } from '../core/paths.js'
import { readIfPresent } from './files.js'

/**
 * The AWS config that these paths mean; an absent file reads as an empty one with `present: false`.
 *
 * @throws ConfigError when it cannot be read, or not by botocore either (the message names the line)
 */
export async function readAwsConfig(paths: Paths): Promise<AwsConfig> {
  const bytes = await readIfPresent(paths.awsConfig)
  return bytes === undefined ? emptyAwsConfig(paths.awsConfig) : parseAwsConfig(bytes, paths.awsConfig)
}
