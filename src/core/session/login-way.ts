/**
 * Which way of logging in there is here: a browser that comes back to this machine, an address for a browser elsewhere whose
 * last address is pasted here, or a device code. Decided by the environment and a few marks alone.
 */
import { isCi } from '../ci.js'
import type { Env } from '../paths.js'
import { isWsl, type BrowserCommand } from './browser-command.js'

/** What can be asked for; `paste` is the browser's flow without opening one here. */
export type LoginWish = 'auto' | 'browser' | 'device' | 'paste'

/** Files that container engines leave; Docker, Podman, and Toolbx, which shares network and display with the desktop. */
export const CONTAINER_MARKS = ['/.dockerenv', '/run/.containerenv', '/run/.toolboxenv'] as const

export interface Surroundings {
  env: Env
  /** As Node names it: `linux`, `darwin` … */
  platform: string
  /** The kernel's release: WSL's has "microsoft" in it. */
  release: string
  /** Which of `CONTAINER_MARKS` are there. */
  marks: readonly string[]
  /** The program that opens addresses; undefined where none was found. */
  browser: BrowserCommand | undefined
  /** The settings name that browser: whoever does that wants it used. */
  browserChosen: boolean
}

export interface LoginWords {
  flow: LoginWish
  /** Open nothing. */
  noBrowser?: boolean
  /** A port was typed for this login: somebody leads it here. */
  portTyped?: boolean
  /** A QR code was asked for. */
  qr?: boolean
}

/**
 * `browser` and `paste` are authorization code with PKCE: opened here, or shown for a browser elsewhere. `because` says why
 * this one was chosen, as the words after "because"; absent where it was asked for.
 */
export interface LoginWay {
  kind: 'browser' | 'paste' | 'device'
  /** Whether we start the browser; else the address is only shown. */
  opensBrowser: boolean
  because?: string
}

/**
 * The way to take.
 *
 * What was asked for is taken, with a browser opened only where one can be seen. `auto` opens one where it can come back to
 * 127.0.0.1; else it takes the device code, which works from everywhere, or, where a port was typed, `paste`.
 */
export function loginWay({ flow, noBrowser, portTyped, qr }: LoginWords, here: Surroundings): LoginWay {
  const { isRight, canOpen, because } = judged(here)
  const opens = canOpen && !noBrowser
  if (flow === 'device') return { kind: 'device', opensBrowser: isRight && opens }
  if (flow === 'browser' && opens) return { kind: 'browser', opensBrowser: true }
  if (flow === 'paste') return { kind: 'paste', opensBrowser: false }
  const why = noBrowser ? '--no-browser was given' : because
  if (flow === 'browser') return { kind: 'paste', opensBrowser: false, because: why }
  if (qr) return { kind: 'device', opensBrowser: false, because: 'only its address is good for a QR code' }
  if (isRight && opens) return { kind: 'browser', opensBrowser: true, because }
  if (portTyped) {
    return { kind: 'paste', opensBrowser: false, because: `${why}, and --callback-port names a way back` }
  }
  return { kind: 'device', opensBrowser: false, because: why }
}

interface Judgement {
  /** A browser that is opened is seen by the person and reaches our 127.0.0.1. */
  isRight: boolean
  /** One that is asked for can be opened; it may be the wrong one, as over SSH with X forwarding. */
  canOpen: boolean
  because: string
}

const right = (because: string): Judgement => ({ isRight: true, canOpen: true, because })

/**
 * The first that holds. A helper of VS Code comes first: it forwards the port that an address names as its redirect
 * (`extractQueryLocalHostUriMetaDataForPortMapping` in VS Code's tunnel.ts), also over SSH and from a container. Then what
 * hides the browser, then who names one, then where one can be seen.
 */
