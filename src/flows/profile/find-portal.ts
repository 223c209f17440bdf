/** From what somebody typed for a start URL to a portal and its region. */
import { isPortalUrl } from '../../core/binding/binding-file.js'
import { regionInHost, regionInPage, startUrlFrom } from '../../core/session/portal-address.js'
import type { Whose } from '../../core/session/network.js'
import { readPortalPage } from '../../world/network/portal-page.js'
import type { World } from '../../world/world.js'
import { networkOf } from '../network.js'

export interface FoundPortal {
  /** As it is written to the config: what was typed, or where a company's own address leads to. */
  startUrl: string
  /** Where the host or the portal's page says it. */
  region?: string
}

/**
 * Looks at the host, and at the page where that does not say enough.
 *
 * A company's own address (`https://sso.acme.example`) is followed once to AWS's, and that is what is written: AWS CLIs older
 * than 2.35.13 and other tools take no other.
 *
 * @param asked whose way to the page it is, and what ends the look
 * @returns a sentence where it is no start URL
 */
export async function findPortal(
  world: World,
  typed: string,
  asked: Whose & { signal?: AbortSignal } = {},
): Promise<FoundPortal | string> {
  const read = startUrlFrom(typed)
  if ('wrong' in read) return read.wrong
  const inHost = regionInHost(read.url)
  if (inHost !== undefined) return { startUrl: read.url, region: inHost }
  const page = await readPortalPage(await networkOf(world, asked), read.url, asked.signal)
  const region = page && (regionInHost(page.address) ?? regionInPage(page.text))
  const found = region === undefined ? {} : { region }
  if (read.isPortal) return { startUrl: read.url, ...found }
  const startUrl = page && withoutExtras(page.address)
  if (startUrl === undefined || !isPortalUrl(startUrl))
    return `${new URL(read.url).host} is no host of an AWS access portal, and does not lead to one.`
  return { startUrl, ...found }
}

/** @see aws-cli 2.36 customizations/sso/resolve.py, `_normalize_url` */
function withoutExtras(address: string): string {
  const { origin, pathname } = new URL(address)
  return `${origin}${pathname.replace(/\/+$/, '')}`
}
