/** The prompt segment for programs that are not one of our shells (shell/README.md §6). */
import type { SessionStanding } from './session-record.js'
import { WARN_SECONDS } from './session-record.js'

export type SegmentState =
  'none' | 'ok' | 'expiring' | 'login' | 'refused' | 'untrusted' | 'manual' | 'direnv'

export interface Segment {
  /** Plain text; empty where there is nothing to show. */
  text: string
  state: SegmentState
  protected: boolean
  /** Keys in the environment hide the profile. */
  shadowed: boolean
  /** The profile was chosen by hand, and is of another account, role or portal than the directory is pinned to. */
  againstBinding: boolean
}

export interface SegmentInput {
  /** The profile's name, printable; undefined: no binding and no AWS_PROFILE. */
  label: string | undefined
  state: SegmentState
  standing?: SessionStanding
  protected: boolean
  shadowed: boolean
  againstBinding: boolean
}

/** An access token's hour is not the session's end: only a session that cannot be refreshed is counted down. */
export function segment(input: SegmentInput, now: Date): Segment {
  const { label, standing, shadowed, againstBinding } = input
  const marks = { protected: input.protected, shadowed, againstBinding }
  if (label === undefined) return { text: '', state: input.state, ...marks }
  if (input.state === 'refused') return { text: 'refused', state: 'refused', ...marks }
  const name = shadowed ? `${label}!` : label
  if (againstBinding) return { text: `${name} against .ssoenv`, state: input.state, ...marks }
  if (!standing || standing.renewable) return { text: name, state: input.state, ...marks }
  const left = standing.expiresAt ? (standing.expiresAt.getTime() - now.getTime()) / 1000 : 0
  if (left <= 0) return { text: `${name} login needed`, state: 'login', ...marks }
  if (left <= WARN_SECONDS) return { text: `${name} ${Math.ceil(left / 60)}m`, state: 'expiring', ...marks }
  return { text: name, state: input.state, ...marks }
}

/** The segment as a tmux status format: `#` doubled, so that no name is a format of its own. */
export function tmuxText({ text, state, protected: isProtected, againstBinding }: Segment): string {
  if (text === '') return ''
  const colour =
    (againstBinding ? 'red' : undefined) ??
    { login: 'red', refused: 'red', expiring: 'yellow' }[state as string] ??
    (isProtected ? 'magenta' : 'green')
  return `#[fg=${colour}]${text.replaceAll('#', '##')}#[default]`
}
