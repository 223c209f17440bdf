/** Both AWS files, read once, as the commands about keys need them. */
import {
  emptyAwsConfig,
  parseAwsConfig,
  withCredentials,
  type AwsConfig,
} from '../../core/config/aws-config.js'
import { parseSections, utf8Text } from '../../core/config/config-sections.js'
import type { Credentials } from '../../core/keys/keys.js'
import type { AwsFiles } from '../../core/keys/keys-park.js'
import { readIfPresent } from '../../world/files/files.js'
import { realpath } from '../../world/files/fs.js'
import type { World } from '../../world/world.js'

export interface ReadFiles {
  texts: AwsFiles
  config: AwsConfig
  credentials: Credentials
}

/** @throws ConfigError where one of them cannot be read, or not by botocore either */
export async function readAwsFiles({ paths }: World): Promise<ReadFiles> {
  const [config, credentials] = await Promise.all([textOf(paths.awsConfig), textOf(paths.awsCredentials)])
  const sections = parseSections(credentials, paths.awsCredentials)
  const file = paths.awsConfig
  const isOne = (await realPath(file)) === (await realPath(paths.awsCredentials))
  return {
    texts: {
      config: { file, text: config },
      // Two names of one file are one.
      credentials: { file: isOne ? file : paths.awsCredentials, text: credentials },
    },
    config: withCredentials(
      config === '' ? emptyAwsConfig(file) : parseAwsConfig(config, file),
      credentials,
      paths.awsCredentials,
    ),
    credentials: {
      file: paths.awsCredentials,
      sections: new Map(sections.map((section) => [section.header, section])),
    },
  }
}

async function textOf(file: string): Promise<string> {
  const bytes = await readIfPresent(file)
  return bytes ? utf8Text(bytes, file) : ''
}

const realPath = (file: string): Promise<string> => realpath(file).catch(() => file)
