import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Binding } from '../../src/core/binding/binding-file.js'
import { isAsAllowed, parseTrust, trustBytes, type TrustedTarget } from '../../src/core/binding/trust.js'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const TARGET: TrustedTarget = {
  profile: 'dev',
  accountId: '111111111111',
  roleName: 'Developer',
  portal: 'corp.awsapps.com/start',
}

describe('a trust record', () => {
  for (const text of ['profile = dev\n', '', 'text\ntext\n', 'profile = ü\r\n# no newline at the end']) {
    it(`gives back exactly ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseTrust(trustBytes({ bytes: bytes(text), target: TARGET })), {
        bytes: bytes(text),
        target: TARGET,
      })
    })
  }

  it('remembers a portal that was new', () => {
    const target = { ...TARGET, newPortal: true }
    assert.deepEqual(parseTrust(trustBytes({ bytes: bytes(''), target }))?.target, target)
  })

  it('of another form trusts nothing', () => {
    for (const text of ['', 'ssoenv-trust 2\ntext\nx', 'profile = dev\n', '\ntext\n']) {
      assert.equal(parseTrust(bytes(text)), undefined, JSON.stringify(text))
    }
  })
})

describe('what a file was allowed for', () => {
  const named: Binding = { ok: true, none: false, profile: 'dev', warnings: [] }
  const team: Binding = {
    ok: true,
    none: false,
    startUrl: 'https://corp.awsapps.com/start/#/',
    accountId: '111111111111',
    roleName: 'Developer',
    warnings: [],
  }
  const others: [what: string, target: TrustedTarget][] = [
    ['account', { ...TARGET, accountId: '222222222222' }],
    ['role', { ...TARGET, roleName: 'Administrator' }],
    ['host', { ...TARGET, portal: 'evil.awsapps.com/start' }],
    ['path', { ...TARGET, portal: 'corp.awsapps.com/evil' }],
    ['assumed role', { ...TARGET, assumes: 'arn:aws:iam::333333333333:role/Deploy' }],
  ]

  it('is what it was', () => {
    assert.equal(isAsAllowed(named, TARGET, { ...TARGET }), true)
    assert.equal(isAsAllowed(named, TARGET, { ...TARGET, newPortal: true }), true)
  })

  for (const [what, target] of others) {
    it(`is not another ${what}`, () => {
      assert.equal(isAsAllowed(named, TARGET, target), false)
      assert.equal(isAsAllowed(team, TARGET, target), false)
      assert.equal(isAsAllowed(team, {}, target), false)
    })
  }

  it('is not another profile, unless the file itself says start URL, account and role', () => {
    const renamed = { ...TARGET, profile: 'my-dev' }
    assert.equal(isAsAllowed(named, TARGET, renamed), false)
    assert.equal(isAsAllowed(team, TARGET, renamed), true)
  })

  it('is nothing where it resolved to nothing, unless the file itself says start URL, account and role', () => {
    const partly: Binding = { ...named, accountId: '111111111111', roleName: 'Developer' }
    assert.equal(isAsAllowed(named, {}, TARGET), false)
    assert.equal(isAsAllowed(partly, {}, TARGET), false)
    assert.equal(isAsAllowed(team, {}, TARGET), true)
  })
})
