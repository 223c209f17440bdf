/** Where aws-sso-cli has its configuration, and what is needed of it. It is only read. */
import path from 'node:path'
import { parseAwsSsoCliConfig, type AwsSsoCliConfig } from '../../core/migrate/aws-sso-cli-config.js'
import { ConfigError } from '../../core/errors.js'
import { stat } from './fs.js'
import { readIfPresent } from './files.js'
import type { World } from '../world.js'

/** More than anybody writes by hand. */
const LIMIT_BYTES = 4 * 1024 * 1024

/**
 * The configuration of aws-sso-cli; undefined where there is none that can be read.
 *
 * @see aws-sso-cli internal/config/config.go (`ConfigDir`), cmd/aws-sso/main.go (AWS_SSO_CONFIG)
 */
export async function readAwsSsoCliConfig({ env, paths }: World): Promise<AwsSsoCliConfig | undefined> {
  const named = env['AWS_SSO_CONFIG']?.replace(/^~(?=\/)/, paths.home)
  const old = path.join(paths.home, '.aws-sso')
  const isOld = await stat(old).then(
    (found) => found.isDirectory(),
    () => false,
  )
  const settings = env['XDG_CONFIG_HOME'] ? env['XDG_CONFIG_HOME'] : path.join(paths.home, '.config')
  const file = named ? named : path.join(isOld ? old : path.join(settings, 'aws-sso'), 'config.yaml')
  if (!path.isAbsolute(file)) return undefined
  try {
    const bytes = await readIfPresent(file, { limit: LIMIT_BYTES, own: true })
    return bytes && parseAwsSsoCliConfig(bytes.toString('utf8'))
  } catch (error) {
    // The portal can be said on the command line; the message about the profile tells how.
    if (error instanceof ConfigError) return undefined
    throw error
  }
}
