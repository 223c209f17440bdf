/** docs/json.md, from the schemas that the tests hold the commands to. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const HEAD = `# What --json prints

Made by \`npm run docs\` from [the schemas](../test/vectors/schemas) (JSON Schema, draft 2020-12), to which the tests hold every command.

One JSON document on standard output, also for a failure; what is said to a person goes to standard error. Members have names in camelCase. What is not known or does not apply is left out: no member is null. Instants are ISO 8601 in UTC. Names and values stand as they are in the files: show them to a person only without their control characters. No token and no secret is in any document but those of \`credential-process\` and \`env\`. New members may come with any version; none that is here changes its meaning or goes away within a major one.

\`status --check\` prints nothing, also with --json.
`

function chapter({ title, description, ...schema }) {
  const forms = schema.anyOf ?? [schema]
  const tables = forms.map((form) => {
    const rows = rowsOf(form, '')
    return ['| member | type | what |', '| --- | --- | --- |', ...rows].join('\n')
  })
  return `## ${title}\n\n${description}\n\n${tables.join('\n\nor\n\n')}\n`
}

/** A row for each member; those of objects and of lists follow, by their path. */
function rowsOf(schema, before) {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const { items } = member
    const place = `${before}${name}${items ? '[]' : ''}`
    const isOptional = !(schema.required ?? []).includes(name)
    const words = [isOptional ? '_May be absent._' : '', member.description ?? ''].filter(Boolean).join(' ')
    const inside = items?.properties ? items : member.properties ? member : undefined
    // A list whose entries have members of their own says all by these.
    const own =
      items?.properties && words === '' ? [] : [`| \`${place}\` | ${typeOf(member)} | ${cell(words)} |`]
    return [...own, ...(inside ? rowsOf(inside, `${place}.`) : [])]
  })
}

function typeOf({ type, items, pattern, ...member }) {
  if (member.enum) return member.enum.map((value) => `\`${value}\``).join(', ')
  if ('const' in member) return `\`${JSON.stringify(member.const)}\``
  if (type === 'array') return `list of ${items.properties ? 'objects' : `${typeOf(items)}s`}`
  if (type === 'object' && !member.properties) return 'object'
  return pattern?.includes('T\\d') ? 'instant' : type
}

const cell = (text) => text.replaceAll('|', '\\|')

/** @param folder where the schemas are */
export function jsonPage(folder) {
  const schemas = readdirSync(folder)
    .sort((one, other) => (one === 'error.json' ? -1 : other === 'error.json' ? 1 : one < other ? -1 : 1))
    .map((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')))
  return [HEAD, ...schemas.map(chapter)].join('\n')
}
