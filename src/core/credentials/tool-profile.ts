/** Which profile a tool reads, and what it finds in it. */
import type { AwsConfig } from '../config/aws-config.js'
import type { ConfigSection } from '../config/config-sections.js'
import type { Env } from '../paths.js'
import type { Surroundings, Tool } from './sources.js'

export interface ChosenProfile {
  name: string
  /** What chose it; `default`: nothing did. */
  by: 'named' | 'AWS_PROFILE' | 'AWS_DEFAULT_PROFILE' | 'default'
  /** Whether the tool finds it. */
  exists: boolean
}

type Variable = 'AWS_PROFILE' | 'AWS_DEFAULT_PROFILE'

/** In their order. @see botocore configprovider.py and the AWS CLI's own copy of it, aws-sdk-go-v2 config/env_config.go */
const PROFILE_VARIABLES: Readonly<Record<Tool, readonly Variable[]>> = {
  'aws-cli': ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'],
  boto3: ['AWS_DEFAULT_PROFILE', 'AWS_PROFILE'],
  javascript: ['AWS_PROFILE'],
  go: ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'],
  java: ['AWS_PROFILE'],
  rust: ['AWS_PROFILE'],
}

const REGION_VARIABLES: Readonly<Record<Tool, readonly ('AWS_REGION' | 'AWS_DEFAULT_REGION')[]>> = {
  'aws-cli': ['AWS_REGION', 'AWS_DEFAULT_REGION'],
  boto3: ['AWS_DEFAULT_REGION'],
  javascript: ['AWS_REGION'],
  go: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
  java: ['AWS_REGION'],
  rust: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
}

export function isBotocore(tool: Tool): boolean {
  return tool === 'aws-cli' || tool === 'boto3'
}

/** The profile that a tool reads here. */
export function chosenProfile(tool: Tool, { env, config, named }: Surroundings): ChosenProfile {
  const found = (name: string, by: ChosenProfile['by']): ChosenProfile => {
    return { name, by, exists: profileKeys(tool, config, name) !== undefined }
  }
  if (named !== undefined) return found(named, 'named')
  for (const variable of PROFILE_VARIABLES[tool]) {
    const name = env[variable]
    // botocore takes an empty variable for a name, the others for none.
    if (name !== undefined && (name !== '' || isBotocore(tool))) return found(name, variable)
  }
  return found('default', 'default')
}

/**
 * What it means to a tool that its profile does not exist: `at-once`: it fails before it looks anywhere; `in-turn`: it fails where
 * it gets to the profile. Otherwise it passes on.
 */
export function isMissing(tool: Tool, { by, exists }: ChosenProfile): 'at-once' | 'in-turn' | undefined {
  if (exists || by === 'default') return undefined
  if (isBotocore(tool)) return 'at-once'
  // aws-sdk-go-v2 config/config.go, resolveConfigLoaders.
  if (tool === 'go') return by === 'AWS_DEFAULT_PROFILE' ? undefined : 'at-once'
  return tool === 'rust' ? 'in-turn' : undefined
}

/** The keys of a profile as a tool sees them: those of both files are one profile's. */
export interface ProfileKeys {
  has: (key: string) => boolean
  /** The value that holds; undefined for one of the credentials file that is not about roles: those values are not read. */
  valueOf: (key: string) => string | undefined
  /** Whether the key stands in the credentials file, or in the config. */
  isIn: (file: 'credentials' | 'config', key: string) => boolean
}

// @smithy/core submodules/config, loadSharedConfigFiles/parseIni: what its expression for section names takes.
const JAVASCRIPT_NAME = /^[\w@+.%:/-]+$/

/** Undefined where the tool finds no profile of that name. */
export function profileKeys(tool: Tool, config: AwsConfig, name: string): ProfileKeys | undefined {
  if (tool === 'javascript' && !JAVASCRIPT_NAME.test(name)) return undefined
  const section = config.profiles.get(name)
  const stored = config.credentials.get(name)
  if (!section && !stored) return undefined
  const isIn: ProfileKeys['isIn'] = (file, key) => {
    if (file === 'credentials') return stored?.has(key) ?? false
    // An empty value opens a nested block in the JavaScript loader, so the key is not there.
    return tool === 'javascript' ? Boolean(textIn(section, key)) : textIn(section, key) !== undefined
  }
  return {
    isIn,
    has: (key) => isIn('credentials', key) || isIn('config', key),
    valueOf: (key) => {
      return stored?.has(key) ? config.stored.get(name)?.keys.get(key)?.text : textIn(section, key)
    },
  }
}

function textIn(section: ConfigSection | undefined, key: string): string | undefined {
  return section?.keys.get(key)?.text
}

export interface ChosenRegion {
  /** Absent where it stands in the credentials file, or nothing says one. */
  region?: string
  by: 'AWS_REGION' | 'AWS_DEFAULT_REGION' | 'profile' | 'none'
}

/** The region that a tool uses where its command line and code say none. */
export function chosenRegion(tool: Tool, surroundings: Surroundings): ChosenRegion {
  const { env, config } = surroundings
  for (const by of REGION_VARIABLES[tool]) {
    const region = regionIn(env, by, tool)
    if (region !== undefined) return { region, by }
  }
  const keys = profileKeys(tool, config, chosenProfile(tool, surroundings).name)
  if (!keys?.has('region')) return { by: 'none' }
  const region = keys.valueOf('region')
  return region === undefined ? { by: 'profile' } : { region, by: 'profile' }
}

function regionIn(env: Env, name: string, tool: Tool): string | undefined {
  const region = env[name]
  return region !== undefined && (region !== '' || isBotocore(tool)) ? region : undefined
}
