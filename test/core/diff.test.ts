import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { differences } from '../../src/core/config/diff-lines.js'
import { configDiff } from '../../src/core/config/diff.js'

const diff = (before: string, after: string, context?: number): string =>
  configDiff(before, after, 'config', { colour: false, ...(context !== undefined && { context }) })

test('a diff shows the changed lines with three lines around them', () => {
  const text = 'a\nb\nc\nd\ne\nf\ng\nh\n'
  assert.equal(
    diff(text, text.replace('d\n', 'D\nD\n')),
    '--- config\n+++ config\n@@ -1,7 +1,8 @@\n a\n b\n c\n-d\n+D\n+D\n e\n f\n g',
  )
  assert.equal(
    diff(text, text.replace('b\n', '').replace('g', 'G'), 1),
    '--- config\n+++ config\n@@ -1,3 +1,2 @@\n a\n-b\n c\n@@ -6,3 +5,3 @@\n f\n-g\n+G\n h',
  )
})

test('nothing to show is no text', () => {
  assert.equal(diff('a\n', 'a\n'), '')
  assert.equal(diff('', ''), '')
})

test('a new file is told from an empty name', () => {
  assert.equal(diff('', 'a\n'), '--- /dev/null\n+++ config\n@@ -0,0 +1 @@\n+a')
})

test('a missing newline at the end shows', () => {
  assert.equal(
    diff('a\nb', 'a\nb\nc'),
    '--- config\n+++ config\n@@ -1,2 +1,3 @@\n a\n-b\n\\ No newline at end of file\n+b\n+c\n\\ No newline at end of file',
  )
})

test('secrets are masked: in values, in lines that continue them, in comments, in addresses', () => {
  const text = [
    '[a]',
    'aws_access_key_id = AKIAEXAMPLE',
    'aws_secret_access_key = geheim',
    '  geheim',
    'AWS_SESSION_TOKEN:geheim',
    '# aws_secret_access_key = geheim',
    ';aws_security_token=geheim',
    'web_identity_token_file = /run/token',
    'proxy = http://ada:geheim@proxy.example:3128',
    'region = x',
  ].join('\n')
  assert.equal(
    diff(`${text}\n`, '').split('\n').slice(3).join('\n'),
    [
      '-[a]',
      '-aws_access_key_id = AKIAEXAMPLE',
      '-aws_secret_access_key = ****',
      '-****',
      '-AWS_SESSION_TOKEN:****',
      '-# aws_secret_access_key = ****',
      '-;aws_security_token=****',
      '-web_identity_token_file = /run/token',
      '-proxy = http://ada:****@proxy.example:3128',
      '-region = x',
    ].join('\n'),
  )
})

test('a secret that changed shows as changed', () => {
  const shown = diff('[a]\naws_secret_access_key = one\n', '[a]\naws_secret_access_key = two\n')
  assert.match(shown, /\n-aws_secret_access_key = \*\*\*\*\n\+aws_secret_access_key = \*\*\*\*$/)
})

test('nothing raw reaches the terminal, and colours are ours', () => {
  const shown = configDiff('a\u001b[31m\r\n', '\tb\u202e\r\n', 'x\u0007', { colour: true })
  assert.equal(
    shown,
    '\u001b[31m--- x?\u001b[0m\n\u001b[32m+++ x?\u001b[0m\n\u001b[36m@@ -1 +1 @@\u001b[0m\n\u001b[31m-a?[31m\u001b[0m\n\u001b[32m+    b?\u001b[0m',
  )
})

test('patch makes the new text from the old one and the diff', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ssoenv-diff-'))
  const file = path.join(folder, 'config')
  const line = fc.constantFrom('a', 'b', 'c', 'd', '[profile a]', '[profile b]', '', 'x = 1')
  const text = fc
    .array(line, { maxLength: 30, size: 'max' })
    .map((lines) => lines.map((each) => `${each}\n`).join(''))
  try {
    for (const [before, after] of fc.sample(fc.tuple(text, text), { numRuns: 100, seed: 20_261_122 })) {
      const shown = diff(before, after, 2)
      if (shown === '') continue
      writeFileSync(file, before)
      execFileSync('patch', ['--silent', '--no-backup-if-mismatch', '-o', `${file}.new`, file], {
        input: `${shown}\n`,
      })
      assert.equal(readFileSync(`${file}.new`, 'utf8'), after, JSON.stringify({ before, after, shown }))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a line of a megabyte is cut, in time', () => {
  const started = performance.now()
  for (const piece of [' ', 'secret', '#', ': //', '\t']) {
    assert.ok(diff('', `${piece.repeat(1_000_000)}\n`).length < 700)
  }
  assert.ok(performance.now() - started < 5000)
})

test('ten thousand places that differ are found one by one, in time', () => {
  const text = (value: string): string[] =>
    Array.from({ length: 10_000 }, (_, at) => [`[profile p${at}]`, 'region = x', value, '']).flat()
  const started = performance.now()
  const found = differences(text('a'), text('b'))
  assert.equal(found.length, 10_000)
  assert.ok(performance.now() - started < 5000)
})
