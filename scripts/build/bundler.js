/** From modules to the files of dist/, by esbuild. */
import { build, transform } from 'esbuild'
import { readFile, mkdir, writeFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { lazyBundle, lazyFile } from './lazy.js'

/** What of oclif our commands and the oclif door import. */
const OCLIF = `module.exports = {
  get Args() { return require('@oclif/core/args') },
  get Command() { return require('@oclif/core/command').Command },
  get Errors() { return require('@oclif/core/errors') },
  get Flags() { return require('@oclif/core/flags') },
  get loadHelpClass() { return require('@oclif/core/help').loadHelpClass },
  get Config() { return require('@oclif/core/config').Config },
  get Plugin() { return require('@oclif/core/config').Plugin },
  get setLogger() { return require('@oclif/core/logger').setLogger },
  get handle() { return require('@oclif/core/handle').handle },
  get run() { return require('@oclif/core/run').run },
}`
const OCLIF_FILE = 'oclif.js'
/** What the doors import on use. */
const DOOR = /^\.\/(?:cli|flows\/[\w-]+\/answer-\w+)\.js$/
/** oclif would have it compile the sources of a checkout. */
const NEVER = 'typescript'

export class Bundler {
  #root
  #dist
  #packages = new Set()
  /** Every file that went into dist/, relative to the root. */
  inputs = new Set()

  constructor(root, dist) {
    this.#root = root
    this.#dist = dist
  }

  /** One of our entry points. Other doors, oclif and packages stay files of their own. */
  async ours(source, output) {
    const outside = this.#outside(output)
    const plugin = {
      name: 'doors and packages',
      setup: ({ onResolve }) => {
        onResolve({ filter: DOOR }, ({ path: door, kind }) =>
          kind === 'dynamic-import' ? outside(door.slice(2)) : undefined,
        )
        onResolve({ filter: /^[^./]/ }, ({ path: name }) => outside(this.#file(name)))
      },
    }
    await this.#bundle(source, output, { plugin, ours: true, lazy: true })
  }

  /** oclif's own modules, each loaded on use. */
  async oclif() {
    const outside = this.#outside(OCLIF_FILE)
    const source = { stdin: { contents: OCLIF, resolveDir: this.#root } }
    const plugin = {
      name: 'oclif',
      setup: ({ onLoad, onResolve }) => {
        // The platform's name in the line of --version is all that it is for, and it loads child_process.
        onResolve({ filter: /^wsl-utils$/ }, ({ path: name }) => ({ path: name, namespace: 'no-wsl' }))
        onLoad({ filter: /./, namespace: 'no-wsl' }, () => ({ contents: 'exports.isWsl = false' }))
        onResolve({ filter: /^[^./]/ }, ({ path: name }) =>
          name.startsWith('@oclif/core') ? undefined : outside(this.#file(name)),
        )
        onLoad({ filter: /\/node_modules\/@oclif\/core\/lib\/.*\.js$/ }, async ({ path: file }) => ({
          contents: lazyFile(this.#writingAsWeDo(file, await readFile(file, 'utf8'))),
        }))
      },
    }
    await this.#bundle(source, OCLIF_FILE, { plugin, lazy: true })
  }

  /** oclif opens the stream of standard output at each start; ssoenv writes without it (world/terminal/standard-output.ts). */
  #writingAsWeDo(file, text) {
    const replaced = (from, to) => {
      if (text.search(from) < 0) throw new Error(`${file} is another one than scripts/build/bundler.js knows`)
      return text.replace(from, to)
    }
    if (file.endsWith('/lib/command.js')) return replaced(/^process\.stdout\.on\('error'[^]*?^\}\);\n/m, '')
    if (!file.endsWith('/lib/ux/write.js')) return text
    const print = path.join(this.#root, 'src/world/terminal/standard-output.ts')
    const ours = `const print = (line = '') => require(${JSON.stringify(print)}).print(line + '\\n');\n`
    return ours + replaced(/console\.log\(/g, 'print(')
  }

  /** What the others asked for, each with all that it depends on. */
  async packages() {
    for (const name of this.#packages) {
      const source = { stdin: { contents: `module.exports = require('${name}')`, resolveDir: this.#root } }
      await this.#bundle(source, this.#file(name), {})
    }
  }

  /** The file of dist/ that stands for a module's name; built-in modules have none. */
  #file(name) {
    if (isBuiltin(name) || name === NEVER) return undefined
    if (name.startsWith('@oclif/core')) return OCLIF_FILE
    this.#packages.add(name)
    return `packages/${name.replace('@', '').replaceAll('/', '-')}.js`
  }

  /** How an output spells another file of dist/, for esbuild. */
  #outside(output) {
    const up = path.relative(path.dirname(output), '.')
    return (file) => (file === undefined ? undefined : { path: `./${path.join(up, file)}`, external: true })
  }

  async #bundle(source, output, { plugin, ours = false, lazy = false }) {
    const { metafile, outputFiles } = await build({
      absWorkingDir: this.#root,
      ...source,
      outfile: path.join(this.#dist, output),
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      // `import()` becomes `require`: the other loader costs more, and all files here are CommonJS.
      supported: { 'dynamic-import': false },
      define: { 'import.meta.dirname': '__dirname' },
      external: [NEVER],
      logLevel: 'warning',
      metafile: true,
      write: false,
      plugins: plugin ? [plugin] : [],
    })
    for (const input of Object.keys(metafile.inputs)) this.inputs.add(input)
    const file = path.join(this.#dist, output)
    await mkdir(path.dirname(file), { recursive: true })
    const plain = ours ? withDefaults(outputFiles[0].text) : outputFiles[0].text
    const text = lazy ? lazyBundle(plain) : plain
    // Our own lines stay as they are, for stack traces; those of others are only read at a start.
    const { code } = ours
      ? { code: text }
      : await transform(text, { minifySyntax: true, minifyWhitespace: true })
    await writeFile(file, code)
  }
}

/**
 * esbuild makes an `import` of CommonJS as Node does, with the whole of it as the default. But these files are ES modules that
 * it turned into CommonJS itself, and their default is the one that they export.
 */
function withDefaults(text) {
  return text.replaceAll(/(__toESM\(require\("[^"]*\/packages\/[^"]+"\)), 1\)/g, '$1)')
}
