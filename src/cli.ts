/** The oclif door: every command by its words. */
import { Config, handle, Plugin, run as runOclif, type Interfaces } from '@oclif/core'
import { setLogger } from '@oclif/core/logger'
import { readFileSync } from 'node:fs'
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

export async function run(): Promise<void> {
  const words = process.argv.slice(2)
  try {
    const options = { root: packageFolder, ...(process.env['DEBUG'] ? {} : { logger: silent }) }
    setLogger(options)
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
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    tidy(error, words)
    const unknown = oclifStatus(error) === undefined ? undefined : await unknownCommand(words, packageFolder)
    await handle(unknown ?? error)
  }
}
