/**
 * What an edit did to a file's lines, so that it can be taken back later, also when other lines have changed since.
 *
 * Of the lines around it only digests are kept: those lines may hold secrets that are none of the edit's.
 */
import { createHash } from 'node:crypto'
import { rawLines } from './config-edit-lines.js'
import { differences } from './diff-lines.js'

export interface LineHunk {
  /** Where the new lines begin in the file as the edit left it, from 0. */
  at: number
  /** The lines that were there, with their ends. */
  were: string[]
  /** The lines that took their place. */
  are: string[]
  /** Digests of up to three lines above and below. */
  above: string[]
  below: string[]
}

const CONTEXT = 3

/** The places where an edit changed a text. */
export function linePatch(before: string, after: string): LineHunk[] {
  const [a, b] = [rawLines(before), rawLines(after)]
  return differences(a, b).map(({ aFrom, aTo, bFrom, bTo }) => ({
    at: bFrom,
    were: a.slice(aFrom, aTo),
    are: b.slice(bFrom, bTo),
    above: b.slice(Math.max(0, bFrom - CONTEXT), bFrom).map(digest),
    below: b.slice(bTo, bTo + CONTEXT).map(digest),
  }))
}

/**
 * The text with the edit taken back, byte for byte; undefined where a place is not found, or found several times and not where
 * it was.
 */
export function withoutPatch(text: string, patch: readonly LineHunk[]): string | undefined {
  const lines = rawLines(text)
  const digests = lines.map(digest)
  const places = patch.map((hunk) => placeOf(lines, digests, hunk))
  for (const [index, hunk] of [...patch.entries()].reverse()) {
    const place = places[index]
    const next = places[index + 1]
    if (place === undefined || (next !== undefined && place + hunk.are.length > next)) return undefined
    lines.splice(place, hunk.are.length, ...hunk.were)
  }
  return lines.join('')
}

function placeOf(lines: readonly string[], digests: readonly string[], hunk: LineHunk): number | undefined {
  const { at, are, above, below } = hunk
  const isThere = (place: number): boolean =>
    place >= above.length &&
    place + are.length + below.length <= lines.length &&
    are.every((line, index) => lines[place + index] === line) &&
    above.every((line, index) => digests[place - above.length + index] === line) &&
    below.every((line, index) => digests[place + are.length + index] === line)
  if (isThere(at)) return at
  const found = [...lines.keys(), lines.length].filter(isThere)
  return found.length === 1 ? found[0] : undefined
}

const digest = (line: string): string => createHash('sha256').update(line).digest('hex').slice(0, 16)
