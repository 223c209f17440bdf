/**
 * Edits of configs as people have them: `test/vectors/config-edits/NAME.before`, `.json` (a sentence, the changes), `.after`.
 *
 * `node --import tsx test/core/config-edit-vectors.ts` writes the README there, the table of what each edit changes.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ConfigChange } from '../../src/core/config/config-edit.js'
import { configDiff } from '../../src/core/config/diff.js'

const FOLDER = fileURLToPath(new URL('../vectors/config-edits', import.meta.url))
export const README = path.join(FOLDER, 'README.md')

export interface Vector {
  name: string
  sentence: string
  changes: ConfigChange[]
  before: string
  after: string
}

export function readVectors(): Vector[] {
  const read = (file: string): string => readFileSync(path.join(FOLDER, file), 'utf8')
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const name = path.basename(file, '.json')
      const { sentence, changes } = JSON.parse(read(file)) as Pick<Vector, 'sentence' | 'changes'>
      return { name, sentence, changes, before: read(`${name}.before`), after: read(`${name}.after`) }
    })
}

/** The table, as Markdown. */
export function readmeText(vectors: readonly Vector[]): string {
  const intro = `# What the editor changes in ten configs

Made up, in the form in which people have them. Each is edited by \`editAwsConfig\` (src/core/config/config-edit.ts), and this is all
that differs afterwards. The tests hold the texts, this page, and that botocore reads every other key as before. Written by
\`node --import tsx test/core/config-edit-vectors.ts\`.
`
  const rows = vectors.map(({ name, sentence, before, after }) => {
    const diff = configDiff(before, after, name, { colour: false, context: 1 })
    return `\n## ${name}\n\n${sentence}\n\n\`\`\`diff\n${diff}\n\`\`\`\n`
  })
  return intro + rows.join('')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(README, readmeText(readVectors()))
