/** The clipboard of the terminal in front of the person, also over SSH. */
import { Buffer } from 'node:buffer'
import type { Env } from '../paths.js'

/** What screen takes in one piece: it cuts longer strings (768 characters before 5.0). */
const SCREEN_PIECE = 250

/** Terminals that show such a sequence instead of heeding or dropping it. */
const WITHOUT = /^(?:|dumb|unknown|linux|cons25|eterm.*|vt\d.*|sun.*)$/

/**
 * What to write to the terminal so that it puts the text into its clipboard.
 *
 * tmux takes it itself where `set-clipboard` is `on`, and hands it through where `allow-passthrough` is; it drops the other
 * one. screen only hands it through, in pieces.
 *
 * @returns undefined where the terminal would show it
 * @see xterm's ctlseqs, "OSC Ps ; Pt ST", Ps = 52; tmux(1) set-clipboard, allow-passthrough
 */
export function clipboardSequence(env: Env, text: string): string | undefined {
  if (WITHOUT.test(env['TERM'] ?? '')) return undefined
  const plain = `\x1b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\x07`
  if (env['TMUX']) return `${plain}\x1bPtmux;\x1b${plain}\x1b\\`
  if (!env['STY']) return plain
  const pieces = plain.match(new RegExp(`[^]{1,${SCREEN_PIECE}}`, 'g')) ?? []
  return pieces.map((piece) => `\x1bP${piece}\x1b\\`).join('')
}
