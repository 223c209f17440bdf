/** Every command of the manual, run; and every word of ssoenv's command line on its pages, looked up. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it, test } from 'node:test'
import { parseAwsConfig } from '../../src/core/config/aws-config.js'
import { parseBindingFile } from '../../src/core/binding/binding-file.js'
import { parseSettings } from '../../src/core/settings/settings.js'
import { blocks, commandsOf, root, runCommands } from '../support/manual.js'

const pages = readdirSync(path.join(root, 'docs'), { recursive: true })
  .map((file) => `docs/${String(file)}`)
  .filter((file) => file.endsWith('.md'))
  .sort()

describe('the commands of a page work, one after the other, in a shell with the hook', () => {
  for (const page of pages.filter((each) => commandsOf(each).length > 0)) {
    it(page, () => {
      const { status, screen } = runCommands(commandsOf(page))
      assert.match(screen, /^all of it/m, screen)
      assert.equal(status, 0)
    })
  }
})

test('the program is installed by the line that the README shows, which a test runs', () => {
  const [line] = blocks('docs/install.md', 'sh')
  assert.ok(line && blocks('README.md', 'sh').includes(line))
})

test('an AWS config, settings and a .ssoenv on a page are read without a word', () => {
  for (const page of ['README.md', ...pages])
    for (const text of blocks(page, 'ini')) {
      const isConfig = /^\[(sso-session|profile|services) /m.test(text)
      const isSettings = /^\[(session |directories\])/m.test(text)
      if (isConfig) assert.ok(parseAwsConfig(text, 'config'), page)
      else if (isSettings)
        assert.deepEqual(parseSettings(text, { HOME: '/home/ada' }, 'config').warnings, [], page)
      else assert.ok(parseBindingFile(Buffer.from(text)).ok, page)
    }
})

interface Manifest {
  commands: Record<
    string,
    { flags: Record<string, unknown>; args: Record<string, unknown>; strict?: boolean }
  >
}

test('every command and every flag that a page shows is one of the program', () => {
  const { commands } = JSON.parse(readFileSync(path.join(root, 'oclif.manifest.json'), 'utf8')) as Manifest
  const topics = new Set(['keys', 'profiles'])
  const wrong: string[] = []
  for (const page of ['README.md', ...pages]) {
    const text = readFileSync(path.join(root, page), 'utf8')
    const shown = [
      ...['sh', 'bash', 'text']
        .flatMap((language) => blocks(page, language))
        .join('\n')
        .split('\n'),
      ...[...text.replace(/^```[^]*?^```$/gm, '').matchAll(/`([^`]+)`/g)].map(([, span = '']) => span),
    ]
    for (const each of shown) {
      // A message, and not words to type.
      const line = /(?:^|"\$\()ssoenv (.*)$/.exec(each)?.[1]
      if (line === undefined || line.includes('…') || line.startsWith('COMMAND')) continue
      const [words = ''] = line.split(/ -- | \|/)
      const named = words
        .replace(/ [#|].*/, '')
        .split(/\s+/)
        .filter((word) => /^[a-z][a-z-]*$/.test(word))
      const id = topics.has(named[0] ?? '') && named[1] ? `${named[0] ?? ''}:${named[1]}` : named[0]
      const command = commands[id ?? ''] ?? commands[`${id ?? ''}:list`]
      if (!command && !words.startsWith('-')) wrong.push(`${page}: ssoenv ${line}`)
      for (const [, flag = ''] of words.matchAll(/(?:^|\s)--([a-z-]+)/g))
        if (!['help', 'version'].includes(flag) && !(command && flag in command.flags))
          wrong.push(`${page}: ssoenv ${line}: --${flag}`)
    }
  }
  assert.deepEqual(wrong, [])
})
