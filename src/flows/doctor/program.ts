/** ssoenv itself: its version, the Node that runs it, and other installations. */
import { realpathSync } from 'node:fs'
import { printable } from '../../core/text/display.js'
import { printedBy, programsNamed } from '../../world/process/programs.js'
import { version } from '../../world/version.js'
import type { World } from '../../world/world.js'
import { mainFile } from '../for-shells/hook-text.js'
import type { Check, Found } from './check.js'

/** Below this the package is not tested. */
const LEAST_NODE = [20, 17] as const

const SECONDS = 5

export const checkProgram: Check = async ({ world }) => [
  { state: 'ok', what: `ssoenv ${version} in ${printable(mainFile)}, on Node ${process.versions.node}.` },
  ...(await others(world)),
  ...oldNode(),
]

/** Of another version: the starters of version managers lead to this very one. */
async function others({ env, paths }: World): Promise<Found[]> {
  const own = realpathSync(mainFile)
  const files = programsNamed('ssoenv', env).filter((file) => realpathSync(file) !== own)
  const found = files.map(async (file): Promise<Found[]> => {
    const printed = await printedBy(file, ['--version'], { env, cwd: paths.home, seconds: SECONDS })
    const other = /^ssoenv\/(\S+)/m.exec(printed ?? '')?.[1]
    if (other === undefined || other === version) return []
    return [
      {
        state: 'warning',
        what: `${printable(file)} is ssoenv ${printable(other, 40)}, another one than runs now.`,
        why: 'Shells that load the hook of one and call the other have it decide anew at each turn.',
        mend: 'keep one of them, then: ssoenv setup',
      },
    ]
  })
  return (await Promise.all(found)).flat()
}

function oldNode(): Found[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [leastMajor, leastMinor] = LEAST_NODE
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return []
  return [
    {
      state: 'warning',
      what: `Node ${process.versions.node} is older than ${LEAST_NODE.join('.')}, the oldest that ssoenv is tested on.`,
      mend: 'install a newer Node',
    },
  ]
}
