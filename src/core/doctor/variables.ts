/** Variables that ssoenv knows, and those that only look so. */
import { closest } from '../text/closest.js'
import { printable } from '../text/display.js'
import type { Env } from '../paths.js'
import { SETTING_NAMES } from '../settings/settings.js'
import type { Finding } from './finding.js'

/** Beside one for each setting: what the person sets, then what the hooks export (shell/README.md §4, §5). */
const KNOWN: readonly string[] = [
  ...['SSOENV_YES', 'SSOENV_NON_INTERACTIVE', 'SSOENV_CHOSEN'],
  ...['SSOENV_SHELL', 'SSOENV_SHELL_PID', 'SSOENV_PROMPT', 'SSOENV_STATE', 'SSOENV_DIR', 'SSOENV_APPLIED'],
  ...['SSOENV_PROMPT_OK', 'SSOENV_PROMPT_WARN', 'SSOENV_PROMPT_ALERT', 'SSOENV_PROMPT_PROTECTED'],
  ...['SSOENV_APPLIED_REGION', 'SSOENV_PREV', 'SSOENV_PREV_REGION', 'SSOENV_DIRENV', 'SSOENV_CREDENTIALS'],
]

const PREFIX = 'SSOENV_'

/** Variables named SSOENV_… that mean nothing. */
export function unknownVariables(env: Env): Finding[] {
  const known = [...KNOWN, ...SETTING_NAMES.map((name) => `SSOENV_${name.toUpperCase()}`)]
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !name.startsWith('SSOENV_TEST') && !known.includes(name))
    .map((name) => {
      // What they all begin with says nothing about nearness.
      const [near] = closest(
        name.slice(PREFIX.length),
        known.map((one) => one.slice(PREFIX.length)),
      )
      const what = `${printable(name, 60)} is set, and means nothing to ssoenv.`
      return {
        state: 'warning',
        what,
        ...(near === undefined ? {} : { mend: `perhaps ${PREFIX}${near} was meant` }),
      }
    })
}
