import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hookLines, openLine, rcLine, withoutRcLines, withRcLine } from '../../src/shells/rc-line.js'
import { SHELLS } from '../../src/shells/dialect.js'

const HOME = '/home/ada'
const lineOf = (shell: (typeof SHELLS)[number], options: string[] = []): string =>
  rcLine(shell, { file: `${HOME}/.local/share/ssoenv/hook.${shell}`, home: HOME, options })

const TEXTS: [what: string, text: string | undefined][] = [
  ['a file that is not there', undefined],
  ['an empty file', ''],
  ['a file', 'one\ntwo\n'],
  ['a file whose last line has no end', 'one\ntwo'],
  ['a file with CRLF', 'one\r\ntwo\r\n'],
  ['a file with CRLF whose last line has no end', 'one\r\ntwo'],
  ['a file that ends in empty lines', 'one\n\n\n'],
  ['a file of one empty line', '\n'],
  ['a file with our line in a comment', `# ${lineOf('bash')}\none\n`],
]

for (const shell of SHELLS) {
  describe(`${shell}: the line of ssoenv setup`, () => {
    for (const [what, text] of TEXTS) {
      it(`is added once to ${what}, and taken away byte for byte`, () => {
        const added = withRcLine(shell, text, lineOf(shell))
        assert.equal(hookLines(shell, added).length, 1)
        assert.equal(withRcLine(shell, added, lineOf(shell)), added)
        assert.equal(withoutRcLines(shell, added), text)
        assert.ok(added.startsWith(text ?? ''), 'every byte before stays')
      })
    }

    it('takes the place of one of the form that followed links', () => {
      const from = `~/.local/share/ssoenv/hook.${shell}`
      const older =
        shell === 'fish'
          ? `if status is-interactive; if test -O ${from}; source ${from}; else; ssoenv hook fish | source; end; end # added by: ssoenv setup`
          : `if [[ -O ${from} ]]; then . ${from}; else eval "$(ssoenv hook ${shell})"; fi # added by: ssoenv setup`
      assert.equal(withRcLine(shell, `one\n${older}\ntwo\n`, lineOf(shell)), `one\n${lineOf(shell)}\ntwo\n`)
      assert.equal(withoutRcLines(shell, `one\n${older}\ntwo\n`), 'one\ntwo\n')
    })

    it('takes the place of an older one, and of several', () => {
      const older = lineOf(shell, ['--no-prompt'])
      const text = `one\n${older}\ntwo\n${older}\nthree\n`
      assert.equal(withRcLine(shell, text, lineOf(shell)), `one\n${lineOf(shell)}\ntwo\nthree\n`)
    })

    it('is taken away from the middle of a file, and from lines behind it', () => {
      assert.equal(withoutRcLines(shell, `one\n${lineOf(shell)}\ntwo`), 'one\ntwo')
      assert.equal(withoutRcLines(shell, `${lineOf(shell)}\r\ntwo\r\n`), 'two\r\n')
    })
  })
}

it('a line that a person wrote is known, also with options and within another command', () => {
  const lines: [shell: (typeof SHELLS)[number], line: string][] = [
    ['bash', 'eval "$(ssoenv hook bash)"'],
    ['bash', 'command -v ssoenv >/dev/null && eval "$(/opt/bin/ssoenv hook bash --no-cd)" # quick'],
    ['zsh', '  eval "$(ssoenv hook zsh)"'],
    ['zsh', '[ -r ~/.local/share/ssoenv/hook.zsh ] && source ~/.local/share/ssoenv/hook.zsh'],
    ['fish', 'ssoenv hook fish --no-prompt | source'],
    ['fish', 'source (ssoenv hook fish | psub)'],
  ]
  for (const [shell, line] of lines)
    assert.deepEqual(hookLines(shell, `one\n${line}\n`), [{ number: 2, isOurs: false }], line)
})

it('what only looks like the line is none', () => {
  for (const line of [
    '# eval "$(ssoenv hook bash)"',
    'true # eval "$(ssoenv hook bash)"',
    'eval "$(ssoenv hook zsh)"',
    'eval "$(my-ssoenv-hook bash)"',
    'echo ssoenv',
  ])
    assert.deepEqual(hookLines('bash', line), [], line)
})

it('a path with blanks and quotes is one word', () => {
  const read = (file: string): string =>
    / then (.*); else /.exec(rcLine('bash', { file, home: HOME, options: [] }))?.[1] ?? ''
  assert.equal(read("/data/it's mine/hook.bash"), ". '/data/it'\\''s mine/hook.bash'")
  assert.equal(read(`${HOME}/my data/hook.bash`), ". ~/'my data/hook.bash'")
  const text = withRcLine(
    'bash',
    '',
    rcLine('bash', { file: '/a #b/ssoenv/hook.bash', home: HOME, options: [] }),
  )
  assert.equal(withoutRcLines('bash', text), '')
})

it('a last line that ends with a backslash is told, one in a comment is not', () => {
  assert.equal(openLine('one\ntwo \\\n'), 2)
  assert.equal(openLine('one \\'), 1)
  for (const text of ['', 'one\n', 'one \\\\\n', '# one \\\n', 'one \\\n\n'])
    assert.equal(openLine(text), undefined, text)
})
