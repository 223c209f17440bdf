/**
 * The user's own settings: a file (`$XDG_CONFIG_HOME/ssoenv/config`), and the environment, which wins.
 *
 * A value that cannot be used is a warning that names its place, and what held before it holds: a typing mistake in the
 * settings must not take the shell's prompt away.
 */
import { isProfileName } from '../binding/binding-file.js'
import { COMMAND_WORD } from '../for-shells/commands-expression.js'
import { patternProblem, type DirectorySetting } from '../binding/directories.js'
import type { LoginWish } from '../session/login-way.js'
import { printable, quoted } from '../text/display.js'
import type { Env } from '../paths.js'
import { settingLines } from './setting-lines.js'

export { commandsExpression } from '../for-shells/commands-expression.js'
export { directoryPatterns, type DirectoryPattern } from '../binding/directories.js'
export { isProtected } from '../binding/protect.js'

export type AutoLogin = 'always' | 'ask' | 'never'

/** What `[session NAME]` sets for one SSO session. */
export interface SessionSettings {
  loginFlow?: LoginWish
  browser?: string
}

interface Values {
  /** Whether a session that has ended is logged in by itself. */
  autoLogin: AutoLogin
  /** Commands before which a login is made: words without a path. */
  loginBefore: readonly string[]
  loginFlow: LoginWish
  /** The command that opens a browser. */
  browser?: string
  /** The port of the login's callback; any free one when absent. */
  callbackPort?: number
  /** Whether a login's address goes into the terminal's clipboard too. */
  clipboard: boolean
  /** Globs of profile names, `!glob` exempts; absent: isProtected's own rule. */
  protect?: readonly string[]
  /** What is done about environment keys that hide the profile. */
  shadow: 'warn' | 'unset'
  /** Whether a session's access token is kept by its start URL too, for SDKs that know no sso_session. */
  tokenMirror: boolean
  /** Whether the shells show the segment. */
  prompt: boolean
}

export interface Settings extends Readonly<Values> {
  /** `[directories]` in the order of the file: the last that matches a directory holds there. */
  directories: readonly DirectorySetting[]
  /** By the SSO session's name. */
  sessions: Readonly<Record<string, SessionSettings>>
  origins: Readonly<Record<SettingName, Origin>>
}

/** Where a value came from. */
export type Origin =
  { from: 'default' } | { from: 'file'; line: number } | { from: 'environment'; variable: string }

/** Puts a value where it belongs; where it cannot be used, says what the setting takes instead. */
type Setter = (values: Values, text: string) => string | undefined

const SETTERS = {
  auto_login: (values, text) => {
    const word = oneOf(text, ['always', 'ask', 'never'])
    if (word === undefined) return 'always, ask or never'
    values.autoLogin = word
  },
  login_before: (values, text) => {
    const words = listOf(text)
    if (!words.every((word) => COMMAND_WORD.test(word))) return 'names of commands, without path'
    values.loginBefore = words
  },
  login_flow: (values, text) => {
    const word = oneOf(text, LOGIN_FLOWS)
    if (word === undefined) return LOGIN_FLOW_FORM
    values.loginFlow = word
  },
  browser: (values, text) => {
    if (text === '') return 'a command'
    values.browser = text
  },
  callback_port: (values, text) => {
    const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
    if (port < 1 || port > 65_535) return 'a port from 1 to 65535'
    values.callbackPort = port
  },
  clipboard: (values, text) => {
    const word = oneOf(text, ['on', 'off'])
    if (word === undefined) return 'on or off'
    values.clipboard = word === 'on'
  },
  protect: (values, text) => {
    values.protect = listOf(text)
  },
  shadow: (values, text) => {
    const word = oneOf(text, ['warn', 'unset'])
    if (word === undefined) return 'warn or unset'
    values.shadow = word
  },
  token_mirror: (values, text) => {
    const word = oneOf(text, ['on', 'off'])
    if (word === undefined) return 'on or off'
    values.tokenMirror = word === 'on'
  },
  prompt: (values, text) => {
    const word = oneOf(text, ['on', 'off'])
    if (word === undefined) return 'on or off'
    values.prompt = word === 'on'
  },
} satisfies Record<string, Setter>

/** The settings by their names in the file. */
export type SettingName = keyof typeof SETTERS

export const SETTING_NAMES = Object.keys(SETTERS) as SettingName[]
const LOGIN_FLOWS = ['auto', 'browser', 'device', 'paste'] as const
const LOGIN_FLOW_FORM = 'auto, browser, device or paste'

