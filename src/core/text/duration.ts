/** Spans of time as people type them. */
import { quoted } from './display.js'
import { UsageError } from '../errors.js'

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 }

/**
 * Seconds in `30m`, `90s`, `1h30m`.
 *
 * @throws UsageError for anything else: a bare number could mean minutes or seconds
 */
export function durationSeconds(text: string): number {
  if (!/^(\d{1,6}[hms])+$/.test(text)) {
    throw new UsageError(`${quoted(text)} is no duration. Write it like 30m, 90s or 1h30m.`)
  }
  let seconds = 0
  for (const [, count, unit = ''] of text.matchAll(/(\d+)([hms])/g)) {
    seconds += Number(count) * (UNIT_SECONDS[unit] ?? 0)
  }
  return seconds
}
