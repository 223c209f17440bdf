/** Places and values in the AWS config, as messages and rules need them. */
import type { AwsConfig, ConfigSection } from './aws-config.js'
import { printable, quoted } from '../text/display.js'
import { ConfigError } from '../errors.js'

/** `FILE`, `FILE:LINE` of a section's header, or of a key in it: how messages name a place. */
export function at(config: AwsConfig, section?: ConfigSection, key?: string): string {
  const line = (key === undefined ? undefined : section?.keys.get(key)?.line) ?? section?.line
  return line === undefined ? printable(config.file) : `${printable(config.file)}:${line}`
}

/**
 * The one-line value of a key; undefined where the section does not have it.
 *
 * @throws ConfigError where the value goes on over indented lines: botocore joins them, so it is nobody's intention
 */
export function textOf(config: AwsConfig, section: ConfigSection, key: string): string | undefined {
  const value = section.keys.get(key)
  if (value?.text.includes('\n')) {
    throw new ConfigError(
      `${at(config, section, key)}: the lines below ${key} are indented, so they are read as part of its value. ` +
        'Begin them where the line above begins.',
    )
  }
  return value?.text
}

/** Keys as a popular article has them. */
export const HYPHENATED = /^sso-(?:session|start-url|region|account-id|role-name|registration-scopes)$/

/**
 * Refuses keys like `sso-account-id`, as a popular article has them: every AWS tool acts as if they were not there.
 *
 * @throws ConfigError naming each with its line, and how it is written
 */
export function refuseHyphens(config: AwsConfig, section: ConfigSection): void {
  const wrong: string[] = []
  for (const key of section.keys.keys()) {
    if (HYPHENATED.test(key) && !section.keys.has(key.replaceAll('-', '_'))) wrong.push(key)
  }
  if (wrong[0] === undefined) return
  const places = wrong
    .map((key) => `${quoted(key)} (line ${section.keys.get(key)?.line ?? section.line})`)
    .join(', ')
  throw new ConfigError(
    `${at(config, section, wrong[0])}: ${places}: no AWS tool knows these with hyphens. ` +
      `Write ${wrong.map((key) => key.replaceAll('-', '_')).join(', ')}.`,
  )
}
