/**
 * What differs between two lists of lines: a patience diff.
 *
 * Lines that occur once on both sides hold the lists together, and in an AWS config these are the headers: botocore takes no
 * section twice. So time stays near the length of the lists however many places differ, where the usual algorithm (Myers)
 * grows with the square of the differences.
 *
 * @see Bram Cohen, "Patience Diff Advantages" (2010)
 */

export interface Difference {
  /** The lines `[aFrom, aTo)` of one list are `[bFrom, bTo)` in the other; one of the two may be empty. */
  aFrom: number
  aTo: number
  bFrom: number
  bTo: number
}

/** The places where the lists differ, in order, none touching the next. */
export function differences(a: readonly string[], b: readonly string[]): Difference[] {
  const found: Difference[] = []
  compare(a, b, { aFrom: 0, aTo: a.length, bFrom: 0, bTo: b.length }, found)
  return found
}

/**
 * The lines of a config file for `differences`, its keys with the header above them: a key that goes from one section to another
 * is taken out here and put in there, and does not hold the lists together.
 */
export function withHeaders(lines: readonly string[]): string[] {
  let header = ''
  return lines.map((line) => {
    if (/^\s*\[.+\]/.test(line)) header = line
    return /^\s*(?:[#;]|$)/.test(line) ? line : `${header}\n${line}`
  })
}

function compare(a: readonly string[], b: readonly string[], part: Difference, found: Difference[]): void {
  let { aFrom, aTo, bFrom, bTo } = part
  while (aFrom < aTo && bFrom < bTo && a[aFrom] === b[bFrom]) {
    aFrom++
    bFrom++
  }
  while (aFrom < aTo && bFrom < bTo && a[aTo - 1] === b[bTo - 1]) {
    aTo--
    bTo--
  }
  if (aFrom === aTo && bFrom === bTo) return
  const rest = { aFrom, aTo, bFrom, bTo }
  const anchors = aFrom === aTo || bFrom === bTo ? [] : anchorsIn(a, b, rest)
  if (anchors.length === 0) return void found.push(rest)
  for (const [inA, inB] of anchors) {
    compare(a, b, { aFrom, aTo: inA, bFrom, bTo: inB }, found)
    aFrom = inA + 1
    bFrom = inB + 1
  }
  compare(a, b, { aFrom, aTo, bFrom, bTo }, found)
}

type Pair = readonly [inA: number, inB: number]

/** The lines that occur once on each side of the part; of these the longest row that is in order on both. */
function anchorsIn(a: readonly string[], b: readonly string[], part: Difference): Pair[] {
  const onceInA = once(a, part.aFrom, part.aTo)
  const onceInB = once(b, part.bFrom, part.bTo)
  const pairs: Pair[] = []
  for (const [line, inA] of onceInA) {
    const inB = onceInB.get(line)
    if (inA !== undefined && inB !== undefined) pairs.push([inA, inB])
  }
  return longestRising(pairs)
}

/** Each line with its index, or with undefined where it occurs again. */
function once(lines: readonly string[], from: number, to: number): Map<string, number | undefined> {
  const places = new Map<string, number | undefined>()
  for (let at = from; at < to; at++) {
    const line = lines[at] ?? ''
    places.set(line, places.has(line) ? undefined : at)
  }
  return places
}

/** The longest row of pairs whose second numbers rise; the first ones do already. */
function longestRising(pairs: readonly Pair[]): Pair[] {
  const before = new Array<number>(pairs.length).fill(-1)
  /** For each length of a row the pair that ends it lowest. */
  const ends: number[] = []
  for (const [index, [, inB]] of pairs.entries()) {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((pairs[ends[middle] ?? 0]?.[1] ?? 0) < inB) low = middle + 1
      else high = middle
    }
    before[index] = ends[low - 1] ?? -1
    ends[low] = index
  }
  const row: Pair[] = []
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const pair = pairs[at]
    if (pair) row.push(pair)
  }
  return row.reverse()
}
