/** Where tools would take different credentials or regions from one and the same environment, and the line that mends it. */
import { quoted } from '../text/display.js'
import type { Env } from '../paths.js'
import { shellWord } from '../session/login-command.js'
import { KEY_VARIABLES } from './conflicting-variables.js'
import { isOfProfile, TOOLS, type SourceKind, type Surroundings, type Tool, type ToolUse } from './sources.js'
import { chosenRegion } from './tool-profile.js'
import { sourceWords, toolsWords } from './sources-words.js'

export interface Conflict {
  /** A whole printable sentence. */
  says: string
  /** What to type in this shell. */
  command?: string
}

/** @param bound the profile that the directory binds, where AWS_PROFILE does not say so yet */
export function conflictsAmong(
  surroundings: Surroundings,
  uses: readonly ToolUse[],
  bound?: string,
): Conflict[] {
  return [
    keysConflict,
    webIdentityConflict,
    emptyProfile,
    defaultProfile,
    profileConflict,
    unloadedHook,
    regionConflict,
  ].flatMap((find) => find(surroundings, uses, bound) ?? [])
}

type Find = (surroundings: Surroundings, uses: readonly ToolUse[], bound?: string) => Conflict | undefined

/** The line that takes variables out of the person's shell: those of them that are set. */
export function unsetLine(env: Env, names: readonly string[]): string {
  const present = names.filter((name) => env[name] !== undefined)
  const shell = env['SSOENV_SHELL'] ?? env['SHELL']?.split('/').at(-1)
  return `${shell === 'fish' ? 'set -e' : 'unset'} ${present.join(' ')}`
}

const toolsWith = (uses: readonly ToolUse[], source: SourceKind): Tool[] =>
  uses.filter((use) => use.source === source && use.problem === undefined).map(({ tool }) => tool)

/** The profile that variables or the directory mean; undefined where none is meant. */
function meant(uses: readonly ToolUse[], bound: string | undefined): string | undefined {
  const profile = uses.find(({ tool }) => tool === 'aws-cli')?.profile
  return profile && profile.by !== 'default' ? profile.name : bound
}

const keysConflict: Find = ({ env }, uses, bound) => {
  const command = unsetLine(env, KEY_VARIABLES)
  if (env['AWS_ACCESS_KEY_ID'] && !env['AWS_SECRET_ACCESS_KEY']) {
    const says = 'AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY, so the AWS CLI and boto3 fail.'
    return { says, command }
  }
  const profile = meant(uses, bound)
  const hidden = toolsWith(uses, 'environment')
  if (profile === undefined || hidden.length === 0) return undefined
  const others = uses
    .filter(({ source, problem }) => source !== undefined && isOfProfile(source) && problem === undefined)
    .map(({ tool }) => tool)
  return {
    says:
      `AWS_ACCESS_KEY_ID is set: ${toolsWords(hidden)} ${useWord(hidden)} that key, not the profile ${quoted(profile)}.` +
      (others.length > 0 ? ` ${toolsWords(others, true)} ${useWord(others)} the profile.` : ''),
    command,
  }
}

const useWord = ({ length }: readonly Tool[]): string =>
  length === 1 || length === TOOLS.length ? 'uses' : 'use'

const webIdentityConflict: Find = ({ env }, uses, bound) => {
  const profile = meant(uses, bound)
  const hidden = toolsWith(uses, 'web-identity-environment')
  if (profile === undefined || hidden.length === 0) return undefined
  return {
    says:
      `AWS_WEB_IDENTITY_TOKEN_FILE is set: ${toolsWords(hidden)} ${useWord(hidden)} that role, not the profile ` +
      `${quoted(profile)}.`,
    command: unsetLine(env, ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN', 'AWS_ROLE_SESSION_NAME']),
  }
}

const emptyProfile: Find = ({ env, named }) => {
  const empty = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'].filter((name) => env[name] === '')
  if (named !== undefined || empty.length === 0) return undefined
  const says = `${empty.join(' and ')} ${empty.length === 1 ? 'is' : 'are'} set and empty, which the AWS CLI and boto3 take for a name.`
  return { says, command: unsetLine(env, empty) }
}

const defaultProfile: Find = ({ env, named }) => {
  const [profile, other] = [env['AWS_PROFILE'], env['AWS_DEFAULT_PROFILE']]
  if (named !== undefined || !other || other === profile) return undefined
  if (profile === undefined) {
    const says = `AWS_DEFAULT_PROFILE is ${quoted(other)}; the JavaScript, Java and Rust SDKs do not read it.`
    return { says, command: `ssoenv use ${shellWord(other)}` }
  }
  const says = `AWS_DEFAULT_PROFILE is ${quoted(other)}, which boto3 takes before AWS_PROFILE.`
  return { says, command: unsetLine(env, ['AWS_DEFAULT_PROFILE']) }
}

/** One profile, and tools that take different things from it. */
export const profileConflict: Find = (_, uses) => {
  const own = uses[0]?.profile.name
  const inProfile = uses.filter(({ profile, source, problem }) => {
    return profile.name === own && source !== undefined && isOfProfile(source) && problem === undefined
  })
  const kinds = [...new Set(inProfile.map(({ source }) => source))].filter((kind) => kind !== undefined)
  if (own === undefined || kinds.length < 2) return undefined
  const parts = kinds.map((kind) => {
    const tools = toolsWith(inProfile, kind)
    return `${toolsWords(tools)} ${useWord(tools)} ${sourceWords(kind)}`
  })
  const hasKeys = kinds.includes('credentials-file') || kinds.includes('config-file')
  return {
    says: `Of the profile ${quoted(own)} ${parts.join(', ')}.`,
    ...(kinds.includes('sso') && hasKeys ? { command: `ssoenv keys park ${shellWord(own)}` } : {}),
  }
}

const unloadedHook: Find = ({ named }, uses, bound) => {
  if (named !== undefined || bound === undefined) return undefined
  const profile = uses.find(({ tool }) => tool === 'aws-cli')?.profile
  if (profile?.by !== 'default') return undefined
  return {
    says: `This directory means the profile ${quoted(bound)}, and AWS_PROFILE is not set: without the hook, only ssoenv knows.`,
    command: `ssoenv use ${shellWord(bound)}`,
  }
}

const regionConflict: Find = (surroundings, uses) => {
  const { env } = surroundings
  const chosen = uses.map(({ tool }) => ({ tool, ...chosenRegion(tool, surroundings) }))
  const regions = [...new Set(chosen.map(({ region }) => region))].filter((region) => region !== undefined)
  if (regions.length < 2) return undefined
  const parts = regions.map((region) => {
    const tools = chosen.filter((each) => each.region === region).map(({ tool }) => tool)
    return `${quoted(region)} to ${toolsWords(tools)}`
  })
  const both = env['AWS_REGION'] && env['AWS_DEFAULT_REGION']
  return {
    says: `The region is ${parts.join(', ')}.`,
    ...(both ? { command: unsetLine(env, ['AWS_DEFAULT_REGION']) } : {}),
  }
}
