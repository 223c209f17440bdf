/**
 * Builds dist/ and oclif.manifest.json.
 *
 * esbuild bundles our own modules (never the packages) with code splitting: what the shells call starts few files, and
 * each module still exists once, so that `instanceof` holds between the quick door and the commands. The manifest is
 * made in the same step from the same commands, so that it cannot be older than they are.
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
await build({
  absWorkingDir: root,
  entryPoints: [path.join(root, 'src/main.ts'), ...(await filesBelow('src/commands'))],
  outbase: path.join(root, 'src'),
  outdir: path.join(root, 'dist'),
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
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
