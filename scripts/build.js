/**
 * Builds dist/ and oclif.manifest.json.
 *
 * esbuild bundles our own modules (never the packages) with code splitting, the two doors apart: a process uses one of
 * them, so each module still exists once in it, and `instanceof` holds. The manifest is made in the same step from the
 * same commands, so that it cannot be older than they are.
 */
import { build } from 'esbuild'
import { readdir, rm, writeFile, chmod, rename } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import path from 'node:path'

const root = fileURLToPath(new URL('..', import.meta.url))

async function filesBelow(folder) {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
}

await rm(path.join(root, 'dist'), { recursive: true, force: true })
const common = {
  absWorkingDir: root,
  outbase: path.join(root, 'src'),
  outdir: path.join(root, 'dist'),
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
}
await build({
  ...common,
  entryPoints: [path.join(root, 'src/cli.ts'), ...(await filesBelow('src/commands'))],
  chunkNames: 'chunks/[name]-[hash]',
})
// The quick door by itself: shared with no command, it is few files, and each file more costs a start about a millisecond.
await build({
  ...common,
  entryPoints: [path.join(root, 'src/main.ts')],
  chunkNames: 'quick/[name]-[hash]',
  plugins: [
    {
      name: 'the oclif door stays outside',
      setup: (esbuild) =>
        esbuild.onResolve({ filter: /^\.\/cli\.js$/ }, ({ path }) => ({ path, external: true })),
    },
  ],
})
await chmod(path.join(root, 'dist/main.js'), 0o755)

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
