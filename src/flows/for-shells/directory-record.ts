/** The record that a decision about a directory leaves for the shells (shell/README.md §2.2). */
import path from 'node:path'
import { printable } from '../../core/text/display.js'
import { encodedDirectory, type RecordFields } from '../../core/for-shells/record.js'
import type { SsoSession } from '../../core/session/session.js'
import { isProtected } from '../../core/settings/settings.js'
import { physicalDirectory } from '../../world/for-shells/binding-source.js'
import { leaveRecord, newGeneration, removeRecord, type Mark } from '../../world/for-shells/records.js'
import type { World } from '../../world/world.js'
import { sessionId } from '../session/session-record.js'
import type { SettledSettings } from '../settings.js'
import { REFUSED_PROFILE, resolvedName, type Verdict } from './verdict.js'

/** What a decision rests on. */
export interface RecordBasis {
  /** The bytes of the `.ssoenv`, when a shell may compare them. */
  text?: string
  /** Files whose change makes it void, beside the config. */
  watch: { file: string; mark: Mark }[]
}

/** The lines that tell the shells of a profile or a refusal; shared with the records of profiles. */
export function verdictFields(
  verdict: Verdict,
  session: SsoSession | undefined,
  settings: Pick<SettledSettings, 'settings'>,
): RecordFields {
  const say = verdict.say === undefined ? [] : ([['say', printable(verdict.say, 400)]] as const)
  if (verdict.state === 'refused') return [['profile', REFUSED_PROFILE], ['label', REFUSED_PROFILE], ...say]
  if (verdict.state !== 'bound') return say
  const name = resolvedName(verdict.resolved)
  return [
    ['profile', name],
    ...(verdict.region === undefined ? [] : ([['region', verdict.region]] as const)),
    ['label', printable(name, 128)],
    ...(isProtected(settings.settings, name) ? ([['protected', '1']] as const) : []),
    ...(session ? ([['session', sessionId(session)]] as const) : []),
    ...say,
  ]
}

/** `aws-config-file`, `config` and `config-state`: which config a record was made from. */
export function configFields(world: World, mark: Mark): RecordFields {
  const raw = world.env['AWS_CONFIG_FILE']
  return [
    ['aws-config-file', raw ? `=${raw}` : '-'],
    ['config', path.resolve(world.paths.awsConfig)],
    ['config-state', mark ? 'present' : 'absent'],
  ]
}

/**
 * Whether the same AWS_CONFIG_FILE always means the same file. A relative one does not: what holds is then not for other
 * directories, and no record of it is left.
 */
export function isConfigFixed(world: World): boolean {
  const raw = world.env['AWS_CONFIG_FILE']
  return !raw || (/^(\/|~(\/|$))/.test(raw) && !raw.includes('$'))
}

/** Trust is for the directory itself: by a name with links in it the shells have to see that it still leads there. */
async function physicalField(directory: string): Promise<RecordFields> {
  const physical = await physicalDirectory(directory)
  return physical === directory ? [] : [['physical', physical]]
}

/** Leaves it; where it cannot be written the shells live on what is printed. */
export async function leaveDirectoryRecord(
  world: World,
  directory: string,
  fields: RecordFields,
  basis: RecordBasis & { config: Mark; settings: string },
): Promise<void> {
  const { state } = world.paths
  const folder = path.join('dirs', encodedDirectory(directory))
  if (!isConfigFixed(world)) return removeRecord(state, folder, 'record').catch(() => undefined)
  const gen = newGeneration()
  const brackets: [string, NonNullable<Mark>][] = basis.config ? [[`${gen}.config`, basis.config]] : []
  const watched: [string, string][] = []
  let index = 0
  for (const { file, mark } of basis.watch) {
    watched.push([mark ? 'watch' : 'absent', path.resolve(file)])
    if (mark) brackets.push([`${gen}.${index++}`, mark])
  }
  await leaveRecord(state, {
    folder,
    name: 'record',
    fields: [
      ['gen', gen],
      ['settings', basis.settings],
      ...configFields(world, basis.config),
      ...watched,
      ...(await physicalField(directory)),
      ...fields,
    ],
    ...(basis.text === undefined ? {} : { text: basis.text }),
    brackets,
    isBracket: (name) => name.endsWith('.lo') || name.endsWith('.hi'),
  }).catch(() => undefined)
}
