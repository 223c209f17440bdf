/** What the test runners say in their output: counts, and the titles of what failed. */

/**
 * One run of Node's test runner, spec reporter: `ℹ pass 12`; behind `✖ failing tests:` each as `test at FILE:L:C`, then `✖ TITLE (1.2ms)`.
 * A group of which only members failed counts there, and is not named. A run without a single test is a failure.
 *
 * @returns counts, and titles as `FILE: TITLE`
 */
export function nodeResults(output, status) {
  // Not what a test itself printed: the counts are the last thing but the failures.
  const end = output.slice(output.lastIndexOf('\nℹ tests '))
  const count = (word) => Number(end.match(new RegExp(`^ℹ ${word} (\\d+)$`, 'm'))?.[1] ?? 0)
  const passed = count('pass')
  const titles = Array.from(
    end.matchAll(/^test at (.*):\d+:\d+\r?\n✖ (.*) \([\d.]+ms\)/gm),
    ([, file, title]) => (title.endsWith(file) ? file : `${file}: ${title}`),
  )
  const failed = Math.max(count('fail') + count('cancelled'), status === 0 && passed > 0 ? 0 : 1)
  return { passed, failed, skipped: count('skipped') + count('todo'), titles: failed > 0 ? titles : [] }
}

/**
 * One file's run of bats (TAP): `ok 1 TITLE`, `ok 2 TITLE # skip WHY`, `not ok 3 TITLE`.
 *
 * @returns counts, and titles as `FILE: TITLE`
 */
export function batsResults(file, output, status) {
  const lines = output.split('\n')
  const skipped = lines.filter((line) => /^ok \d+ .*# skip/.test(line)).length
  const passed = lines.filter((line) => /^ok \d+/.test(line)).length - skipped
  const titles = lines.flatMap((line) => /^not ok \d+ (.*)/.exec(line)?.[1] ?? []).map((t) => `${file}: ${t}`)
  return { passed, failed: Math.max(titles.length, status === 0 ? 0 : 1), skipped, titles }
}

/** Several runs as one. */
export function together(results) {
  const total = { passed: 0, failed: 0, skipped: 0, titles: [] }
  for (const { passed, failed, skipped, titles } of results) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
    total.titles.push(...titles)
  }
  return total
}

/** The lines that close a log: what failed, each by part and title. Nothing where nothing did. */
export function failedLines(rows) {
  return rows.flatMap(({ part, failed, titles }) =>
    failed > 0 && titles.length === 0
      ? [`not ok: ${part}: no test by name; see above`]
      : titles.map((title) => `not ok: ${part}: ${title}`),
  )
}
