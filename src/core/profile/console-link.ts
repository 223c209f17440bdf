/**
 * Links into the AWS console through the access portal. There is no secret in them: the portal logs the person in.
 *
 * @see IAM Identity Center User Guide, createshortcutlink: `START_URL/#/console?account_id=…&role_name=…&destination=…`
 */
import { quoted } from '../text/display.js'
import { ConfigError, UsageError } from '../errors.js'
import type { SsoSession } from '../session/session.js'

export interface ConsoleLink {
  accountId: string
  roleName: string
  /** A page of the console; absent: what the permission set's relay state says, else the console's home. */
  destination?: string
}

/**
 * The portal's link to the console in that account and role.
 *
 * @throws ConfigError where the start URL is neither https nor of this machine
 */
export function consoleLink(session: SsoSession, { accountId, roleName, destination }: ConsoleLink): string {
  const query = { account_id: accountId, role_name: roleName, ...(destination ? { destination } : {}) }
  const words = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${portalPage(session)}#/console?${words.join('&')}`
}

/** The start URL without what its own pages add behind `#`, and without a name and password, which it has no use for. */
function portalPage({ name, startUrl }: SsoSession): string {
  const { protocol, hostname, origin, pathname, search } = new URL(startUrl)
  const isHere = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
  if (protocol !== 'https:' && !isHere)
    throw new ConfigError(
      `The sso_start_url of SSO session ${quoted(name)}, ${quoted(startUrl)}, does not begin with https://, so it is not opened.`,
    )
  // `…/start` leads to `…/start/`, where its page is; GovCloud's and China's `…/directory/NAME` has none behind it.
  return `${origin}${pathname.replace(/\/start$/, '/start/')}${search}`
}

/** AWS's partitions by the beginnings of their regions' names; those with `iso` in them are on networks of their own. */
const HOSTS: readonly [regions: RegExp, host: string | undefined][] = [
  [/iso/, undefined],
  [/^cn-/, 'console.amazonaws.cn'],
  [/^us-gov-/, 'console.amazonaws-us-gov.com'],
  [/^eusc-/, 'console.amazonaws-eusc.eu'],
  [/^/, 'console.aws.amazon.com'],
]

/** Whether pages of the console have public addresses in the partition of that region. */
export function hasConsolePages(region: string): boolean {
  return hostOf(region) !== undefined
}

function hostOf(region: string): string | undefined {
  return HOSTS.find(([regions]) => regions.test(region))?.[1]
}

/** Where the console calls a service otherwise than the AWS CLI, or has a page of it elsewhere. */
const PATHS: ReadonlyMap<string, string> = new Map([
  ['', 'console/home'],
  ['cognito-idp', 'cognito/home'],
  ['dynamodb', 'dynamodbv2/home'],
  ['elb', 'ec2/home#LoadBalancers:'],
  ['elbv2', 'ec2/home#LoadBalancers:'],
  ['logs', 'cloudwatch/home#logsV2:log-groups'],
  ['sfn', 'states/home'],
  ['ssm', 'systems-manager/home'],
  ['sso', 'singlesignon/home'],
  ['stepfunctions', 'states/home'],
  ['vpc', 'vpcconsole/home'],
])

/**
 * A page of the console, for a link's `destination`.
 *
 * @param sessionRegion says the partition where `region` does not
 * @param service as the console or the AWS CLI calls it; absent: the console's home
 * @throws UsageError for a service whose name no path can have, a region of another partition, and a partition whose console has
 *   no public address
 */
export function consolePage(
  sessionRegion: string,
  { region, service = '' }: { region?: string | undefined; service?: string | undefined },
): string {
  if (!/^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$/.test(service) || service.length > 64)
    throw new UsageError(`${quoted(service)} is not the name of a service, like s3 or cloudformation.`)
  const host = hostOf(sessionRegion)
  if (!host)
    throw new UsageError(
      `The console of ${sessionRegion} has no public address: open it without --service and --region.`,
    )
  if (region !== undefined && hostOf(region) !== host)
    throw new UsageError(
      `${quoted(region)} is in another partition than ${sessionRegion}, the session's region.`,
    )
  const [path = '', fragment] = (PATHS.get(service) ?? `${service}/home`).split('#')
  const place = region === undefined ? host : `${region}.${host}`
  return `https://${place}/${path}${region === undefined ? '' : `?region=${region}`}${fragment ? `#${fragment}` : ''}`
}
