import { Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { findingsText, summaryText, type ToldFinding } from '../core/doctor/doctor-text.js'
import { worst, type FindingState } from '../core/doctor/finding.js'
import { EXIT, UsageError, type ExitCode } from '../core/errors.js'
import { examine } from '../flows/doctor/doctor.js'
import { mend } from '../flows/doctor/mend.js'
import { mayColour } from '../world/terminal/colour.js'
import { workingDirectory } from '../world/working-directory.js'
import { thisWorld } from '../world/world.js'

interface DoctorJson {
  state: FindingState
  checks: {
    check: string
    state: FindingState
    what: string
    why?: string
    mend?: string
    fixable: boolean
    fixed?: boolean
  }[]
}

export default class Doctor extends SsoenvCommand {
  static override description = `Look for what makes people lose an hour, and mend what can be mended.

Looks at the hook and the rc files, settings, variables that hide the profile, the AWS config and its profiles, file modes, cache files that a tool cannot read, locks, the versions of the tools on PATH, and whether the services can be reached, by which way and with which clock. Of each finding you see what is so, why it matters and what to do.

--fix shows each change and asks before it is made; copies of changed files are kept. Exit status: 0 where no problem is left, 3 where one is, 6 where only a service cannot be reached.`
  static override examples = [
    '<%= config.bin %> doctor',
    'Mend what can be mended:\n<%= config.bin %> doctor --fix',
    'Without asking any service:\n<%= config.bin %> doctor --offline',
  ]
  static override enableJsonFlag = true
  static override flags = {
    fix: Flags.boolean({ default: false, description: 'mend what can be mended, each after asking' }),
    yes: Flags.boolean({ char: 'y', default: false, dependsOn: ['fix'], description: 'mend without asking' }),
    offline: Flags.boolean({ default: false, description: 'ask no service' }),
  }

  /**
   * @returns under --json: `{ state, checks: [{ check, state, what, why?, mend?, fixable, fixed? }] }`; `state` is `ok`, `note`, `warning`
   *   or `problem`, and the first one is the worst that is left. `fixed` is there under --fix, for what is fixable
   */
  async run(): Promise<DoctorJson> {
    const { flags } = await this.parse(Doctor)
    const world = thisWorld()
    if (this.jsonEnabled() && flags.fix && !flags.yes)
      throw new UsageError('With --json nothing is asked: say --yes.')
    const offline = flags.offline || Boolean(world.env['SSOENV_NON_INTERACTIVE'])
    const checked = await examine(world, workingDirectory(world.env), offline)
    const told = checked.map(({ fix, ...finding }): ToldFinding => ({
      ...finding,
      isFixable: fix !== undefined,
    }))
    this.log(findingsText(told, { colour: mayColour(world.env, 1), home: world.paths.home }))
    if (flags.fix) {
      const mended = await mend(world, checked, { yes: flags.yes, show: (line) => this.log(line) })
      checked.forEach(({ fix }, index) => {
        const one = told[index]
        if (fix && one) one.fixed = mended.has(fix)
      })
    }
    this.log(`\n${summaryText(told)}`)
    const left = told.filter(({ fixed }) => fixed !== true)
    const json: DoctorJson = {
      state: worst(left),
      checks: told.map(({ isFixable, ...finding }) => ({ ...finding, fixable: isFixable })),
    }
    if (this.jsonEnabled()) this.logJson(json)
    // Ended from here: what still waits for a network that hangs would hold the process.
    return this.exit(statusOf(left))
  }
}

function statusOf(left: readonly ToldFinding[]): ExitCode {
  const problems = left.filter(({ state }) => state === 'problem')
  if (problems.length === 0) return EXIT.done
  return problems.every(({ check }) => check === 'network') ? EXIT.unreachable : EXIT.configuration
}
