/**
 * Builds dist/ and oclif.manifest.json.
 *
 * A process goes through one door (src/quick-door.ts) and runs one command, and what it reads from the disk is most of what
 * a start costs. So each door and each command is one CommonJS file with those of our modules that it needs (an ES module
 * costs a fifth of a bare start more), oclif is one more, and each package of another author is one that is read when it
 * is first used. The manifest is made in the same step from the same commands, so that it cannot be older than they are.
 */
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Bundler } from './build/bundler.js'
import { writeCompletions } from './build/completions.js'
import { joinHooks } from './build/hooks.js'
import { notices } from './build/notices.js'
import { textOf } from './docs/text.js'
import { readTopics } from './docs/topics.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = path.join(root, 'dist')
const source = (file) => ({ entryPoints: [path.join(root, 'src', file)] })

const commands = (await readdir(path.join(root, 'src/commands'), { recursive: true }))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => `commands/${file.slice(0, -3)}`)

await rm(dist, { recursive: true, force: true })
await mkdir(dist)
// The package's own type is "module", for sources and scripts.
await writeFile(path.join(dist, 'package.json'), '{ "type": "commonjs" }\n')

const bundler = new Bundler(root, dist)
const doors = [
  'cli',
  'flows/for-shells/answer-hook',
  'flows/for-shells/answer-settle',
  'flows/credentials/answer-kept',
  'flows/credentials/answer-credentials',
  'flows/credentials/answer-exec',
  'flows/credentials/answer-env',
  'flows/credentials/answer-keys',
]
for (const name of ['main', ...doors, ...commands]) {
  await bundler.ours(source(`${name}.ts`), `${name}.js`)
}
await bundler.oclif()
await bundler.packages()
await joinHooks(root, dist)
await chmod(path.join(dist, 'main.js'), 0o755)
await mkdir(path.join(dist, 'topics'))
for (const [name, markdown] of Object.entries(readTopics(root))) {
  await writeFile(path.join(dist, 'topics', `${name}.txt`), textOf(markdown))
}
await writeFile(path.join(dist, 'NOTICES.txt'), await notices(root, bundler.inputs))

// The same reader that oclif uses at run time makes the manifest, without looking at an older one.
const { Plugin } = await import('@oclif/core')
const plugin = new Plugin({
  root,
  ignoreManifest: true,
  errorOnManifestCreate: true,
  respectNoCacheDefault: true,
})
await plugin.load()
const manifest = path.join(root, 'oclif.manifest.json')
await writeFile(`${manifest}.new`, `${JSON.stringify(plugin.manifest, null, 2)}\n`)
await rename(`${manifest}.new`, manifest)
await writeCompletions(root, dist, plugin.manifest, plugin.pjson)
