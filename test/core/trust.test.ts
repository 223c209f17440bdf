import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isSameTarget, parseTrust, portalHost, trustBytes, type TrustedTarget } from '../../src/core/trust.js'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const TARGET: TrustedTarget = {
  profile: 'dev',
  accountId: '111111111111',
  roleName: 'Developer',
  portal: 'corp.awsapps.com',
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

describe('a target', () => {
  it('is the same under another profile name, but not with another account, role or portal', () => {
    assert.equal(isSameTarget(TARGET, { ...TARGET, profile: 'my-dev' }), true)
    assert.equal(isSameTarget(TARGET, { ...TARGET, accountId: '222222222222' }), false)
    assert.equal(isSameTarget(TARGET, { ...TARGET, roleName: 'Administrator' }), false)
    assert.equal(isSameTarget(TARGET, { ...TARGET, portal: 'evil.awsapps.com' }), false)
  })

  it('of a file that resolved to nothing is whatever it says later', () => {
    assert.equal(isSameTarget({}, TARGET), true)
  })
})

it('the portal of a start URL is its host', () => {
  assert.equal(portalHost('https://corp.awsapps.com/start#/'), 'corp.awsapps.com')
  assert.equal(portalHost('nonsense'), 'nonsense')
})
