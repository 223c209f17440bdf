/** Whether the hook is at work in the shell that asks. */
import { printable } from '../../core/text/display.js'
import { SHELLS } from '../../shells/dialect.js'
import { callingShell } from '../../world/for-shells/calling-shell.js'
import { readIfPresent } from '../../world/files/files.js'
import type { World } from '../../world/world.js'
import { hookLines } from '../../shells/rc-line.js'
import { rcFiles } from '../setup/rc-files.js'
import { shownPath } from '../for-shells/verdict.js'
import type { Check, Found } from './check.js'

export const checkHook: Check = async ({ world }) => {
  const loaded = world.env['SSOENV_SHELL']
  const calling = callingShell(SHELLS)
  if (loaded !== undefined && (calling === undefined || calling === loaded))
    return [{ state: 'ok', what: `The hook is loaded in this ${printable(loaded, 20)}.` }]
  const shell = SHELLS.find((each) => each === calling)
  if (shell === undefined && !world.interactive)
    return [
      { state: 'note', what: 'No shell with a prompt has started this, so nothing is known of a hook.' },
    ]
  const what = `The hook is not loaded in this ${shell ?? 'shell'}.`
  const why = 'AWS_PROFILE does not follow the directory here, and nothing is said in the prompt.'
  const file = shell && (await rcFileWithLine(world, shell))
  if (file === undefined)
    return [{ state: 'warning', what, why, mend: `ssoenv setup${shell ? ` --shell ${shell}` : ''}` }]
  const late: Found = {
    state: 'warning',
    what: `${what} ${shownPath(world, file)} has its line.`,
    why: `${why} The shell was started before the line was there, or does not get that far in the file.`,
    mend: `exec ${shell ?? ''}`,
  }
  return [late]
}

async function rcFileWithLine(world: World, shell: (typeof SHELLS)[number]): Promise<string | undefined> {
  for (const file of rcFiles(world, shell)) {
    const text = (await readIfPresent(file))?.toString('utf8')
    if (text !== undefined && hookLines(shell, text).length > 0) return file
  }
  return undefined
}
