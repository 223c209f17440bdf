/**
 * `npm run docs`: the pages that are made, not written. docs/json.md from the schemas, docs/commands.md from the commands'
 * help, docs/topics/exit-codes.md from the table of exit codes, man/ssoenv.1 from the last two and docs/topics, and
 * docs/pitfalls.md from the tests.
 *
 * With --check it only looks whether they are current. The commands are those of the last build.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { register } from 'tsx/esm/api'
import { markdownOf } from './docs/commands.js'
import { exitCodesPage } from './docs/exit-codes.js'
import { jsonPage } from './docs/json.js'
import { manPage } from './docs/man.js'
import { pitfallsPage } from './docs/pitfalls.js'
import { readTopics } from './docs/topics.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const readJson = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'))
const formatted = async (file, text) =>
  format(text, { ...(await resolveConfig(path.join(root, file))), parser: 'markdown' })

register()
const { EXIT_CODES } = await import('../src/core/exit-codes.ts')
const manifest = readJson('oclif.manifest.json')
const exitCodes = await formatted('docs/topics/exit-codes.md', exitCodesPage(EXIT_CODES))
const pages = {
  'docs/json.md': await formatted('docs/json.md', jsonPage(path.join(root, 'test/vectors/schemas'))),
  'docs/commands.md': await formatted('docs/commands.md', markdownOf(manifest)),
  'docs/topics/exit-codes.md': exitCodes,
  'docs/pitfalls.md': await formatted('docs/pitfalls.md', pitfallsPage(root)),
  'man/ssoenv.1': manPage(manifest, readJson('package.json'), {
    ...readTopics(root),
    'exit-codes': exitCodes,
  }),
}

const present = (file) => {
  try {
    return readFileSync(path.join(root, file), 'utf8')
  } catch {
    return undefined
  }
}
for (const [file, text] of Object.entries(pages)) {
  if (present(file) === text) continue
  if (process.argv.includes('--check')) {
    console.error(`${file} is not what it is made from; run: npm run docs`)
    process.exitCode = 1
  } else {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
}
