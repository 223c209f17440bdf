import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { summaryText, type ToldFinding } from '../../src/core/doctor/doctor-text.js'
import { shortened, worst, type Finding } from '../../src/core/doctor/finding.js'
import { rcFindings } from '../../src/core/doctor/rc-findings.js'
import { TOOLS, toolFindings } from '../../src/core/doctor/tool-findings.js'
import { unknownVariables } from '../../src/core/doctor/variables.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Every SSOENV_… that the program or a hook reads or exports. */
function ownVariables(): Set<string> {
  const names = new Set<string>()
  for (const folder of ['src', 'shell/bash', 'shell/zsh', 'shell/fish', 'shell/direnv']) {
    for (const file of readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.(?:ts|bash|zsh|fish|sh)$/.test(file)) continue
      const text = readFileSync(path.join(ROOT, folder, file), 'utf8')
      for (const [name] of text.matchAll(/\bSSOENV_[A-Z]+(?:_[A-Z]+)*\b(?!_)/g)) names.add(name)
    }
  }
  return names
}

test('no variable that ssoenv or a hook uses itself is taken for a mistake, and what is near to one is named', () => {
  const own = ownVariables()
  assert.ok(own.size > 15)
  assert.deepEqual(unknownVariables(Object.fromEntries([...own].map((name) => [name, 'x']))), [])
  const [finding] = unknownVariables({ SSOENV_LOGIN_BEFOR: 'x', AWS_PROFILE: 'y' })
  assert.equal(finding?.mend, 'perhaps SSOENV_LOGIN_BEFORE was meant')
  assert.equal(unknownVariables({ SSOENV_XYZZY: '' })[0]?.mend, undefined)
})

test('the worst of the findings counts, and of many of one kind the first ones are told', () => {
  assert.equal(worst([]), 'ok')
  assert.equal(worst([{ state: 'note' }, { state: 'problem' }, { state: 'warning' }]), 'problem')
  const many = Array.from({ length: 13 }, (_, index): Finding => ({ state: 'warning', what: `${index}` }))
  assert.deepEqual(shortened(many.slice(0, 10), 'files'), many.slice(0, 10))
  assert.deepEqual(shortened(many, 'files').slice(9), [
    { state: 'warning', what: '9' },
    { state: 'warning', what: 'There are 3 more such files.' },
  ])
})

test('what was mended is not counted any more', () => {
  const finding = { check: 'x', what: 'y', isFixable: true }
  const told: ToldFinding[] = [
    { ...finding, state: 'problem', fixed: true },
    { ...finding, state: 'problem', fixed: false },
    { ...finding, state: 'warning', isFixable: false },
    { ...finding, state: 'warning', isFixable: false },
  ]
  assert.equal(summaryText(told), '1 problem, 2 warnings. ssoenv doctor --fix can mend 1 of what is above.')
  assert.equal(summaryText(told.slice(0, 1)), 'Nothing is wrong.')
})

test('only a list that is set anew below the line takes the hook out', () => {
  const lines = [{ number: 2, isOurs: true }]
  const found = (shell: string, below: string, above = ''): number =>
    rcFindings({ shell, name: 'rc', text: `${above}\nhook\n${below}\n`, lines }).length
  assert.equal(found('bash', 'PROMPT_COMMAND=mine'), 1)
  assert.equal(found('bash', '', 'PROMPT_COMMAND=mine'), 0)
  for (const kept of [
    'PROMPT_COMMAND+=(mine)',
    'PROMPT_COMMAND="mine;$PROMPT_COMMAND"',
    '# PROMPT_COMMAND=mine',
  ])
    assert.equal(found('bash', kept), 0, kept)
  assert.equal(found('zsh', 'precmd_functions=(mine)'), 1)
  assert.equal(found('zsh', 'precmd_functions+=(mine)'), 0)
  assert.equal(found('fish', 'PROMPT_COMMAND=mine'), 0)
})

test('of a tool whose first program says no version nothing is told', () => {
  const [aws] = TOOLS
  assert(aws)
  const good = { version: [2, 9, 0], text: '2.9.0' } as const
  assert.deepEqual(toolFindings(aws, []), [])
  assert.deepEqual(
    toolFindings(aws, [
      { file: '/a/aws', said: 'nothing' },
      { file: '/b/aws', said: good },
    ]),
    [],
  )
  const both = toolFindings(aws, [
    { file: '/a/aws', said: good },
    { file: '/b/aws', said: good },
  ])
  assert.deepEqual(both, [{ state: 'ok', what: '/a/aws is the AWS CLI 2.9.0.' }])
})
