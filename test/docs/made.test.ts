/** Pages that are made: current, readable by what reads man pages, and printed by `ssoenv help`. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = (
  command: string,
  ...words: string[]
): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(command, words, { cwd: root, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } })
const help = (...words: string[]): string => run(process.execPath, 'dist/main.js', 'help', ...words).stdout
const topics = readdirSync(path.join(root, 'docs/topics')).map((file) => file.replace(/\.md$/, ''))

test('the pages that are made are what they are made from', () => {
  const { status, stderr } = run(process.execPath, 'scripts/docs.js', '--check')
  assert.equal(status, 0, stderr)
})

test('the man page is one that groff and mandoc read without a warning', () => {
  const { status, stdout, stderr } = run(
    'man',
    '--warnings',
    '-E',
    'UTF-8',
    '-P',
    'cat',
    '-l',
    'man/ssoenv.1',
  )
  assert.equal(status, 0)
  assert.equal(stderr, '')
  assert.match(stdout, /^NAME\n +ssoenv -/m)
  const findings = run('mandoc', '-Tlint', 'man/ssoenv.1').stdout.split('\n').filter(Boolean)
  // Examples are lines of their own length, and a page without a date cannot be out of date.
  assert.deepEqual(
    findings.filter((line) => !/STYLE: input text line longer than 80|missing date/.test(line)),
    [],
  )
})

test('the man page has every command that people type, and every topic', () => {
  const page = readFileSync(path.join(root, 'man/ssoenv.1'), 'utf8')
  const { commands } = JSON.parse(readFileSync(path.join(root, 'oclif.manifest.json'), 'utf8')) as {
    commands: Record<string, { id: string; hidden?: boolean }>
  }
  for (const { id, hidden } of Object.values(commands)) {
    const words = `ssoenv ${id.replaceAll(':', ' ')}`.replaceAll('-', '\\-')
    assert.equal(
      page.split('\n').some((line) => `${line} `.startsWith(`.SS ${words} `)),
      !hidden,
      id,
    )
  }
  for (const topic of topics)
    assert.match(page, new RegExp(`^\\.SH ${topic.replace('-', ' ').toUpperCase()}$`, 'm'))
})

test('ssoenv help prints each topic within 80 columns, and names it', () => {
  for (const topic of topics) {
    const text = help(topic)
    assert.match(text, new RegExp(`^${topic.replace('-', ' ').toUpperCase()}\n`))
    assert.deepEqual(
      text.split('\n').filter((line) => line.length > 80),
      [],
    )
    assert.match(help('help').replace(/\s+/g, ' '), new RegExp(`topic: [a-z, -]*${topic}`))
  }
})
