import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const file = (name: string): string => path.join(root, 'dist', name)

interface Manifest {
  commands: Record<
    string,
    { hidden?: boolean; flags: Record<string, { hidden?: boolean; name: string; type: string }> }
  >
}

const SHELLS: Record<string, string[]> = {
  bash: [
    'bash',
    '--noprofile',
    '--norc',
    '-c',
    '. "$0"; __ssoenv_table_of "$1" && printf "%s\\n" "$__ssoenv_table"',
  ],
  zsh: ['zsh', '-f', '-c', '. "$0"; __ssoenv_table_of "$1" && print -r -- "$__ssoenv_table"'],
  fish: [
    'fish',
    '--no-config',
    '-c',
    'source $argv[1]; __ssoenv_table_of $argv[2]; and printf "%s\\n" $__ssoenv_table',
  ],
}

for (const [shell, [command = '', ...words]] of Object.entries(SHELLS)) {
  describe(`completion for ${shell}`, () => {
    const tableOf = (name: string): string[][] =>
      execFileSync(command, [...words, file(`completions.${shell}`), name], { encoding: 'utf8' })
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t'))

    it('knows every command and flag that help shows, and no other', async () => {
      const { commands } = JSON.parse(
        await readFile(path.join(root, 'oclif.manifest.json'), 'utf8'),
      ) as Manifest
      for (const [id, { hidden, flags }] of Object.entries(commands)) {
        const [last = '', ...above] = id.split(':').reverse()
        const isOffered = tableOf(above.reverse().join(' ')).some(
          ([type, name]) => type === 'c' && name === last,
        )
        assert.equal(isOffered, !hidden, id)
        if (hidden) continue
        const table = tableOf(id.replaceAll(':', ' '))
        const offered = table.filter(([type, name]) => type === 'f' && name?.startsWith('--'))
        const shown = Object.values(flags).filter((flag) => !flag.hidden)
        assert.deepEqual(
          offered.map(([, name]) => name).sort(),
          ['--help', ...shown.map(({ name }) => `--${name}`)].sort(),
          id,
        )
        for (const { name, type } of shown) {
          const kind = offered.find(([, flag]) => flag === `--${name}`)?.[2]
          assert.equal(kind === '-', type === 'boolean', `${id} --${name}`)
        }
      }
    })

    it('has four fields in each line, none of them empty', () => {
      for (const name of ['', 'login', 'profiles', 'profiles sync', 'help'])
        for (const fields of tableOf(name))
          assert.ok(fields.length === 4 && fields.every(Boolean), fields.join('|'))
    })
  })
}

it('names are those that botocore reads from the headers', () => {
  const config = path.join(root, 'test/vectors/completion-config')
  const names = (kind: string, prefix = ''): string[] =>
    execFileSync('awk', ['-v', `kind=${kind}`, '-f', file('names.awk'), config], {
      encoding: 'utf8',
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin', SSOENV_PREFIX: prefix },
    })
      .split('\n')
      .filter(Boolean)
  assert.deepEqual(names('profile'), [
    'default',
    'plain',
    'two words',
    'a]b',
    "it's",
    'q"uote',
    'back\\slash',
    'x$(y)',
    'tab',
    'crlf',
    '한국',
    'heart\u2764\ufe0f',
  ])
  assert.deepEqual(names('sso-session'), ['corp'])
  assert.deepEqual(names('profile', 'two'), ['two words'])
  assert.deepEqual(names('profile', '.*'), [])
  // botocore is the judge, but for the names that are left out.
  const theirs = execFileSync(
    '/usr/bin/python3',
    [
      '-c',
      'import sys, json, botocore.configloader as c; print(json.dumps(list(c.load_config(sys.argv[1])["profiles"])))',
      config,
    ],
    { encoding: 'utf8', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' } },
  )
  const seen = (JSON.parse(theirs) as string[]).filter(
    (name) => name !== '.' && !/\u202e|\u3164|\u2800|\u034f|\udb40|n\ufe0f/.test(name),
  )
  assert.deepEqual(names('profile').sort(), seen.sort())
})
