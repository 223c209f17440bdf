import type { Env } from './paths.js'

/** `CI=true`, as build machines set it; not a `CI=false` that takes it back. */
export function isCi({ CI }: Env): boolean {
  return CI !== undefined && !/^(?:0|false)?$/i.test(CI)
}
