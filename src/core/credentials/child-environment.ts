/** The environment of a command that runs with a profile (`ssoenv exec`). */
import type { Env } from '../paths.js'
import { CONFLICTING_VARIABLES } from './conflicting-variables.js'
import { keyVariables, type Keys } from './key-variables.js'

/** The command gets the profile's name (a tool then gets its credentials by itself), or keys and no profile. */
export type Handed = { profile: string; keys?: Keys }

/** The binding that a shell's hook has in force where the command starts (shell/README.md §4). */
export interface BindingInForce {
  /** SSOENV_DIR */
  directory: string
  /** SSOENV_APPLIED */
  profile: string
}

/**
 * The environment `env` with what is handed in it, and without what would win over that.
 *
 * - AWS_REGION and AWS_DEFAULT_REGION that were set by hand stay, as with any AWS tool; a region that the hook set for another
 *   profile goes back to what it was before.
 * - Keys come with a region, because there is no profile to look for it in.
 * - In a shell that is started this way, the profile is a choice made by hand (shell/README.md §4): the hook in there leaves it
 *   alone in the bound directory that it starts in, and gives it back on leaving another.
 *
 * @param binding absent where no binding is in force
 */
export function childEnvironment(
  env: Env,
  { profile, keys }: Handed,
  binding?: BindingInForce,
): Record<string, string> {
  const child = new Map(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  for (const name of CONFLICTING_VARIABLES) child.delete(name)
  child.delete(CHOSEN)
  if (!keys) child.set('AWS_PROFILE', profile)
  if (keys || binding?.profile !== profile) {
    giveRegionBack(child)
    if (binding) holdAgainst(child, binding, keys ? undefined : profile)
  }
  if (keys) {
    const region = child.get('AWS_REGION') ?? child.get('AWS_DEFAULT_REGION') ?? keys.region
    const names = keyVariables(region === undefined ? keys : { ...keys, region })
    for (const [name, value] of names) if (!isSetByHand(child, name)) child.set(name, value)
  }
  return Object.fromEntries(child)
}

/** `=PROFILE`, or `-` with keys: what AWS_PROFILE is by choice. */
const CHOSEN = 'SSOENV_CHOSEN'

const isSetByHand = (child: Map<string, string>, name: string): boolean =>
  name.endsWith('_REGION') && child.has(name)

/** AWS_REGION as it was before the hook set it. */
function giveRegionBack(child: Map<string, string>): void {
  const applied = child.get('SSOENV_APPLIED_REGION')
  const before = child.get('SSOENV_PREV_REGION')
  if (applied === undefined || before === undefined) return
  if (child.get('AWS_REGION') === applied) {
    if (before.startsWith('=')) child.set('AWS_REGION', before.slice(1))
    else child.delete('AWS_REGION')
  }
  child.delete('SSOENV_APPLIED_REGION')
  child.delete('SSOENV_PREV_REGION')
}

function holdAgainst(
  child: Map<string, string>,
  { directory, profile: applied }: BindingInForce,
  profile: string | undefined,
): void {
  child.set('SSOENV_DIR', directory)
  child.set('SSOENV_APPLIED', applied)
  const chosen = profile === undefined ? '-' : `=${profile}`
  child.set('SSOENV_PREV', chosen)
  child.set(CHOSEN, chosen)
}
