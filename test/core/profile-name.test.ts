import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseAwsConfig } from '../../src/core/config/aws-config.js'
import { UsageError } from '../../src/core/errors.js'
import { DEFAULT_TEMPLATE, nameFromTemplate, type NameParts } from '../../src/core/profile/profile-name.js'
import { findProfile } from '../../src/core/profile/profile.js'

const parts: NameParts = {
  accountName: 'Acme Dev',
  accountId: '111122223333',
  roleName: 'Developer',
  emailAddress: 'aws+dev@acme.example',
  sessionName: 'acme',
}

const cases: [sentence: string, template: string, changed: Partial<NameParts>, name: string][] = [
  ['blanks become dashes', '{account_name}-{role}', {}, 'Acme-Dev-Developer'],
  [
    'every placeholder',
    '{session}/{account_id}.{role_name}:{email}',
    {},
    'acme/111122223333.Developer:aws+dev@acme.example',
  ],
  ['an account without name goes by its id', '{account_name}', { accountName: undefined }, '111122223333'],
  [
    'an account whose name has no letter that can stay, too',
    '{account_name}',
    { accountName: '開発' },
    '111122223333',
  ],
  ['an account without address goes by its id', '{email}', { emailAddress: undefined }, '111122223333'],
  ['accents are dropped', '{account_name}', { accountName: 'Zürich – São Paulo' }, 'Zurich-Sao-Paulo'],
  ['what JavaScript does not see becomes a dash', '{role}', { roleName: 'a=b,c' }, 'a-b-c'],
  [
    'runs are one dash, and none is at an end',
    '{account_name}-{role}',
    { accountName: ' -- [x] ', roleName: '=y=' },
    'x-y',
  ],
  ['text of the template follows the same rule', '-my {role}!', {}, 'my-Developer'],
  ['a value is no template', '{account_name}', { accountName: '{role}' }, 'role'],
  [
    'never the profile that every tool uses unasked',
    '{account_name}',
    { accountName: 'default' },
    'default-111122223333',
  ],
]

for (const [sentence, template, changed, name] of cases) {
  test(`a name from a template: ${sentence}`, () => {
    assert.equal(nameFromTemplate(template, { ...parts, ...changed }), name)
  })
}

test('a placeholder that does not exist is named, and so are those that do', () => {
  assert.throws(
    () => nameFromTemplate('{acount}-\u001b{role}', parts),
    (error) =>
      error instanceof UsageError && /\{acount\}.*\{account_name\}, \{account_id\}/.test(error.message),
  )
  assert.throws(() => nameFromTemplate('{constructor}', parts), UsageError)
})

test('a template without a letter that can stay gives no name', () => {
  assert.throws(() => nameFromTemplate('開発', parts), /gives no name/)
})

test('whatever the portal says, the name is one that every SDK reads back', () => {
  const text = fc.string({ unit: 'binary', maxLength: 80 })
  fc.assert(
    fc.property(text, text, text, (accountName, emailAddress, roleName) => {
      const name = nameFromTemplate(`x${DEFAULT_TEMPLATE}{email}`, {
        ...parts,
        accountName,
        emailAddress,
        roleName,
      })
      assert.match(name, /^[A-Za-z0-9_@+.%:/][A-Za-z0-9_@+.%:/-]{0,127}$/)
      assert.ok(findProfile(parseAwsConfig(`[profile ${name}]\nregion = x\n`, 'config'), name))
    }),
  )
})
