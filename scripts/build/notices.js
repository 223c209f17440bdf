/** The licences of the packages whose code is part of dist/, as they ask for. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * @param root the checkout
 * @param inputs files that went into dist/, relative to the root
 * @throws Error for a package without a licence text
 */
export async function notices(root, inputs) {
  const folders = new Set()
  for (const input of inputs) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]
    if (folder !== undefined) folders.add(folder)
  }
  /** Packages by the text of their licence: many share one. */
  const texts = new Map()
  for (const folder of folders) {
    const at = (file) => path.resolve(root, folder, file)
    const { name, version, license } = JSON.parse(await readFile(at('package.json'), 'utf8'))
    const file = (await readdir(at('.'))).find((entry) => /^licen[cs]e/i.test(entry))
    if (!file && !license) throw new Error(`${name} has no licence`)
    const text = file ? (await readFile(at(file), 'utf8')).trim() : `Licence: ${license}`
    texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`].sort())
  }
  return [...texts]
    .map(([text, names]) => `${names.join('\n')}\n\n${text}\n`)
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`)
}
