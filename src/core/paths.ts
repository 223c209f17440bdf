/** Where things are, from the environment alone. */
import { ConfigError } from './errors.js'

export type Env = Readonly<Record<string, string | undefined>>

export interface Paths {
  home: string
  /** `AWS_CONFIG_FILE` or `~/.aws/config`. */
  awsConfig: string
  /** `AWS_SHARED_CREDENTIALS_FILE` or `~/.aws/credentials`. */
  awsCredentials: string
  /** `~/.aws/sso/cache`: follows HOME only, AWS_CONFIG_FILE does not move it (botocore `_SSO_TOKEN_CACHE_DIR`). */
  tokenCache: string
  /** The user's settings: `$XDG_CONFIG_HOME/ssoenv/config`. */
  settings: string
  /** Trust, parked keys, backups: `$XDG_DATA_HOME/ssoenv`. Not disposable. */
  data: string
  /** Locks and what the shells read: `$XDG_STATE_HOME/ssoenv`. Safe to delete at any time. */
  state: string
}

/**
 * The paths that this environment means.
 *
 * `~` at the start of AWS_CONFIG_FILE is expanded as botocore does; `$VAR` inside it too. A relative XDG folder is
 * ignored, as the XDG base directory specification demands. The shell files spell the same rules: shell/README.md.
 *
 * @param homeDirectory what the system says (passwd) where HOME is missing
 * @throws ConfigError when there is no home at all
 */
export function pathsFrom(env: Env, homeDirectory: string): Paths {
  const home = env['HOME'] ? env['HOME'] : homeDirectory
  if (!home.startsWith('/')) {
    throw new ConfigError('HOME is not an absolute path, so ~/.aws cannot be found.')
  }
  const xdg = (name: string, fallback: string): string => {
    const value = env[name]
    return value?.startsWith('/') ? value : `${home}/${fallback}`
  }
  return {
    home,
    awsConfig: env['AWS_CONFIG_FILE'] ? expandPath(env['AWS_CONFIG_FILE'], env, home) : `${home}/.aws/config`,
    awsCredentials: env['AWS_SHARED_CREDENTIALS_FILE']
      ? expandPath(env['AWS_SHARED_CREDENTIALS_FILE'], env, home)
      : `${home}/.aws/credentials`,
    tokenCache: `${home}/.aws/sso/cache`,
    settings: `${xdg('XDG_CONFIG_HOME', '.config')}/ssoenv/config`,
    data: `${xdg('XDG_DATA_HOME', '.local/share')}/ssoenv`,
    state: `${xdg('XDG_STATE_HOME', '.local/state')}/ssoenv`,
  }
}

/** botocore's `os.path.expanduser(os.path.expandvars(path))`: an unknown variable stays as it is written. */
export function expandPath(path: string, env: Env, home: string): string {
  const withVariables = path.replace(/\$(\w+)|\$\{([^}]*)\}/g, (whole, bare: string, braced: string) => {
    return env[bare ? bare : braced] ?? whole
  })
  return withVariables.replace(/^~(?=\/|$)/, home)
}