function judged(here: Surroundings): Judgement {
  const { env, platform, release, browser, browserChosen } = here
  const wrong = (because: string): Judgement => ({
    isRight: false,
    canOpen: browser !== undefined && canBeSeen(here),
    because,
  })
  if (browser === undefined) return wrong(noProgram(env, browserChosen))
  const cloud = cloudShell(env)
  if (cloud) return wrong(`this is ${cloud}`)
  if (isCi(env)) return wrong('this is a build machine (CI)')
  if (isEditorsHelper(env) && !browserChosen)
    return right('VS Code opens the browser of your machine (BROWSER)')
  const ssh = ['SSH_CONNECTION', 'SSH_CLIENT', 'SSH_TTY'].find((name) => env[name])
  if (ssh) return wrong(`this is an SSH connection (${ssh})`)
  const sudo = ['SUDO_USER', 'DOAS_USER'].find((name) => env[name])
  if (sudo) return wrong(`this is another user than whose desktop it is (${sudo})`)
  if (browserChosen) return right('the settings name a browser')
  if (isWebEditor(env)) return wrong('this is an editor in a web page (BROWSER)')
  if (env['BROWSER']) return right('BROWSER names one')
  const container = containerMark(here)
  if (container) return wrong(`this is a container (${container})`)
  if (isWsl(env, release) && /\.exe$|wslview$/.test(browser[0])) return right('WSL opens that of Windows')
  if (platform === 'darwin') return right('this is a Mac')
  if (env['TERMUX_VERSION']) return right('Termux opens that of the phone')
  const display = displayVariable(env)
  return display ? right(`there is a display (${display})`) : wrong('there is no display (DISPLAY)')
}

/** Whether an opened browser appears somewhere, be it on a forwarded display. */
function canBeSeen({ env, platform, release, browserChosen }: Surroundings): boolean {
  const isDesktop = platform === 'darwin' || isWsl(env, release) || Boolean(env['TERMUX_VERSION'])
  return browserChosen || isDesktop || Boolean(env['BROWSER'] || displayVariable(env))
}

function displayVariable(env: Env): string | undefined {
  return ['WAYLAND_DISPLAY', 'DISPLAY'].find((name) => env[name])
}

function noProgram(env: Env, browserChosen: boolean): string {
  if (browserChosen) return 'the browser of the settings was not found'
  return env['BROWSER'] ? 'BROWSER names none that is here' : 'no program that opens addresses was found'
}

/** Shells in a web page: no loopback of theirs is that of the person's browser. */
function cloudShell(env: Env): string | undefined {
  if (env['CODESPACES'] === 'true') return 'a codespace (CODESPACES)'
  if (env['GITPOD_WORKSPACE_ID']) return 'a Gitpod workspace (GITPOD_WORKSPACE_ID)'
  if (env['AWS_EXECUTION_ENV'] === 'CloudShell') return 'AWS CloudShell (AWS_EXECUTION_ENV)'
  if (env['CLOUD_SHELL'] === 'true' || env['DEVSHELL_CLIENT_PORT']) return 'Google Cloud Shell (CLOUD_SHELL)'
  if (env['ACC_CLOUD'] || env['AZUREPS_HOST_ENVIRONMENT']?.startsWith('cloud-shell'))
    return 'Azure Cloud Shell (ACC_CLOUD)'
  return undefined
}

/** BROWSER as the servers of desktop editors set it: `~/.vscode-server/…/helpers/browser.sh`. */
function isEditorsHelper({ BROWSER = '' }: Env): boolean {
  return /\/\.?(?:vscode|vscode-insiders|vscodium|cursor|windsurf)-server\/.*\/helpers\/browser\.sh$/.test(
    BROWSER,
  )
}

/** The same of an editor that is itself a page (code-server): nothing forwards a port to the person's machine. */
function isWebEditor(env: Env): boolean {
  return !isEditorsHelper(env) && (env['BROWSER'] ?? '').endsWith('/helpers/browser.sh')
}

/** Not of Toolbx and Distrobox, which are on the desktop's network and display. */
function containerMark({ env, marks }: Surroundings): string | undefined {
  if (marks.includes('/run/.toolboxenv') || env['DISTROBOX_ENTER_PATH'] || env['WSL_DISTRO_NAME'])
    return undefined
  if (env['REMOTE_CONTAINERS'] === 'true') return 'REMOTE_CONTAINERS'
  if (env['KUBERNETES_SERVICE_HOST']) return 'KUBERNETES_SERVICE_HOST'
  // systemd's convention; a Flatpak terminal is on the desktop.
  if (env['container'] && env['container'] !== 'flatpak') return 'container'
  return marks[0]
}
