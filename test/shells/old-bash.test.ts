/**
 * bash 3.2, which macOS has: no construct of a newer bash is reached there. It would be no error at the parser in most cases
 * but a message at a prompt, so each stands behind a look at BASH_VERSINFO, or is told below why it may stand.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const shell = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../shell')

/** What came after 3.2, and with which version (bash's NEWS). */
const NEWER: [name: string, pattern: RegExp][] = [
  ['associative arrays (4.0)', /\b(?:declare|local|typeset)\s+-\w*A/],
  ['declare -g (4.2)', /\b(?:declare|typeset)\s+-\w*g/],
  ['namerefs (4.3)', /\b(?:declare|local|typeset)\s+-\w*n/],
  ['declare -l and -u (4.0)', /\b(?:declare|local|typeset)\s+-\w*[lu]/],
  ['case of letters in an expansion (4.0)', /\$\{!?\w+(?:\[[^\]]*\])?(?:\^|,)/],
  ['${name@operator} (4.4)', /\$\{[!\w]+(?:\[[^\]]*\])?@[A-Za-z]\}/],
  ['mapfile (4.0)', /\b(?:mapfile|readarray)\b/],
  ['the time in printf (4.2)', /%\([^)]*\)T/],
  ['printf -v to an element (4.1)', /printf\s+-v\s+["']?\w+\[/],
  ['&>> (4.0)', /&>>/],
  ['|& (4.0)', /\|&/],
  [';& and ;;& (4.0)', /;;?&/],
  ['coproc (4.0)', /^\s*coproc\b/],
  ['test -v (4.2)', /(?:\[\[?|\btest)\s+(?:!\s+)?-v\s/],
  ['test -R (4.3)', /(?:\[\[?|\btest)\s+(?:!\s+)?-R\s/],
  ['negative subscripts (4.3)', /\w\[-\d/],
  ['negative lengths (4.2)', /\$\{\w+:[^}]*:\s*-\d/],
  ['wait -n (4.3)', /\bwait\s+-\w*n/],
  ['EPOCHSECONDS (5.0)', /\bEPOCH(?:SECONDS|REALTIME)\b/],
  ['BASHPID (4.0)', /\bBASHPID\b/],
  ['BASH_ALIASES and BASH_CMDS (4.0)', /\bBASH_(?:ALIASES|CMDS)\b/],
  ['read -i and -N (4.0)', /\bread\s+(?:-\w+\s+)*-\w*[iN]/],
  ['a part of a second in read -t (4.0)', /\bread\b.*-t\s*\d*\.\d/],
  ['a variable for a descriptor (4.1)', /(?:^|\s)\{\w+\}[<>]/],
  [
    'globstar, lastpipe, inherit_errexit (4.0 to 4.4)',
    /\bshopt\b.*\b(?:globstar|lastpipe|inherit_errexit)\b/,
  ],
  ['local - (4.4)', /\blocal\s+-(?:\s|$)/],
  ['commands in ${ …; } (5.3)', /\$\{[\s|]/],
  ['braces with steps and zeros (4.0)', /\{\d+\.\.\d+\.\.\d+\}|\{0\d+\.\./],
  ['compgen -V (5.3)', /\bcompgen\s+-V/],
  ['PROMPT_COMMAND as an array that grows (5.1)', /PROMPT_COMMAND\+?=\(/],
]

/** Reached by newer shells only, for a reason that the text does not show by BASH_VERSINFO. */
const ELSEWHERE: [file: string, text: string, reason: string][] = [
  [
    'bash/15-quiet.bash',
    '__ssoenv_now=${EPOCHSECONDS:-$__ssoenv_until}',
    '__ssoenv_epoch is set from 5.0 on',
  ],
  [
    'bash/20-attach.bash',
    '${__ssoenv_gate[EPOCHSECONDS',
    'in PS0, which is set from 5.0 on; elsewhere only its text',
  ],
  ['bash/20-attach.bash', 'PROMPT_COMMAND=("$__ssoenv_entry_first"', 'behind __ssoenv_is_array'],
  ['bash/20-attach.bash', 'PROMPT_COMMAND+=("$__ssoenv_entry_last")', 'behind __ssoenv_is_array'],
]

/** Our code for bash, without comments: `{ file, number, line, guarded }`, guarded being a line of a block that looks at the version. */
function codeLines(): { file: string; number: number; line: string; guarded: boolean }[] {
  const files = [
    ...readdirSync(path.join(shell, 'bash')).map((name) => `bash/${name}`),
    'direnv/ssoenv.sh',
    'completions/ssoenv.bash',
  ]
  return files.flatMap((file) => {
    let guard: number | undefined
    return readFileSync(path.join(shell, file), 'utf8')
      .split('\n')
      .flatMap((text, at) => {
        const indent = text.search(/\S/)
        const looks = text.includes('BASH_VERSINFO')
        // A guard holds for what stands deeper, and for `else` no more; one in a chain of `&&` for the lines that go on.
        if (guard !== undefined && indent >= 0 && indent <= guard && !looks) guard = undefined
        if (looks) guard = indent
        const line = /^\s*#/.test(text) ? '' : text.replace(/\s#\s.*$/, '')
        return [{ file, number: at + 1, line, guarded: guard !== undefined }]
      })
  })
}

test('what came after bash 3.2 stands behind a look at the version', () => {
  const open = codeLines()
    .filter(({ guarded }) => !guarded)
    .filter(({ file, line }) => !ELSEWHERE.some(([where, text]) => where === file && line.includes(text)))
    .flatMap(({ file, number, line }) =>
      NEWER.filter(([, pattern]) => pattern.test(line)).map(
        ([name]) => `${file}:${number}: ${name}: ${line.trim()}`,
      ),
    )
  assert.deepEqual(open, [])
})

test('what is told to be reached by newer shells only is there', () => {
  const lines = codeLines()
  for (const [file, text] of ELSEWHERE)
    assert.ok(
      lines.some((code) => code.file === file && code.line.includes(text)),
      `${file} has no ${text}`,
    )
})

test('each construct is found where it stands in the open', () => {
  const examples = [
    'declare -A map',
    'typeset -g x=1',
    'local -n ref=x',
    'declare -u loud=x',
    'echo "${x^^}"',
    'echo "${x,,}"',
    'echo "${x@Q}"',
    '[[ ${a[0]@a} == *r* ]]',
    'mapfile -t lines',
    "printf '%(%s)T' -1",
    'printf -v "a[1]" x',
    'x &>>log',
    'x |& y',
    'a) x ;;&',
    'coproc x',
    '[[ -v x ]]',
    '[[ -R x ]]',
    'echo "${a[-1]}"',
    'echo "${x:0:-1}"',
    'wait -n',
    'echo $EPOCHSECONDS',
    'echo $BASHPID',
    'echo "${BASH_ALIASES[x]}"',
    'read -r -N 1 x',
    'read -t 0.5 x',
    'exec {fd}>x',
    'shopt -s globstar',
    'local -',
    'x=${ y; }',
    'echo {1..9..2}',
    'PROMPT_COMMAND+=(x)',
  ]
  for (const example of examples)
    assert.ok(
      NEWER.some(([, pattern]) => pattern.test(example)),
      example,
    )
})
