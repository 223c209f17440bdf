/** Which way of logging in there is here: a browser on this machine, or a code that is typed elsewhere. */
import type { Env } from '../paths.js'
import type { LoginFlow } from './registration.js'

export interface Surroundings {
  env: Env
  /** As Node names it: `linux`, `darwin` … */
  platform: string
  /** A program that opens addresses was found. */
  hasBrowser: boolean
  /** The settings name a browser: whoever does that wants it used. */
  browserChosen: boolean
  /** Docker or Podman: their browser, if any, does not reach this loopback. */
  inContainer: boolean
}

export interface LoginWay {
  flow: LoginFlow
  /** Whether we start the browser; else the address is only shown. */
  opensBrowser: boolean
}

/**
 * The way to take.
 *
 * `auto` is the browser where one of this machine can be started, and the device code over SSH, in a container, on a Linux
 * without display, and with `noBrowser`. A way that was asked for is taken; `noBrowser` then means "show, do not open".
 */
export function loginWay(wanted: 'auto' | LoginFlow, noBrowser: boolean, here: Surroundings): LoginWay {
  const opens = here.hasBrowser && !noBrowser
  if (wanted !== 'auto') return { flow: wanted, opensBrowser: opens }
  return opens && canBeSeen(here)
    ? { flow: 'browser', opensBrowser: true }
    : { flow: 'device', opensBrowser: false }
}

function canBeSeen({ env, platform, browserChosen, inContainer }: Surroundings): boolean {
  if (env['SSH_CONNECTION'] || env['SSH_CLIENT'] || env['SSH_TTY']) return false
  if (browserChosen || env['BROWSER']) return true
  if (inContainer) return false
  if (platform !== 'linux' || env['WSL_DISTRO_NAME']) return true
  return Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY'])
}
