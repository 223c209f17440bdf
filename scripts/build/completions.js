/**
 * Completion: `shell/completions/ssoenv.SHELL` with a table of all commands behind it, made from oclif's manifest. Its form is in
 * shell/README.md §9.
 */
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readTopics } from '../docs/topics.js'

/** What the value of a flag, or an argument, is, by its name; others are of no known kind. */
const KINDS = {
  flags: {
    session: 'sessions',
    profile: 'profiles',
    to: 'profiles',
    by: 'profiles',
    'tls-key': 'files',
    'tls-cert': 'files',
  },
  args: { profile: 'profiles', path: 'files' },
  /** Arguments that are called the same elsewhere. */
  commands: { 'profiles remove': { name: 'profiles' }, migrate: { profile: 'profiles' } },
}

/** Writes completions.bash, completions.zsh and completions.fish, and what reads names. */
export async function writeCompletions(root, dist, manifest, pjson) {
  const tables = completionTables(manifest, pjson.oclif.topics ?? {}, Object.keys(readTopics(root)))
  const folder = path.join(root, 'shell/completions')
  for (const shell of ['bash', 'zsh', 'fish']) {
    const text = await readFile(path.join(folder, `ssoenv.${shell}`), 'utf8')
    await writeFile(path.join(dist, `completions.${shell}`), `${text}\n${spelled(shell, tables)}`)
  }
  await copyFile(path.join(folder, 'names.awk'), path.join(dist, 'names.awk'))
}

/** The lines of each command's table, by the command's words; `''` is the program itself. `pages`: topics of help. */
export function completionTables(manifest, topics, pages) {
  const tables = new Map([
    ['', [line('f', '--help', '-', 'show help'), line('f', '--version', '-', 'show the version')]],
  ])
  const commands = Object.values(manifest.commands).filter(({ hidden }) => !hidden)
  const shown = commands
    .map((command) => ({ ...command, words: command.id.split(':') }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  for (const { words, ...command } of shown) {
    const own = tables.get(words.join(' ')) ?? []
    tables.set(words.join(' '), [...own, ...flagLines(command), ...argLines(command, words.join(' '))])
    for (const [index, word] of words.entries()) {
      const above = tables.get(words.slice(0, index).join(' '))
      const name = words.slice(0, index + 1).join(' ')
      if (!tables.has(name)) tables.set(name, [])
      const isThere = above.some((each) => each.startsWith(`c\t${word}\t`))
      const about = index === words.length - 1 ? command.description : topics[words[0]]?.description
      if (!isThere) above.push(line('c', word, '-', about))
    }
  }
  const help = tables.get('help') ?? []
  tables.set('help', [
    ...help.filter((each) => !/^a/i.test(each)),
    line('A', '-', `=${topNames(tables, pages)}`),
  ])
  return tables
}

function topNames(tables, pages) {
  const names = tables.get('').flatMap((each) => (each.startsWith('c\t') ? each.split('\t')[1] : []))
  return [...names.filter((name) => name !== 'help'), ...pages].join(',')
}

function flagLines({ flags }) {
  const all = Object.values(flags).filter(({ hidden }) => !hidden)
  const lines = all.flatMap(({ name, char, type, options, description }) => {
    const kind = type === 'boolean' ? '-' : options ? `=${options.join(',')}` : (KINDS.flags[name] ?? 'any')
    return [`--${name}`, ...(char ? [`-${char}`] : [])].map((word) => line('f', word, kind, description))
  })
  return [...lines, line('f', '--help', '-', 'show help')]
}

function argLines({ args, strict }, words) {
  const all = Object.values(args)
  return all.map(({ name, options }, index) => {
    const known = KINDS.commands[words]?.[name] ?? KINDS.args[name]
    const kind = options ? `=${options.join(',')}` : (known ?? 'any')
    return line(strict === false && index === all.length - 1 ? 'A' : 'a', '-', kind, '')
  })
}

/** Four fields, none of them empty. */
function line(type, name, kind, about = '') {
  const [sentence = ''] = about.split(/(?<=\.)\s|\n/)
  return [type, name, kind, sentence.trim().replace(/\.$/, '') || '-'].join('\t')
}

const START = `# Made by scripts/build/completions.js from oclif.manifest.json.\n`

function spelled(shell, tables) {
  if (shell === 'fish') {
    const quote = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    const cases = [...tables].map(([words, lines]) =>
      [
        `        case ${quote(words)}`,
        `            set -g __ssoenv_table ${lines.map(quote).join(' ')}`,
        // `set` keeps the status that was before it.
        '            return 0',
      ].join('\n'),
    )
    return [
      `${START}function __ssoenv_table_of --argument-names words`,
      '    switch "$words"',
      ...cases,
      "        case '*'\n            return 1\n    end\nend\n",
    ].join('\n')
  }
  const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`
  const cases = [...tables].map(
    ([words, lines]) => `    ${quote(words)})\n      __ssoenv_table=${quote(lines.join('\n'))} ;;`,
  )
  return [`${START}__ssoenv_table_of() {\n  case $1 in`, ...cases, '    *) return 1 ;;\n  esac\n}\n'].join(
    '\n',
  )
}
