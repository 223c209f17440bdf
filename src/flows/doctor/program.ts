/** ssoenv itself: its version, the Node that runs it, and other installations. */
import { realpathSync } from 'node:fs'
import { printable } from '../../core/text/display.js'
import { programsNamed } from '../../world/process/programs.js'
import { version } from '../../world/version.js'
import { mainFile } from '../for-shells/hook-text.js'
import type { Check, Found } from './check.js'

/** Below this the package is not tested. */
const LEAST_NODE = [20, 17] as const

export const checkProgram: Check = ({ world }) => {
  const own = realpathSync(mainFile)
  const others = programsNamed('ssoenv', world.env).filter((file) => realpathSync(file) !== own)
  return Promise.resolve([
    { state: 'ok', what: `ssoenv ${version} in ${printable(mainFile)}, on Node ${process.versions.node}.` },
    ...oldNode(),
    ...others.map((file): Found => ({
      state: 'note',
      what: `${printable(file)} is another ssoenv than the one that runs now.`,
      why: 'Shells that load the hook of one and call the other make records anew at each turn.',
      mend: 'keep one of them, and run: ssoenv setup',
    })),
  ])
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
