import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { assignment, SHELLS } from '../../src/shells/dialect.js'

const COMMANDS = {
  bash: ['bash', '--noprofile', '--norc', '-c'],
  zsh: ['zsh', '-f', '-c'],
  fish: ['fish', '--no-config', '-c'],
} as const

const TEXTS = [
  'plain',
  "it's",
  '$(touch X) `touch X` ${HOME} $HOME',
  'back\\slash \\\' and "double"',
  'trailing backslash \\',
  '~ * ? [a] {b,c} !! %F{red} #x',
  'line\nbreak\ttab',
  'ünïcode ✓',
  '-n',
]

for (const shell of SHELLS) {
  describe(`${shell}: an assignment`, () => {
    for (const text of TEXTS) {
      it(`takes ${JSON.stringify(text)} literally`, () => {
        const [command, ...words] = COMMANDS[shell]
        const script = `${assignment(shell, '__ssoenv_x', text)}\nprintf '%s' "$__ssoenv_x"`
        const env = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/nonexistent', LC_ALL: 'C.UTF-8' }
        assert.equal(execFileSync(command, [...words, script], { env, encoding: 'utf8' }), text)
      })
    }
  })
}
