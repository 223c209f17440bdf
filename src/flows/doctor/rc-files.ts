/** The lines in rc files that load the hook, and the files that they read: also direnv's extension. */
import { rcFindings } from '../../core/doctor/rc-findings.js'
import { SHELLS, type Shell } from '../../shells/dialect.js'
import { hookLines, type FoundLine } from '../../shells/rc-line.js'
import { readIfPresent } from '../../world/files/files.js'
import { programsNamed } from '../../world/process/programs.js'
import type { World } from '../../world/world.js'
import { copyFile, copyState, writeCopy, type CopyKind } from '../for-shells/hook-copies.js'
import { shownPath } from '../for-shells/verdict.js'
import { rcFiles } from '../setup/rc-files.js'
import type { Check, Found } from './check.js'

export const checkRcFiles: Check = async ({ world }) => {
  const findings: Found[] = []
  const loading: string[] = []
  for (const shell of SHELLS) {
    let readsCopy = false
    for (const file of rcFiles(world, shell)) {
      const text = (await readIfPresent(file))?.toString('utf8')
      const lines = text === undefined ? [] : hookLines(shell, text)
      if (text === undefined || lines.length === 0) continue
      const name = shownPath(world, file)
      loading.push(name)
      findings.push(...rcFindings({ shell, name, text, lines }))
      readsCopy ||= mentionsCopy(text, lines, shell)
    }
    if (readsCopy) findings.push(...(await copyFindings(world, shell)))
  }
  findings.push(...(await direnvFindings(world)))
  if (findings.length > 0) return findings
  if (loading.length === 0)
    return [{ state: 'note', what: 'No rc file loads the hook.', mend: 'ssoenv setup' }]
  return [{ state: 'ok', what: `The hook is loaded by ${loading.join(', ')}.` }]
}

/** Whether one of the lines reads the hook's file, and not only what the program prints. */
function mentionsCopy(text: string, lines: readonly FoundLine[], shell: Shell): boolean {
  const all = text.split('\n')
  return lines.some(({ number }) => all[number - 1]?.includes(`hook.${shell}`))
}

async function copyFindings(world: World, kind: CopyKind): Promise<Found[]> {
  const file = copyFile(world, kind)
  const name = shownPath(world, file)
  const found = await copyState(world, kind)
  if (found.state === 'current') return []
  if (found.state === 'stale') {
    const { options } = found
    return [
      {
        state: 'note',
        what: `${name} was made by another version of ssoenv, or can be written by others.`,
        why: 'It is made anew when a shell next asks the program.',
        mend: 'ssoenv doctor --fix',
        fix: {
          shown: `write ${name} anew`,
          question: `Write ${name} anew?`,
          act: () => writeCopy(world, kind, options),
        },
      },
    ]
  }
  if (found.state === 'foreign')
    return [
      {
        state: 'warning',
        what: `${name} is not what ssoenv has written.`,
        mend: `move ${name} away, then: ssoenv setup`,
      },
    ]
  if (kind === 'direnv') return []
  return [
    {
      state: 'note',
      what: `${name} is not there, although an rc file reads it.`,
      why: 'Each new shell starts the program instead, which takes a tenth of a second.',
      mend: `ssoenv setup --shell ${kind}`,
    },
  ]
}

async function direnvFindings(world: World): Promise<Found[]> {
  if (programsNamed('direnv', world.env).length === 0) return []
  const { state } = await copyState(world, 'direnv')
  if (state !== 'absent') return copyFindings(world, 'direnv')
  const what = 'direnv is here, and its extension for `use sso_profile` in .envrc is not installed.'
  return [{ state: 'note', what, mend: 'ssoenv setup --direnv' }]
}
