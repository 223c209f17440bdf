/** When a shell asks the program (shell/README.md §3). */

export const EVENTS = ['first', 'enter', 'prompt', 'before', 'direnv'] as const
export type SettleEvent = (typeof EVENTS)[number]

export interface SettleInput {
  event: SettleEvent
  /** The shell's `$PWD`. */
  directory: string
  /** direnv's hook is loaded in this shell. */
  direnv: boolean
  /** For `direnv`: the profile that `.envrc` names; absent: the directory's binding. */
  profile?: string
}
