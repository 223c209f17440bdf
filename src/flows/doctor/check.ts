/** What a check of `ssoenv doctor` gets, and what it gives. */
import { emptyAwsConfig, type AwsConfig } from '../../core/config/aws-config.js'
import { shortened, TOLD, type Finding } from '../../core/doctor/finding.js'
import { ConfigError } from '../../core/errors.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import type { World } from '../../world/world.js'
import { loadSettings, type LoadedSettings } from '../settings.js'

/** A change that mends something without taking anything away that is not kept. */
export interface Fix {
  /** What would be done: a diff, or one line. */
  shown: string
  /** Ends with a question mark. */
  question: string
  /** @throws SsoenvError where it cannot be done; all is then as it was */
  act: () => Promise<void>
}

/** A finding, and what mends it; several may have one fix. */
export interface Found extends Finding {
  /** Where it is of another subject than the check. */
  check?: string
  fix?: Fix
}

/** What all checks look at. */
export interface Look {
  world: World
  directory: string
  /** Ask no service. */
  offline: boolean
  /** As if empty where `configProblem` is. */
  config: AwsConfig
  configProblem?: ConfigError
  settings: LoadedSettings
}

/** Looks at one subject; of what is well it says so. Nothing that it looks at makes it throw. */
export type Check = (look: Look) => Promise<Found[]>

/** Reads what all checks look at. */
export async function lookAround(world: World, directory: string, offline: boolean): Promise<Look> {
  const look = { world, directory, offline, settings: await loadSettings(world) }
  try {
    return { ...look, config: await readAwsConfig(world.paths) }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { ...look, config: emptyAwsConfig(world.paths.awsConfig), configProblem: error }
  }
}

/** As `shortened`; the last line's fix mends all that are not told one by one. */
export function shortenedWithFixes(found: readonly Found[], what: string): Found[] {
  const told: Found[] = shortened(found, what)
  const fixes = found.slice(TOLD).flatMap(({ fix }) => (fix ? [fix] : []))
  const last = told.at(-1)
  if (fixes.length === 0 || last === undefined) return told
  const fix: Fix = {
    shown: fixes.map(({ shown }) => shown).join('\n'),
    question: `Do all of these ${fixes.length}?`,
    act: async () => {
      for (const one of fixes) await one.act()
    },
  }
  return [...told.slice(0, -1), { ...last, mend: 'ssoenv doctor --fix', fix }]
}
