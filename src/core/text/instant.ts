/** Instants as cache files spell them. */

const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s*(Z|UTC|[+-]\d{2}:?\d{2})$/i

/**
 * The moment that a cache file's date means, or undefined.
 *
 * Takes what the AWS tools write: `Z`, an offset, fractions of a second, and the `UTC` of old AWS CLIs. A date without
 * a zone is no date: botocore crashes on it and the JS SDK takes it as local time, so nothing safe can be said.
 */
export function parseInstant(value: unknown): Date | undefined {
  const found = typeof value === 'string' ? INSTANT.exec(value) : null
  if (!found) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = found
  const fields = [year, month, day, hour, minute, second].map(Number)
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3))
  const [y = 0, mo = 1, d = 1, h = 0, mi = 0, s = 0] = fields
  const utc = new Date(Date.UTC(y, mo - 1, d, h, mi, s, milliseconds))
  const sameFields = utc.getUTCMonth() === mo - 1 && utc.getUTCDate() === d && utc.getUTCHours() === h
  const offset = offsetMinutes(zone)
  if (!sameFields || mi > 59 || s > 59 || offset === undefined) return undefined
  return new Date(Math.min(Math.max(utc.getTime() - offset * 60_000, FIRST), LAST))
}

// What ended before 1970 has ended, and no file spells a year with five digits.
const FIRST = 0
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59)

/** The AWS CLI's form: whole seconds and `Z`. */
export function instantText(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`
}

/** Undefined where it is a day or more: Python knows no such zone. */
function offsetMinutes(zone: string): number | undefined {
  const found = /^([+-])(\d{2}):?(\d{2})$/.exec(zone)
  if (!found) return 0
  const [hours, minutes] = [Number(found[2]), Number(found[3])]
  if (hours > 23 || minutes > 59) return undefined
  return (found[1] === '-' ? -1 : 1) * (hours * 60 + minutes)
}
