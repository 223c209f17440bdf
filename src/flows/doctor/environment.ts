/** What in the environment, and in the credentials file, makes tools use other credentials than the profile's. */
import { explain } from '../../core/credentials/explanation.js'
import { toolUse, TOOLS } from '../../core/credentials/sources.js'
import { profileConflict, unsetLine } from '../../core/credentials/conflicts.js'
import { shortened } from '../../core/doctor/finding.js'
import { unknownVariables } from '../../core/doctor/variables.js'
import { ConfigError } from '../../core/errors.js'
import { configuredEndpoint } from '../../core/session/endpoint.js'
import { networkFor } from '../../core/session/network.js'
import { quoted } from '../../core/text/display.js'
import { surroundingsOf } from '../credentials/explain-sources.js'
import { activeProfile } from '../for-shells/active-profile.js'
import { REFUSED_PROFILE } from '../for-shells/verdict.js'
import type { Check, Found, Look } from './check.js'

export const checkEnvironment: Check = async (look) => {
  const findings = [
    ...namedNowhere(look),
    ...(await conflicts(look)),
    ...shortened(await keysBesideSso(look), 'profiles'),
    ...endpoints(look),
    ...relativeConfig(look),
    ...unknownVariables(look.world.env),
  ]
  if (findings.length > 0) return findings
  return [{ state: 'ok', what: 'Nothing in the environment hides the profile from any tool.' }]
}

/** A profile in a variable that does not exist. */
function namedNowhere({ world: { env }, config, configProblem }: Look): Found[] {
  if (configProblem) return []
  return ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'].flatMap((variable): Found[] => {
    const name = env[variable]
    if (!name || config.profiles.has(name) || config.credentials.has(name)) return []
    if (name === REFUSED_PROFILE) {
      const what = `${variable} is ${quoted(name)}: what this directory asks for is refused.`
      return [
        { state: 'warning', what, why: 'Every AWS tool stops here, on purpose.', mend: 'ssoenv status' },
      ]
    }
    const what = `${variable} is ${quoted(name)}, and there is no such profile.`
    const mend = variable === 'AWS_PROFILE' ? 'ssoenv use' : unsetLine(env, [variable])
    return [
      { state: 'problem', what, why: 'The AWS CLI and the SDKs fail before they look any further.', mend },
    ]
  })
}

/** What `ssoenv whoami --explain` tells at its end. */
async function conflicts({ world, directory, config, configProblem }: Look): Promise<Found[]> {
  if (configProblem) return []
  const surroundings = await surroundingsOf(world, config)
  const active = await activeProfile(world, directory)
  const bound = active?.by === 'AWS_PROFILE' ? undefined : active?.name
  return explain(surroundings, bound).conflicts.map(({ says, command }): Found => {
    return { state: 'warning', what: says, mend: command ?? 'ssoenv whoami --explain' }
  })
}

/** Profiles with SSO keys in the config and an access key too: which of them counts differs between the tools. */
async function keysBesideSso({ world, config }: Look): Promise<Found[]> {
  const surroundings = await surroundingsOf(world, config)
  return [...config.profiles].flatMap(([name, section]): Found[] => {
    const isSso = section.keys.has('sso_session') || section.keys.has('sso_start_url')
    const key = 'aws_access_key_id'
    if (!isSso || !(config.credentials.get(name)?.has(key) || section.keys.has(key))) return []
    const named = { ...surroundings, named: name }
    const uses = TOOLS.map((tool) => toolUse(tool, named))
    const found = profileConflict(named, uses, undefined)
    return found ? [{ state: 'warning', what: found.says, mend: found.command ?? 'ssoenv keys list' }] : []
  })
}

/** Where tokens go in AWS's place; the generic variable is not used for them. */
function endpoints({ world: { env } }: Look): Found[] {
  const network = networkFor(env)
  const named = ['sso_oidc', 'sso', 'sts'] as const
  const set = named.flatMap((service): Found[] => {
    try {
      const url = configuredEndpoint(network, service)
      return url
        ? [{ state: 'note', what: `${network.endpoints[service]?.by ?? ''} leads to ${quoted(url.host)}.` }]
        : []
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return [{ state: 'problem', what: error.message, mend: 'take the variable out' }]
    }
  })
  if (!env['AWS_ENDPOINT_URL']) return set
  const what =
    'AWS_ENDPOINT_URL is set; ssoenv does not use it for logins and for the portal, which carry tokens.'
  return [
    ...set,
    { state: 'note', what, mend: `${unsetLine(env, ['AWS_ENDPOINT_URL'])}, where it is not for an emulator` },
  ]
}

function relativeConfig({ world: { env } }: Look): Found[] {
  return ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'].flatMap((variable): Found[] => {
    const file = env[variable]
    if (!file || /^[/~]/.test(file)) return []
    const what = `${variable} is ${quoted(file)}, which is another file in each directory.`
    return [{ state: 'warning', what, mend: `give ${variable} an absolute path` }]
  })
}
