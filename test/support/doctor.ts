/** `ssoenv doctor` in a home of its own, where PATH has only what the test puts there. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { TestContext } from 'node:test'
import type { Sandbox } from '../../src/sandbox/server.js'
import { endpointsOf, homeFor, sandboxSections, type Home } from './home.js'
import { assertFits } from './json-schema.js'
import { run } from './program.js'
import { sandboxFor } from './sandbox.js'

export interface Finding {
  check: string
  state: 'ok' | 'note' | 'warning' | 'problem'
  what: string
  why?: string
  mend?: string
  fixable: boolean
  fixed?: boolean
}

export interface Told {
  status: number | null
  state: Finding['state']
  findings: Finding[]
  /** All that was printed. */
  text: string
  /** What was said on standard error. */
  said: string
}

export interface Patient {
  home: Home
  sandbox: Sandbox
  /** The environment of the program, with `extra`. */
  env: (extra?: Record<string, string>) => Record<string, string>
  /** Runs it with --json. */
  doctor: (words?: readonly string[], extra?: Record<string, string>) => Promise<Told>
  /** Puts a program on PATH. */
  program: (name: string, text: string, folder?: string) => Promise<string>
}

/** A home in which all is well: a config that leads to a sandbox, and no tools. */
export async function patientFor(t: TestContext): Promise<Patient> {
  const sandbox = await sandboxFor(t)
  const home = await homeFor(t)
  await home.writeConfig(sandboxSections(sandbox))
  const bin = path.join(home.path, 'bin')
  await mkdir(bin)
  const env = (extra: Record<string, string> = {}): Record<string, string> =>
    home.env({ ...endpointsOf(sandbox), PATH: bin, ...extra })
  return {
    home,
    sandbox,
    env,
    doctor: async (words = [], extra = {}) => {
      const { status, stdout, stderr } = await run(['doctor', '--json', ...words], { env: env(extra) })
      assertFits('doctor', stdout)
      const { state, checks } = JSON.parse(stdout) as { state: Finding['state']; checks: Finding[] }
      return { status, state, findings: checks, text: stdout, said: stderr }
    },
    program: (name, text, folder = 'bin') => home.write(`${folder}/${name}`, text, 0o755),
  }
}

/** The findings of one check. */
export function of(told: Told, check: string): Finding[] {
  return told.findings.filter((finding) => finding.check === check)
}

/** What is not well of one check, each as `STATE WHAT`. */
export function complaints(told: Told, check: string): string[] {
  return of(told, check)
    .filter(({ state }) => state !== 'ok')
    .map(({ state, what }) => `${state} ${what}`)
}
