import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { CONFLICTING_VARIABLES } from '../../src/core/credentials/conflicting-variables.js'
import { keyVariables } from '../../src/core/credentials/key-variables.js'
import { ConfigError } from '../../src/core/errors.js'
import { envText, failureText, type EnvFormat } from '../../src/shells/env-text.js'

const KEYS = keyVariables({
  credentials: {
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: 'a/b+c=d',
    sessionToken: 'IQoJb3=='.repeat(100),
    expiresAt: new Date('2026-11-22T11:21:03Z'),
  },
  accountId: '012345678901',
  region: 'eu-west-1',
})

const EVALUATED: [shell: string, words: string[], format: EnvFormat, line: string][] = [
  ['bash', ['--noprofile', '--norc', '-euc'], 'bash', 'eval "$TEXT"'],
  ['bash', ['--noprofile', '--norc', '-euc'], 'bash', 'eval $TEXT'],
  ['bash', ['--posix', '--norc', '-euc'], 'bash', 'eval "$TEXT"'],
  ['zsh', ['-fc'], 'bash', 'eval "$TEXT"'],
  ['dash', ['-euc'], 'bash', 'eval "$TEXT"'],
  ['fish', ['--no-config', '-c'], 'fish', 'printf %s $TEXT | source'],
  ['fish', ['--no-config', '-c'], 'fish', 'eval (printf %s $TEXT)'],
  ['fish', ['--no-config', '-c'], 'fish', 'set -Ux AWS_PROFILE universal; printf %s $TEXT | source'],
]

const HOME = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/nonexistent', LC_ALL: 'C.UTF-8' }

for (const [shell, words, format, line] of EVALUATED) {
  it(`${shell} ${words.join(' ')}: ${line} exports the keys and nothing that would win over them`, () => {
    const earlier = Object.fromEntries(CONFLICTING_VARIABLES.map((name) => [name, 'earlier']))
    const { status, stdout, stderr } = spawnSync(
      shell,
      [...words, `${line} && printenv -0 && printf 'TEXT='`],
      { env: { ...HOME, ...earlier, TEXT: envText(format, CONFLICTING_VARIABLES, KEYS) }, encoding: 'utf8' },
    )
    assert.equal(status, 0, stderr)
    assert.equal(stderr, '')
    const aws = stdout.split('\0').filter((entry) => entry.startsWith('AWS_'))
    assert.deepEqual(aws.sort(), KEYS.map(([name, value]) => `${name}=${value}`).sort())
  })
}

const HOSTILE = [
  "it's",
  '$(touch X) `touch X` $HOME',
  'back\\slash \\\' and "double"',
  'trailing \\',
  '~ * ? [a] {b,c} !! #x; &',
  'line\nbreak',
]

for (const [shell, words, format] of [
  ['bash', ['--norc', '-c'], 'bash'],
  ['zsh', ['-fc'], 'bash'],
  ['dash', ['-c'], 'bash'],
  ['fish', ['--no-config', '-c'], 'fish'],
] as const) {
  it(`${shell}: whatever a value holds, it is taken literally`, () => {
    for (const value of HOSTILE) {
      const script = `${envText(format, ['AWS_PROFILE'], [['AWS_REGION', value]])}\nprintenv -0 AWS_REGION`
      const { stdout } = spawnSync(shell, [...words, script], { env: HOME, encoding: 'utf8' })
      assert.equal(stdout, `${value}\0`)
    }
  })
}

it('bash: no keys are exported beside an AWS_PROFILE that cannot be taken away', () => {
  for (const [shell, words] of [
    ['bash', ['--norc', '-c']],
    ['zsh', ['-fc']],
    ['dash', ['-c']],
  ] as const) {
    const script = 'readonly AWS_PROFILE=fixed; eval "$TEXT"; printenv AWS_ACCESS_KEY_ID'
    const env = { ...HOME, TEXT: envText('bash', CONFLICTING_VARIABLES, KEYS) }
    const { stdout, status } = spawnSync(shell, [...words, script], { env, encoding: 'utf8' })
    assert.equal(stdout, '')
    assert.notEqual(status, 0)
  }
})

it('powershell: single quotes of every kind are doubled', () => {
  assert.equal(
    envText('powershell', ['AWS_PROFILE', 'AWS_ROLE_ARN'], [['AWS_REGION', "it's ‘so’ $x"]]),
    "Remove-Item -ErrorAction Ignore -Path Env:AWS_PROFILE, Env:AWS_ROLE_ARN;\n$Env:AWS_REGION = 'it''s ‘‘so’’ $x';\n",
  )
})

it('dotenv has no quotes, and refuses what would need them', () => {
  assert.match(envText('dotenv', CONFLICTING_VARIABLES, KEYS), /^AWS_SECRET_ACCESS_KEY=a\/b\+c=d$/m)
  for (const value of HOSTILE)
    assert.throws(() => envText('dotenv', [], [['AWS_REGION', value]]), ConfigError, value)
})

it('json is one object, from names to values', () => {
  assert.deepEqual(JSON.parse(envText('json', CONFLICTING_VARIABLES, KEYS)), Object.fromEntries(KEYS))
})

it('the text of a failure fails where it is evaluated, with the same status in POSIX shells', () => {
  for (const shell of ['bash', 'zsh', 'dash']) {
    assert.equal(spawnSync(shell, ['-c', `eval "${failureText('bash', 4)}"`], { env: HOME }).status, 4)
    const env = { ...HOME, TEXT: failureText('bash', 7) }
    assert.equal(spawnSync(shell, ['-ec', 'eval "$TEXT"; exit 9'], { env }).status, 7)
  }
  const env = { ...HOME, TEXT: failureText('fish', 4) }
  assert.equal(spawnSync('fish', ['--no-config', '-c', 'printf %s $TEXT | source'], { env }).status, 1)
  assert.equal(failureText('dotenv', 4), '')
})

it('direnv: use sso_credentials takes away the same variables', () => {
  const text = readFileSync(new URL('../../shell/direnv/ssoenv.sh', import.meta.url), 'utf8')
  const [, words = ''] = /^ {2}unset -v SSOENV_CREDENTIALS ([^]*?)^}$/m.exec(text) ?? []
  const names = ['AWS_PROFILE', ...words.split(/[\s\\]+/).filter(Boolean)]
  assert.deepEqual(names, CONFLICTING_VARIABLES)
})
