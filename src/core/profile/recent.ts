/** What was used last comes first. */

/** So many names are remembered. */
export const RECENT_LIMIT = 50

/** The names with this one at the front; a name of several lines, or of more than 500 characters, is not remembered. */
export function withFirst(names: readonly string[], name: string): string[] {
  if (name === '' || /[\r\n]/.test(name) || name.length > 500) return [...names]
  return [name, ...names.filter((other) => other !== name)].slice(0, RECENT_LIMIT)
}

/** `all` with those that are recent at the front, the last one first; the others stay in their order. */
export function recentFirst(all: readonly string[], recent: readonly string[]): string[] {
  const there = new Set(all)
  const first = new Set(recent.filter((name) => there.has(name)))
  return [...first, ...all.filter((name) => !first.has(name))]
}
