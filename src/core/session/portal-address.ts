/** What the address of an access portal says: in which region its Identity Center is, and a name for it. */
import { isPortalUrl } from '../binding/binding-file.js'
import { printable } from '../text/display.js'

/** @see aws-cli 2.36 customizations/sso/resolve.py, `_REGION_PATTERNS` */
const REGION_HOSTS: readonly RegExp[] = [
  /^[^.]+\.portal\.([a-z0-9-]+)\.app\.aws$/,
  /^[^.]+\.([a-z0-9-]+)\.portal\.amazonaws\.(?:com|com\.cn|eu)$/,
  /^[^.]+\.portal\.([a-z0-9-]+)\.app\.amazonwebservices\.com\.cn$/,
  /^[^.]+\.portal\.([a-z0-9-]+)\.api\.amazonwebservices\.eu$/,
  // Of GovCloud and China: start.us-gov-west-1.us-gov-home.awsapps.com/directory/NAME (leapp #239), start.cn-north-1.home.awsapps.cn.
  /^start\.([a-z]+(?:-[a-z]+)+-\d+)\.(?:us-gov-home\.awsapps\.com|home\.awsapps\.cn)$/,
]

/** The region that stands in a start URL's host, where it does. */
export function regionInHost(startUrl: string): string | undefined {
  if (!URL.canParse(startUrl)) return undefined
  const { hostname } = new URL(startUrl)
  for (const pattern of REGION_HOSTS) {
    const [, region] = pattern.exec(hostname) ?? []
    if (region !== undefined) return region
  }
  return undefined
}

/**
 * The region that a portal's page names: `<meta name="region" content="eu-west-1"/>`.
 *
 * @see granted pkg/granted/sso.go, LoginCommand (PR 413)
 */
export function regionInPage(page: string): string | undefined {
  const [, region] = /<meta\s+name="region"\s+content="([a-z0-9-]{1,40})"\s*\/?>/i.exec(page) ?? []
  return region
}

/** A start URL as it is written to a config, or what is wrong with it. */
export type StartUrl = { url: string; isPortal: boolean } | { wrong: string }

/**
 * Reads what somebody typed or pasted for a start URL. What the portal's own pages add behind `#` is dropped; else every byte stays.
 *
 * `isPortal`: the host is one of AWS's, or this machine. Another https host may lead to one (a company's own name for it).
 */
export function startUrlFrom(typed: string): StartUrl {
  const text = typed.trim()
  const url = text.replace(/#(?!\/?$).*$/, '')
  if (printable(url, url.length) !== url || /\s/.test(url) || url.length > 512)
    return { wrong: 'A start URL is one word of at most 512 characters.' }
  if (isPortalUrl(url)) return { url, isPortal: true }
  if (!/^https:\/\/[^/?#@]+\.[^/?#@]+(?:[/?#]|$)/i.test(url) || !URL.canParse(url))
    return { wrong: 'A start URL is an address such as https://acme.awsapps.com/start.' }
  return { url, isPortal: false }
}

/** Words of a host or a path that tell nobody which portal it is. */
const SAYS_NOTHING = /^(?:start|www|portal|sso|app|home|directory|identitycenter|localhost|127|)$/

/**
 * A name for an SSO session with this start URL, of letters that every SDK reads: what tells the portal apart from others
 * (`acme` of acme.awsapps.com). Where it is taken, with a number.
 */
export function sessionNameFor(startUrl: string, taken: ReadonlySet<string>): string {
  const { hostname, pathname } = new URL(startUrl)
  const words = [...hostname.split('.').slice(0, 1), ...pathname.split('/')]
  const word = words.map((each) => each.replace(/[^\w-]+/g, '-')).find((each) => !SAYS_NOTHING.test(each))
  const name = word === undefined || word.startsWith('-') ? 'sso' : word.slice(0, 64)
  for (let number = 2, free = name; ; free = `${name}-${number++}`) if (!taken.has(free)) return free
}
