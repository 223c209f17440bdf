/** Taking a change of the config back, also after somebody else has changed other places of the file. */
import { parseAwsConfig, type AwsConfig } from '../config/aws-config.js'
import { parseSections, type ConfigSection } from '../config/config-sections.js'
import { differences, withHeaders } from '../config/diff-lines.js'
import { findProfile } from '../profile/profile.js'
import { unlessBroken } from '../session/sso-session.js'

/** What a migration replaced. */
export interface Replaced {
  before: string
  after: string
}

/**
 * The file with the change taken back: `before`, byte for byte, where the file is still `after`.
 *
 * Where it has changed since, the lines of the migration are put back and the other changes stay, if that cannot go wrong: no
 * line and no section was changed by both, and no profile that can be used now would be unusable. Undefined otherwise.
 */
export function undone({ before, after }: Replaced, now: string, file: string): string | undefined {
  if (now === after) return before
  const merged = mergedLines(before, after, now)
  if (merged === undefined) return undefined
  const isSafe = unlessBroken(() => {
    const [was, became, is, will] = [before, after, now, merged].map((text) => sectionsByHeader(text, file))
    return (
      was &&
      became &&
      is &&
      will &&
      keepsSections(was, became, is, will) &&
      keepsUse(before, now, merged, file)
    )
  })
  return isSafe ? merged : undefined
}

/** Both changes of `after`, made at once; undefined where they have lines in common. */
function mergedLines(before: string, after: string, now: string): string | undefined {
  const [a, b, c] = [before, after, now].map((text) => text.match(LINES) ?? [])
  if (!a || !b || !c) return undefined
  const inB = withHeaders(b)
  const back = differences(inB, withHeaders(a)).map((place) => ({
    ...place,
    lines: a.slice(place.bFrom, place.bTo),
  }))
  const since = differences(inB, withHeaders(c)).map((place) => ({
    ...place,
    lines: c.slice(place.bFrom, place.bTo),
  }))
  const isCommon = back.some((one) =>
    since.some(
      (other) =>
        (one.aFrom < other.aTo && other.aFrom < one.aTo) ||
        (one.aFrom === other.aFrom && one.aTo === other.aTo),
    ),
  )
  if (isCommon) return undefined
  const result: string[] = []
  let at = 0
  for (const { aFrom, aTo, lines } of [...back, ...since].sort(
    (x, y) => x.aFrom - y.aFrom || x.aTo - y.aTo,
  )) {
    result.push(...b.slice(at, aFrom), ...lines)
    at = aTo
  }
  return [...result, ...b.slice(at)].join('')
}

const LINES = /[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$/g

type Sections = ReadonlyMap<string, string>

function sectionsByHeader(text: string, file: string): Sections {
  const meaning = ({ keys }: ConfigSection): string =>
    JSON.stringify([...keys].map(([key, value]) => [key, value.text]).sort())
  return new Map(parseSections(text, file).map((section) => [section.header, meaning(section)]))
}

/** Whether each section says afterwards what it says now, or, where the migration changed it, what it said before. */
function keepsSections(was: Sections, became: Sections, is: Sections, will: Sections): boolean {
  const headers = new Set([was, became, is, will].flatMap((sections) => [...sections.keys()]))
  return [...headers].every((header) => {
    if (was.get(header) === became.get(header)) return will.get(header) === is.get(header)
    return is.get(header) === became.get(header) && will.get(header) === was.get(header)
  })
}

/** Whether every profile that can be used now can be used afterwards, but for those that could not before the migration. */
function keepsUse(before: string, now: string, merged: string, file: string): boolean {
  const [was, is, will] = [before, now, merged].map((text) => parseAwsConfig(text, file))
  const works = (config: AwsConfig | undefined, name: string): boolean =>
    config !== undefined && unlessBroken(() => findProfile(config, name)) !== undefined
  const names = [...(is?.profiles.keys() ?? [])]
  return names.every(
    (name) => works(will, name) || !works(is, name) || (was?.profiles.has(name) && !works(was, name)),
  )
}
