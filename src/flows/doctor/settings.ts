/** ssoenv's own settings: lines that are left out, and where each value came from. */
import { printable } from '../../core/text/display.js'
import type { Origin } from '../../core/settings/settings.js'
import type { Check, Found } from './check.js'

export const checkSettings: Check = ({ world, settings: { settings, warnings } }) => {
  const file = printable(world.paths.settings)
  const set = Object.entries(settings.origins).filter(([, { from }]) => from !== 'default')
  const rest = Object.entries(settings.origins).filter(([, { from }]) => from === 'default')
  const counts = [
    [settings.directories.length, 'directory', 'directories'],
    [Object.keys(settings.sessions).length, 'session', 'sessions'],
  ] as const
  return Promise.resolve([
    ...warnings.map((what): Found => ({ state: 'warning', what, mend: `open ${file}` })),
    ...set.map(([name, origin]): Found => ({
      state: 'ok',
      what: `${name} is from ${placeOf(origin, file)}.`,
    })),
    ...counts
      .filter(([count]) => count > 0)
      .map(([count, one, many]): Found => {
        return { state: 'ok', what: `Of ${count} ${count === 1 ? one : many} there are settings in ${file}.` }
      }),
    {
      state: 'ok' as const,
      what: `${set.length === 0 ? 'All settings have their' : 'The others have their'} defaults: ${rest.map(([name]) => name).join(', ')}.`,
    },
  ])
}

function placeOf(origin: Origin, file: string): string {
  if (origin.from === 'environment') return `the variable ${origin.variable}`
  return origin.from === 'file' ? `${file}:${origin.line}` : 'the default'
}
