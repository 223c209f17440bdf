/** Tools on PATH that are too old for `sso_session`. */
import { CONFLICTING_VARIABLES } from '../../core/credentials/conflicting-variables.js'
import { toolFindings, TOOLS, versionIn, type Answer, type Tool } from '../../core/doctor/tool-findings.js'
import type { Env } from '../../core/paths.js'
import { printedBy, programsNamed } from '../../world/process/programs.js'
import type { World } from '../../world/world.js'
import type { Check } from './check.js'

const SECONDS = 5
/** Of each name so many are asked. */
const MOST = 3

export const checkTools: Check = async ({ world }) => {
  const findings = await Promise.all(
    TOOLS.map(async (tool) => toolFindings(tool, await answersOf(world, tool))),
  )
  const all = findings.flat()
  return all.length > 0 ? all : [{ state: 'note', what: 'None of the tools that are known here is on PATH.' }]
}

function answersOf(world: World, tool: Tool): Promise<Answer[]> {
  const env = withoutCredentials(world.env)
  const files = programsNamed(tool.command, world.env).slice(0, MOST)
  return Promise.all(
    files.map(async (file): Promise<Answer> => {
      const printed = await printedBy(file, tool.words, { env, cwd: world.paths.home, seconds: SECONDS })
      return { file, said: printed === undefined ? 'silence' : (versionIn(tool, printed) ?? 'nothing') }
    }),
  )
}

/** A version needs no credentials, no config and no network. */
function withoutCredentials(env: Env): Env {
  const kept = Object.entries(env).filter(
    ([name]) => !CONFLICTING_VARIABLES.includes(name) && !name.startsWith('SSOENV_'),
  )
  return {
    ...Object.fromEntries(kept),
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    CHECKPOINT_DISABLE: '1',
  }
}
