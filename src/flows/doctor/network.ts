/** The way to the services: names, proxy, certificates, and what time they have. */
import type { AwsConfig } from '../../core/config/aws-config.js'
import { ConfigError } from '../../core/errors.js'
import { clockWarning } from '../../core/session/clock-skew.js'
import { networkFor, type Network } from '../../core/session/network.js'
import { configuredProxy, isDirect } from '../../core/session/proxy.js'
import { allSessions } from '../../core/session/sso-session.js'
import { printable } from '../../core/text/display.js'
import { reachServices, type ReachedService } from '../../world/network/reach-services.js'
import type { World } from '../../world/world.js'
import type { Check, Found } from './check.js'

const SECONDS = 6
/** Nobody has sessions in more regions; a config may. */
const MOST = 4

export const checkNetwork: Check = async ({ world, config, offline }) => {
  if (offline)
    return [{ state: 'note', what: 'No service was asked (--offline, or SSOENV_NON_INTERACTIVE is set).' }]
  const { ways, unknown } = waysTo(world, config)
  if (ways.length === 0 && unknown.length === 0)
    return [{ state: 'note', what: 'There is no SSO session whose services could be asked.' }]
  const found = await Promise.all(ways.map(triedWay))
  return [
    ...unknown,
    ...found.flatMap(({ findings }) => findings),
    ...clockFindings(
      world,
      found.flatMap(({ services }) => services),
    ),
  ]
}

interface Way {
  region: string
  network: Network
}

/**
 * The regions of the sessions, and how each is reached; what two sessions have alike once. `unknown`: the config names a
 * `[services]` section that is not there, and the other sessions are asked all the same.
 */
function waysTo({ env }: World, config: AwsConfig): { ways: Way[]; unknown: Found[] } {
  const ways = new Map<string, Way>()
  const unknown = new Map<string, Found>()
  for (const session of allSessions(config)) {
    const { region } = session
    try {
      const network = networkFor(env, config, { session })
      ways.set(JSON.stringify([region, { ...network, env: {} }]), { region, network })
    } catch (error) {
      unknown.set(String(error), unusable(error))
    }
  }
  return { ways: [...ways.values()].slice(0, MOST), unknown: [...unknown.values()].slice(0, MOST) }
}

/** @throws what is none of the person's doing */
function unusable(error: unknown): Found {
  if (!(error instanceof ConfigError)) throw error
  return { check: 'environment', state: 'problem', what: error.message, why: 'Nobody can log in so.' }
}

async function triedWay({
  network,
  region,
}: Way): Promise<{ services: ReachedService[]; findings: Found[] }> {
  try {
    const services = await reachServices(network, region, SECONDS)
    return { services, findings: services.map((service) => serviceFinding(network, service)) }
  } catch (error) {
    return { services: [], findings: [unusable(error)] }
  }
}

function serviceFinding(network: Network, { host, port, problem }: ReachedService): Found {
  const way = wayWords(network, host, port)
  if (problem === undefined) return { state: 'ok', what: `${host} answers${way}.` }
  return {
    state: 'problem',
    what: problem,
    why: `Without it nobody can log in, and no token is refreshed${way === '' ? '' : ` (it was asked${way})`}.`,
    mend: mendFor(network, problem),
  }
}

/** ` through the proxy …, trusting …`, as far as somebody says so. */
function wayWords({ env, caBundle }: Network, host: string, port: number): string {
  const proxy = isDirect(env, host.replace(/:\d+$/, ''), port) ? undefined : configuredProxy(env)
  return [
    ...(proxy ? [` through the proxy ${printable(proxy.host)}:${proxy.port} (${proxy.variable})`] : []),
    ...(caBundle ? [`, where ${printable(caBundle.value)} is trusted too (${caBundle.by})`] : []),
  ].join('')
}

function mendFor({ env }: Network, problem: string): string {
  if (/certificate/.test(problem)) return 'set AWS_CA_BUNDLE to the file with the CA of your network'
  return configuredProxy(env)
    ? 'look at HTTPS_PROXY and NO_PROXY, and at the network'
    : 'look at the network, the VPN and the name server'
}

function clockFindings(world: World, services: readonly ReachedService[]): Found[] {
  const told = services.find(({ servicesTime }) => servicesTime !== undefined)
  if (!told?.servicesTime) return []
  const check = 'clock'
  const warning = clockWarning(told.servicesTime, world.now(), told.host)
  if (warning === undefined)
    return [{ check, state: 'ok', what: `The clock of this machine is that of ${told.host}.` }]
  const mend =
    process.platform === 'darwin' ? 'sudo sntp -sS time.apple.com' : 'sudo timedatectl set-ntp true'
  return [{ check, state: 'problem', what: warning, mend }]
}
