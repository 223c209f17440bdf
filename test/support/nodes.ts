/**
 * The Nodes that a test of the program's own process runs with: the one that runs the tests, and the one that SSOENV_TEST_NODE names.
 * A Node from 22.15 on lets a command take its place, an older one cannot.
 */
import { execFileSync } from 'node:child_process'

const other = process.env['SSOENV_TEST_NODE']

/** Version and path. */
export const NODES: readonly (readonly [version: string, path: string])[] = [
  [process.version, process.execPath],
  ...(other ? [[execFileSync(other, ['--version'], { encoding: 'utf8' }).trim(), other] as const] : []),
]
