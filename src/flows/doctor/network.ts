/** The way to the services: names, proxy, certificates, and what time they have. */
import { emptyAwsConfig } from '../../core/config/aws-config.js'
import { clockWarning } from '../../core/session/clock-skew.js'
import { configuredProxy, isDirect } from '../../core/session/proxy.js'
import { allSessions } from '../../core/session/sso-session.js'
import { printable } from '../../core/text/display.js'
import { reachServices, type ReachedService } from '../../world/network/reach-services.js'
import type { World } from '../../world/world.js'
import type { Check, Found } from './check.js'

const SECONDS = 6
/** Nobody has sessions in more regions; a config may. */
const MOST_REGIONS = 4

export const checkNetwork: Check = async ({ world, config, configProblem, offline }) => {
  if (offline)
    return [{ state: 'note', what: 'No service was asked (--offline, or SSOENV_NON_INTERACTIVE is set).' }]
  const sessions = allSessions(configProblem ? emptyAwsConfig(config.file) : config)
  const regions = [...new Set(sessions.map(({ region }) => region))].slice(0, MOST_REGIONS)
  if (regions.length === 0)
    return [{ state: 'note', what: 'There is no SSO session whose services could be asked.' }]
  const services = await Promise.all(regions.map((region) => reachServices(world.env, region, SECONDS)))
  const all = services
    .flat()
    .filter(({ host }, index, list) => list.findIndex((one) => one.host === host) === index)
  return [...all.map((service) => serviceFinding(world, service)), ...clockFindings(world, all)]
}

function serviceFinding(world: World, { host, port, problem }: ReachedService): Found {
  const way = wayTo(world, host, port)
  if (problem === undefined) return { state: 'ok', what: `${host} answers${way}.` }
  return {
    state: 'problem',
    what: problem,
    why: `Without it nobody can log in, and no token is refreshed${way === '' ? '' : ` (it was asked${way})`}.`,
    mend: mendFor(world, problem),
  }
}

/** `, through the proxy …, trusting …`, as far as the environment says so. */
function wayTo({ env }: World, host: string, port: number): string {
  const name = host.replace(/:\d+$/, '')
  const proxy = isDirect(env, name, port) ? undefined : configuredProxy(env)
  const bundle = env['AWS_CA_BUNDLE']
  return [
    ...(proxy ? [`, through the proxy ${printable(proxy.host)}:${proxy.port} (${proxy.variable})`] : []),
    ...(bundle ? [`, trusting ${printable(bundle)} too (AWS_CA_BUNDLE)`] : []),
  ].join('')
}

function mendFor({ env }: World, problem: string): string {
  if (/certificate/.test(problem)) return 'export AWS_CA_BUNDLE=FILE, with the CA of your network'
  if (/proxy/.test(problem)) return 'look at HTTPS_PROXY and NO_PROXY'
  return configuredProxy(env)
    ? 'look at HTTPS_PROXY and NO_PROXY, and at the network'
    : 'look at the network, the VPN and the name server'
}

function clockFindings(world: World, services: readonly ReachedService[]): Found[] {
  const told = services.find(({ servicesTime }) => servicesTime !== undefined)
  if (!told?.servicesTime) return []
  const warning = clockWarning(told.servicesTime, world.now(), told.host)
  if (warning === undefined)
    return [{ state: 'ok', what: `The clock of this machine is that of ${told.host}.` }]
  const mend =
    process.platform === 'darwin' ? 'sudo sntp -sS time.apple.com' : 'sudo timedatectl set-ntp true'
  return [{ state: 'problem', what: warning, mend }]
}
