/** Which points are tried: a part of them, or all by `npm run crash`, which also wants them counted. */
import { appendFileSync } from 'node:fs'

/** Every so many. */
const STRIDE = 24

export const ALL = process.env['SSOENV_CRASH'] !== undefined

/** Points from 1 to `count`: all, or some, which are others in each case. */
export function someOf(count: number, offset: number, stride = STRIDE): number[] {
  const points = Array.from({ length: count }, (_, index) => index + 1)
  return ALL ? points : points.filter((point) => (point + offset) % stride === 0)
}

/** A row of docs/faults.md, where SSOENV_CRASH names a file for them. */
export function note(row: { what: string; about: string; words: string; points: number }): void {
  if (process.env['SSOENV_CRASH']) appendFileSync(process.env['SSOENV_CRASH'], `${JSON.stringify(row)}\n`)
}
