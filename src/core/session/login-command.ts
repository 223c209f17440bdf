/** The command to type, with names in it. */
import { printable } from '../text/display.js'
import type { SsoSession } from './session.js'

/** A name as one word of a command to type, in bash, zsh and fish. Only for showing. */
export function shellWord(name: string): string {
  return /^[\w@%+=:,./-]+$/.test(name) ? name : `'${printable(name).replace(/['\\]/g, '?')}'`
}

/** `ssoenv login --session …` */
export function loginCommand(session: SsoSession): string {
  return `ssoenv login --session ${shellWord(session.name)}`
}
