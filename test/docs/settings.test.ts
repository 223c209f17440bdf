/** The pages of settings and of the environment against the program. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { DEFAULT_LOGIN_BEFORE, parseSettings } from '../../src/core/settings/settings.js'

import { root } from '../support/manual.js'

const page = readFileSync(new URL('../../docs/topics/settings.md', import.meta.url), 'utf8')
const rows = [...page.matchAll(/^\| `(\w+)` +\|(.*?)\|(.*?)\|/gm)].map(
  ([, name = '', value = '', variable = '']) => ({
    name,
    value: value.trim().replaceAll('`', ''),
    variable: variable.trim().replaceAll('`', ''),
  }),
)
const bare = parseSettings(undefined, {}, 'config').settings

test('the page has every setting, and no other', () => {
  assert.deepEqual(rows.map(({ name }) => name).sort(), Object.keys(bare.origins).sort())
})

test('the page says the defaults', () => {
  const said = Object.fromEntries(rows.map(({ name, value }) => [name, value]))
  assert.deepEqual(said, {
    ...said,
    auto_login: bare.autoLogin,
    login_before: DEFAULT_LOGIN_BEFORE.join(' '),
    login_flow: bare.loginFlow,
    shadow: bare.shadow,
    token_mirror: bare.tokenMirror ? 'on' : 'off',
    prompt: bare.prompt ? 'on' : 'off',
  })
  assert.deepEqual([bare.browser, bare.callbackPort, bare.protect], [undefined, undefined, undefined])
})

test('the page says the variable of each setting', () => {
  for (const { name, value, variable } of rows) {
    const usual = `SSOENV_${name.toUpperCase()}`
    const given = name === 'callback_port' ? '8080' : name === 'browser' ? 'firefox' : value
    const origin = parseSettings(undefined, { [usual]: given }, 'config').settings.origins[name as 'prompt']
    assert.deepEqual(
      origin,
      variable === '' ? { from: 'default' } : { from: 'environment', variable },
      `${name}: ${variable}`,
    )
  }
})

test('the blocks of the page are settings that are read without a warning', () => {
  for (const [, text = ''] of page.matchAll(/^```\n([^]*?)^```$/gm))
    assert.deepEqual(parseSettings(text, { HOME: '/home/ada' }, 'config').warnings, [])
})

/** Beginnings of names, and what completion hands to its own awk. */
const NO_NAMES = ['SSOENV_', 'SSOENV_PROMPT_', 'SSOENV_TEST', 'SSOENV_PREFIX']

test('every variable of ssoenv that the program or a shell names is on one of the two pages', () => {
  const named = new Set<string>()
  for (const folder of ['src', 'shell'])
    for (const file of readdirSync(path.join(root, folder), { recursive: true }).map(String))
      if (/\.(ts|bash|zsh|fish|sh)$/.test(file))
        for (const [name] of readFileSync(path.join(root, folder, file), 'utf8').matchAll(
          /\bSSOENV_[A-Z_]*/g,
        ))
          named.add(name)
  const pages = page + readFileSync(path.join(root, 'docs/topics/environment.md'), 'utf8')
  assert.deepEqual(
    [...named].filter((name) => !NO_NAMES.includes(name) && !pages.includes(`\`${name}\``)),
    [],
  )
})
