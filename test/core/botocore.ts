/** botocore as the judge of config files: Debian's, asked in one process for many files. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseAwsConfig, type AwsConfig, type ConfigSection } from '../../src/core/config/aws-config.js'
import { ConfigError } from '../../src/core/errors.js'

export interface Question {
  config: string
  /** `config` is the file's bytes in base64. */
  base64?: boolean
  credentials?: string
  /** Asks for where this profile's credentials come from; without it, for the parsed file. */
  profile?: string
  /** Asks for the roles that are assumed on the way. */
  chain?: boolean
}

/** A profile's chain: the roles from the asked one downward, and the method of the credentials at its base. */
export interface ChainVerdict {
  roles: { arguments: Record<string, string | number>; file: string }[]
  base: string | null
}

type Section = Record<string, string | Record<string, string>>

export type Verdict =
  | { error: string }
  | { missing: true }
  | ChainVerdict
  | Record<'profiles' | 'sessions' | 'others' | 'services', Record<string, Section>>
  | ({ method: string | null } & Partial<
      Record<'session' | 'region' | 'startUrl' | 'accountId' | 'roleName', string | null>
    >)

/** botocore's answers in the order of the questions. Fails where python3-botocore is not installed. */
export function askBotocore(questions: readonly Question[]): Verdict[] {
  const script = fileURLToPath(new URL('../vectors/botocore-verdicts.py', import.meta.url))
  const output = execFileSync('/usr/bin/python3', ['-I', script], {
    input: JSON.stringify(questions),
    env: {
      PATH: '/usr/bin:/bin',
      HOME: '/nonexistent',
      LC_ALL: 'C.UTF-8',
      AWS_EC2_METADATA_DISABLED: 'true',
      // For `credential_source = Environment`.
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
    },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  const { version, verdicts } = JSON.parse(output) as { version: string; verdicts: Verdict[] }
  if (!/^1\.\d+\.\d+/.test(version)) throw new Error(`no botocore, but ${version}`)
  if (verdicts.length !== questions.length)
    throw new Error(`${verdicts.length} answers to ${questions.length}`)
  return verdicts
}

/** Our reading in the form of botocore's. @throws what is no ConfigError: a defect */
export function ourReading(question: Question): Verdict {
  try {
    return asBotocore(
      parseAwsConfig(Buffer.from(question.config, question.base64 ? 'base64' : 'utf8'), 'config'),
    )
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { error: error.message }
  }
}

function asBotocore({ profiles, sessions, others }: AwsConfig): Verdict {
  const sections = (map: ReadonlyMap<string, ConfigSection>): Record<string, never> => {
    return Object.fromEntries([...map].map(([name, section]) => [name, valuesOf(section)]))
  }
  const ofServices = new Map([...others].filter(([header]) => header.startsWith('services')))
  const rest = new Map([...others].filter(([header]) => !header.startsWith('services')))
  return {
    profiles: sections(profiles),
    sessions: sections(sessions),
    others: sections(rest),
    services: sections(ofServices),
  }
}

function valuesOf(section: ConfigSection): never {
  return Object.fromEntries(
    [...section.keys].map(([key, value]) => [
      key,
      value.nested ? Object.fromEntries(value.nested) : value.text,
    ]),
  ) as never
}
