/** The documents that commands print, and their schemas (test/vectors/schemas). */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

const ajv = new Ajv2020({ allErrors: true })
const known = new Map<string, ValidateFunction>()

const fileFor = (name: string): string =>
  fileURLToPath(new URL(`../vectors/schemas/${name.replaceAll(' ', '-')}.json`, import.meta.url))

export function hasSchema(name: string): boolean {
  return existsSync(fileFor(name))
}

/**
 * The text is one JSON document, and of that schema.
 *
 * @param name `error`, or a command's
 */
export function assertFits(name: string, text: string): void {
  let fits = known.get(name)
  if (!fits) {
    fits = ajv.compile(JSON.parse(readFileSync(fileFor(name), 'utf8')) as object)
    known.set(name, fits)
  }
  const document: unknown = JSON.parse(text)
  assert.ok(fits(document), `${name}: ${ajv.errorsText(fits.errors)}\n${text}`)
}