/** The AWS CLI, and what people run that needs its credentials. */
export const DEFAULT_LOGIN_BEFORE: readonly string[] =
  'aws terraform terragrunt tofu cdk sam pulumi sst eksctl copilot serverless sls packer chamber'.split(' ')

/**
 * The settings that hold.
 *
 * The environment's names are `SSOENV_` and the setting's in capitals. `prompt` has none: SSOENV_PROMPT is the segment,
 * which the hook exports.
 *
 * @param text the settings file's; undefined where there is none
 * @param file its path, for the warnings
 * @returns warnings as whole printable sentences; nothing that file or environment say makes it throw
 */
export function parseSettings(
  text: string | undefined,
  env: Env,
  file: string,
): { settings: Settings; warnings: string[] } {
  const values: Values = {
    autoLogin: 'always',
    loginBefore: DEFAULT_LOGIN_BEFORE,
    loginFlow: 'auto',
    clipboard: false,
    shadow: 'warn',
    tokenMirror: false,
    prompt: true,
  }
  const directories: DirectorySetting[] = []
  // Without prototype: the names are the user's.
  const sessions = Object.create(null) as Record<string, SessionSettings>
  const origins: Partial<Record<SettingName, Origin>> = {}
  const warnings: string[] = []
  for (const line of settingLines(text ?? '')) {
    const problem = lineProblem(line, { values, directories, sessions, origins })
    if (problem) warnings.push(`${printable(file)}:${line.number}: ${problem}. The line is left out.`)
  }
  for (const name of SETTING_NAMES) {
    const variable = `SSOENV_${name.toUpperCase()}`
    const value = env[variable]
    if (name === 'prompt' || !value) continue
    const form = set(name, values, value.trim())
    if (form === undefined) origins[name] = { from: 'environment', variable }
    else warnings.push(`${variable} takes ${form}, not ${quoted(value, 40)}. It is left out.`)
  }
  return {
    settings: { ...values, directories, sessions, origins: { ...DEFAULT_ORIGINS, ...origins } },
    warnings,
  }
}

const DEFAULT_ORIGINS = Object.fromEntries(
  SETTING_NAMES.map((name) => [name, { from: 'default' }]),
) as Record<SettingName, Origin>

interface Reading {
  values: Values
  directories: DirectorySetting[]
  sessions: Record<string, SessionSettings>
  origins: Partial<Record<SettingName, Origin>>
}

/** Takes one line in; what is wrong with it, if it cannot be used. */
function lineProblem(line: ReturnType<typeof settingLines>[number], reading: Reading): string | undefined {
  if (line.kind === 'unknown') return 'neither a section, a comment nor `key = value`'
  const { section, key, value, number } = line
  if (section === '') return topLevel(key, value, number, reading)
  if (section === 'directories') {
    const wrong = isProfileName(value) ? patternProblem(key) : `${quoted(value, 40)} is not a profile's name`
    if (wrong === undefined) reading.directories.push({ pattern: key, profile: value, line: number })
    return wrong
  }
  const session = /^session (.+)$/.exec(section)?.[1]
  if (session === undefined) return `there is no section [${printable(section, 40)}] in the settings`
  const own = (reading.sessions[session] ??= {})
  return ofSession(key, value, own)
}

function topLevel(
  key: string,
  value: string,
  line: number,
  { values, origins }: Reading,
): string | undefined {
  const name = SETTING_NAMES.find((each) => each === key.toLowerCase())
  if (name === undefined) return `there is no setting ${quoted(key, 40)}`
  const earlier = origins[name]
  if (earlier?.from === 'file') return `${name} is set on line ${earlier.line} already`
  const form = set(name, values, value)
  if (form !== undefined) return `${name} takes ${form}, not ${quoted(value, 40)}`
  origins[name] = { from: 'file', line }
  return undefined
}

function ofSession(key: string, value: string, own: SessionSettings): string | undefined {
  if (key === 'login_flow') {
    const flow = oneOf(value, LOGIN_FLOWS)
    if (flow === undefined) return `login_flow takes ${LOGIN_FLOW_FORM}, not ${quoted(value, 40)}`
    own.loginFlow = flow
  } else if (key === 'browser' && value !== '') {
    own.browser = value
  } else {
    return `a session has login_flow and browser, not ${quoted(key, 40)}`
  }
  return undefined
}

function set(name: SettingName, values: Values, text: string): string | undefined {
  const setter: Setter = SETTERS[name]
  return setter(values, text)
}

function oneOf<const Word extends string>(text: string, words: readonly Word[]): Word | undefined {
  return words.find((word) => word === text.toLowerCase())
}

/** Words divided by commas or blanks. */
function listOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '')
}
