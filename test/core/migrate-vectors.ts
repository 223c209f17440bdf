/**
 * Migrations of configs as people have them: `test/vectors/migrations/NAME.before`, `.json` (a sentence, what is asked for, where
 * each migrated profile has to lead), `.after`.
 *
 * `node --import tsx test/core/migrate-vectors.ts` writes the README there, the table of what each migration changes.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAwsSsoCliConfig } from '../../src/core/migrate/aws-sso-cli-config.js'
import { parseSections } from '../../src/core/config/config-sections.js'
import { configDiff } from '../../src/core/config/diff.js'
import { planMigration, type MigrationPlan } from '../../src/core/migrate/migrate.js'

const FOLDER = fileURLToPath(new URL('../vectors/migrations', import.meta.url))
export const README = path.join(FOLDER, 'README.md')

interface Described {
  sentence: string
  request: {
    only?: string[]
    session?: string
    fallback?: { startUrl?: string; region?: string }
    credentials?: string
    awsSsoCli?: string
  }
  /** Start URL, region, account and role of every profile that moves. */
  leads: Record<string, [string, string, string | null, string | null]>
}

export interface Vector extends Described {
  name: string
  before: string
  /** Empty where it has not been written yet. */
  after: string
}

export function readVectors(): Vector[] {
  const read = (file: string): string => {
    const whole = path.join(FOLDER, file)
    return existsSync(whole) ? readFileSync(whole, 'utf8') : ''
  }
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const name = path.basename(file, '.json')
      const described = JSON.parse(read(file)) as Described
      return { name, ...described, before: read(`${name}.before`), after: read(`${name}.after`) }
    })
}

/** The plan for a vector; its files are called `config` and `credentials`. */
export function planOf({ before, request }: Pick<Vector, 'before' | 'request'>): MigrationPlan {
  const { credentials = '', awsSsoCli, fallback = {}, ...rest } = request
  return planMigration({
    text: before,
    file: 'config',
    credentials: parseSections(credentials, 'credentials'),
    credentialsFile: 'credentials',
    awsSsoCli: awsSsoCli === undefined ? undefined : parseAwsSsoCliConfig(awsSsoCli),
    fallback,
    ...rest,
  })
}

/** The table, as Markdown. */
export function readmeText(vectors: readonly Vector[]): string {
  const intro = `# What migrate changes in configs

Made up, in the forms that the tools write. Each is migrated by \`planMigration\` (src/core/migrate/migrate.ts), and this is all that
differs afterwards, and what is said about it. The tests hold the texts and this page; botocore says that each migrated profile
leads where it did, and that all else reads as before. Written by \`node --import tsx test/core/migrate-vectors.ts\`.
`
  const rows = vectors.map((vector) => {
    const { name, sentence, before, after } = vector
    const { skipped, notes } = planOf(vector)
    const diff = configDiff(before, after, name, { colour: false, context: 1 })
    const said = [
      ...skipped.map(({ reason }) => `- Left as it is: ${reason}`),
      ...notes.map((note) => `- Note: ${note}`),
    ]
    const words = said.length === 0 ? '' : `\n${said.join('\n')}\n`
    return `\n## ${name}\n\n${sentence}\n\n\`\`\`diff\n${diff}\n\`\`\`\n${words}`
  })
  return intro + rows.join('')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(README, readmeText(readVectors()))
