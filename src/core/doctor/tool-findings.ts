/** Tools on PATH, and from which version on they read `sso_session`. */
import { printable } from '../text/display.js'
import type { Finding } from './finding.js'

export interface Tool {
  /** The program's name on PATH. */
  command: string
  /** What makes it say its version. */
  words: readonly string[]
  version: RegExp
  /** How messages call it. */
  name: string
  /** What an old one cannot do; undefined where that version is new enough. */
  tooOld: (version: Version) => Omit<Finding, 'what' | 'mend'> | undefined
  /** What to take instead. */
  newer: string
}

export type Version = readonly [major: number, minor: number, patch: number]

const before = (version: Version, than: Version): boolean => {
  const index = version.findIndex((part, place) => part !== than[place])
  return index >= 0 && (version[index] ?? 0) < (than[index] ?? 0)
}

const SESSIONS = 'It does not know sso_session, so the profiles look to it as if they had no portal.'

/**
 * AWS CLI: CHANGELOG.rst 2.9.0; version 1 has botocore's reader of it from 1.27.10 on (botocore 1.29.10; boto3 #4834). Terraform's S3
 * backend: terraform #32465, version 1.6.0; which AWS provider a project uses cannot be seen here.
 * Terragrunt: PR 2774. CDK: aws-cdk #32757, before 2.167.0 on an SDK without full support.
 */
export const TOOLS: readonly Tool[] = [
  {
    command: 'aws',
    words: ['--version'],
    version: /aws-cli\/(\d+)\.(\d+)\.(\d+)/,
    name: 'the AWS CLI',
    tooOld: (version) =>
      before(version, version[0] < 2 ? [1, 27, 10] : [2, 9, 0])
        ? { state: 'problem', why: SESSIONS }
        : undefined,
    newer: 'install 2.9.0 or newer',
  },
  {
    command: 'terraform',
    words: ['version'],
    version: /Terraform v(\d+)\.(\d+)\.(\d+)/,
    name: 'Terraform',
    tooOld: (version) =>
      before(version, [1, 6, 0])
        ? {
            state: 'warning',
            why: 'Its S3 backend does not know sso_session, so `terraform init` finds no credentials.',
          }
        : undefined,
    newer: 'install 1.6.0 or newer',
  },
  {
    command: 'terragrunt',
    words: ['--version'],
    version: /v(\d+)\.(\d+)\.(\d+)/,
    name: 'Terragrunt',
    tooOld: (version) => (before(version, [0, 53, 1]) ? { state: 'warning', why: SESSIONS } : undefined),
    newer: 'install 0.53.1 or newer',
  },
  {
    command: 'cdk',
    words: ['--version'],
    version: /^(\d+)\.(\d+)\.(\d+)/m,
    name: 'the CDK',
    tooOld: (version) =>
      before(version, [2, 167, 0])
        ? { state: 'warning', why: 'It uses an SDK that knows sso_session in part only.' }
        : undefined,
    newer: 'install 2.167.0 or newer',
  },
  {
    command: 'python3',
    // Not from the working directory, where -c looks first.
    words: ['-c', 'import sys; sys.path.pop(0); import botocore; print("botocore/" + botocore.__version__)'],
    version: /^botocore\/(\d+)\.(\d+)\.(\d+)/m,
    name: 'boto3',
    tooOld: (version) => (before(version, [1, 29, 10]) ? { state: 'warning', why: SESSIONS } : undefined),
    newer: 'install botocore 1.29.10 or newer',
  },
]

/** What a program on PATH answered: its version, that it said none, or that it did not answer in time. */
export interface Answer {
  file: string
  said: { version: Version; text: string } | 'nothing' | 'silence'
}

/** The version in what a tool printed. */
export function versionIn(tool: Tool, printed: string): { version: Version; text: string } | undefined {
  const [, major, minor, patch] = tool.version.exec(printed) ?? []
  if (major === undefined || minor === undefined || patch === undefined) return undefined
  return { version: [Number(major), Number(minor), Number(patch)], text: `${major}.${minor}.${patch}` }
}

/**
 * What there is to say about one tool.
 *
 * @param answers of all programs of that name, in the order of PATH: the first one is what runs
 */
export function toolFindings(tool: Tool, answers: readonly Answer[]): Finding[] {
  const [first, ...others] = answers
  // A python3 without botocore, or a shim for what is not installed.
  if (first === undefined || first.said === 'nothing') return []
  const where = printable(first.file)
  if (first.said === 'silence')
    return [{ state: 'note', what: `${where} did not say its version in time; it was not looked at.` }]
  const old = tool.tooOld(first.said.version)
  const finding: Finding = old
    ? {
        ...old,
        what: `${where} is ${tool.name} ${first.said.text}, which is too old.`,
        mend: `${tool.newer}; or give it keys: ssoenv exec --keys -- ${tool.command} …`,
      }
    : { state: 'ok', what: `${where} is ${tool.name} ${first.said.text}.` }
  return [finding, ...secondFindings(tool, first.said.text, others)]
}

/** A newer one behind an old one is what people thought they had installed. */
function secondFindings(tool: Tool, version: string, others: readonly Answer[]): Finding[] {
  return others.flatMap(({ file, said }): Finding[] => {
    if (typeof said === 'string' || said.text === version) return []
    const what = `${printable(file)} is ${tool.name} ${said.text}, and PATH has ${version} in front of it.`
    return [{ state: 'note', what }]
  })
}
