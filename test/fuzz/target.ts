/** What a fuzz target is, for the long run (`npm run fuzz`) and for the tests, which run a fixed seed of each. */

/** A case that came out wrong. */
export interface Finding {
  /** `--seed` that makes it again, with `--count 1`. */
  seed: number
  what: string
  /** What it was, in printable form. */
  shown: string
}

export interface Outcome {
  /** Cases that were judged. */
  count: number
  /** What they came to, to see that the cases are worth asking about: `18,211 refused by botocore`. */
  came: string
  findings: Finding[]
}

export interface Target {
  name: string
  /** What is made by chance, and what must hold, for docs/fuzzing.md. */
  made: string
  holds: string
  /** Cases of the long run, and of the tests, where all of them together may take 45 seconds. */
  count: number
  inTests: number
  /** Case number n is made from seed + n. */
  run: (seed: number, count: number) => Promise<Outcome>
}

/** A text or bytes as one printable line, cut where it is long. */
export function shown(value: unknown, limit = 1500): string {
  const text = Buffer.isBuffer(value) ? value.toString('latin1') : value
  const line = JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return line.length > limit ? `${line.slice(0, limit)}… (${line.length})` : line
}

/** The first line of what an assertion or a defect says. */
export function reason(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return shown(text, 600)
}

/** How often each word came, the most frequent first: `310 used, 22 refused`. */
export function tally(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([word, count]) => `${count.toLocaleString('en')} ${word}`)
    .join(', ')
}

/** What the tests run; the long runs begin elsewhere. */
export const TEST_SEED = 20_261_122
