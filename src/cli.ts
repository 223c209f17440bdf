/** The oclif door: every command by its words. Whoever asks for one by its name goes straight to it (`straightTo`). */
import { Config, handle, Plugin, run as runOclif, type Interfaces } from '@oclif/core'
import { setLogger } from '@oclif/core/logger'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { oclifStatus, tidy, unknownCommand } from './usage.js'
import { packageFolder } from './world/package-folder.js'

const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(packageFolder, file), 'utf8'))

/** oclif's log, for those who work on oclif: its package is loaded only under DEBUG. */
const nothing = (): void => undefined
const silent: Interfaces.Logger = {
  namespace: 'oclif',
  child: () => silent,
  debug: nothing,
  error: nothing,
  info: nothing,
  trace: nothing,
  warn: nothing,
}

/** What oclif runs of a command; its own `run` would make the configuration. */
interface CommandClass {
  new (words: string[], config: Config): { _run: () => Promise<unknown> }
  id: string
}

const options = { root: packageFolder, ...(process.env['DEBUG'] ? {} : { logger: silent }) }

export async function run(): Promise<void> {
  const words = process.argv.slice(2)
  try {
    setLogger(options)
    if (!(await straightTo(words))) await byConfiguration(words)
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    tidy(error, words)
    const unknown = oclifStatus(error) === undefined ? undefined : await unknownCommand(words, packageFolder)
    if (unknown) tidy(unknown, words)
    await handle(unknown ?? error)
  }
}

/**
 * Runs the command that the first words name, without oclif's configuration, which is a third of such a start and only needed
 * for help and for mistakes in the words.
 *
 * @returns false where that is what is asked for, and nothing was done
 */
async function straightTo(words: readonly string[]): Promise<boolean> {
  const end = words.indexOf('--')
  const own = end < 0 ? words : words.slice(0, end)
  if (own[0] === 'help' || own.some((word) => word === '--help' || word === '-h')) return false
  const until = words.findIndex((word) => !/^[a-z][a-z-]*$/.test(word))
  const named = words.slice(0, until < 0 ? 2 : Math.min(until, 2))
  const fileOf = (count: number): string =>
    path.join(packageFolder, 'dist/commands', `${named.slice(0, count).join('/')}.js`)
  const count = [2, 1].find((many) => many <= named.length && existsSync(fileOf(many)))
  if (count === undefined) return false
  const { createRequire } = process.getBuiltinModule('node:module')
  const load = createRequire(path.join(packageFolder, 'dist/'))
  const { default: Found } = load(fileOf(count)) as { default: CommandClass }
  Found.id = named.slice(0, count).join(':')
  const config = Object.assign(new Config(options), {
    bin: 'ssoenv',
    runHook: () => Promise.resolve({ failures: [], successes: [] }),
  })
  try {
    await new Found(words.slice(count), config)._run()
  } catch (error) {
    // A mistake in the words is found before anything is done, and told with what oclif knows.
    if (error instanceof Error && 'parse' in error) return false
    throw error
  }
  return true
}

async function byConfiguration(words: string[]): Promise<void> {
  const plugin = new Plugin({
    isRoot: true,
    root: packageFolder,
    pjson: readJson('package.json') as Interfaces.PJSON,
  })
  // oclif reads the manifest, and a theme that ssoenv does not offer, by the thread pool: that alone takes half a bare start.
  Object.assign(plugin, { _manifest: () => Promise.resolve(readJson('oclif.manifest.json')) })
  Object.assign(Config.prototype, { loadTheme: () => Promise.resolve() })
  await plugin.load()
  // The only plugin: nobody can add commands to ssoenv by a file in some folder.
  await runOclif(words, { ...options, plugins: new Map([[plugin.name, plugin]]) })
}
