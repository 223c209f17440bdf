/** Makes a case that came out wrong smaller, so that a person sees what it is about. */

/**
 * The smallest text of those tried that still comes out wrong: without lines first, then without characters.
 *
 * @param areWrong judges many at once, because the judge is a process
 */
export function shrunk(text: Buffer, areWrong: (texts: readonly Buffer[]) => boolean[]): Buffer {
  let smallest = text
  for (const pattern of [/[^\n\r]*[\r\n]+|[^\n\r]+/g, /[\s\S]/g]) {
    for (let rounds = 0; rounds < 60; rounds++) {
      const parts = smallest.toString('latin1').match(pattern) ?? []
      if (parts.length < 2 || parts.length > 400) break
      const without = parts.map((_, at) => Buffer.from(parts.toSpliced(at, 1).join(''), 'latin1'))
      const found = areWrong(without).indexOf(true)
      if (found === -1) break
      smallest = without[found]!
    }
  }
  return smallest
}
