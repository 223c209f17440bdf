import assert from 'node:assert/strict'
import { it } from 'node:test'
import { childEnvironment } from '../../src/core/credentials/child-environment.js'

const KEYS = {
  credentials: {
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: 'secret',
    sessionToken: 'token',
    expiresAt: new Date('2026-11-22T12:00:00Z'),
  },
  accountId: '111122223333',
  region: 'eu-west-1',
}
const KEY_VARIABLES = {
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
  AWS_CREDENTIAL_EXPIRATION: '2026-11-22T12:00:00Z',
  AWS_ACCOUNT_ID: '111122223333',
}
const OTHERS = {
  AWS_PROFILE: 'earlier',
  AWS_DEFAULT_PROFILE: 'earlier',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'other',
  AWS_SESSION_TOKEN: 'other',
  AWS_SECURITY_TOKEN: 'other',
  AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00Z',
  AWS_ROLE_ARN: 'arn:aws:iam::999999999999:role/x',
  AWS_ROLE_SESSION_NAME: 'x',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/x',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://localhost/x',
  AWS_CONTAINER_AUTHORIZATION_TOKEN: 'x',
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/x',
}
const KEPT = { HOME: '/home/ada', AWS_CONFIG_FILE: '/config', AWS_PAGER: '' }

it('the profile takes the place of every variable that would win over it, and nothing else is touched', () => {
  assert.deepEqual(childEnvironment({ ...OTHERS, ...KEPT, GONE: undefined }, { profile: 'dev' }), {
    ...KEPT,
    AWS_PROFILE: 'dev',
  })
})

it('keys come with their region and without any profile', () => {
  assert.deepEqual(childEnvironment({ ...OTHERS, ...KEPT }, { profile: 'dev', keys: KEYS }), {
    ...KEPT,
    ...KEY_VARIABLES,
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
  })
})

it('a region that was set by hand stays, and goes along with keys to tools that read the other variable', () => {
  assert.deepEqual(childEnvironment({ AWS_REGION: 'us-east-1' }, { profile: 'dev' }), {
    AWS_REGION: 'us-east-1',
    AWS_PROFILE: 'dev',
  })
  assert.deepEqual(childEnvironment({ AWS_DEFAULT_REGION: 'us-east-1' }, { profile: 'dev', keys: KEYS }), {
    ...KEY_VARIABLES,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
  })
  const both = { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-west-2' }
  assert.deepEqual(childEnvironment(both, { profile: 'dev', keys: KEYS }), { ...KEY_VARIABLES, ...both })
})

const IN_FORCE = { directory: '/home/ada/acme', profile: 'acme-dev' }
const BOUND = {
  AWS_PROFILE: 'acme-dev',
  AWS_REGION: 'eu-west-1',
  SSOENV_DIR: '/home/ada/acme',
  SSOENV_APPLIED: 'acme-dev',
  SSOENV_PREV: '=earlier',
  SSOENV_APPLIED_REGION: 'eu-west-1',
  SSOENV_PREV_REGION: '-',
}

it('with the profile that the binding sets, a shell in there goes on from where this one is', () => {
  assert.deepEqual(childEnvironment(BOUND, { profile: 'acme-dev' }, IN_FORCE), BOUND)
})

it('with another profile the region of the binding is taken back, and a shell in there holds the profile for chosen', () => {
  assert.deepEqual(childEnvironment(BOUND, { profile: 'acme-prod' }, IN_FORCE), {
    AWS_PROFILE: 'acme-prod',
    SSOENV_DIR: '/home/ada/acme',
    SSOENV_APPLIED: 'acme-dev',
    SSOENV_PREV: '=acme-prod',
    SSOENV_CHOSEN: '=acme-prod',
  })
  const before = { ...BOUND, SSOENV_PREV_REGION: '=us-east-1' }
  assert.equal(childEnvironment(before, { profile: 'acme-prod' }, IN_FORCE)['AWS_REGION'], 'us-east-1')
  const byHand = { ...BOUND, AWS_REGION: 'us-west-2' }
  assert.equal(childEnvironment(byHand, { profile: 'acme-prod' }, IN_FORCE)['AWS_REGION'], 'us-west-2')
})

it('with keys a shell in there holds it for chosen that there is no profile', () => {
  const child = childEnvironment(BOUND, { profile: 'acme-dev', keys: KEYS }, IN_FORCE)
  assert.equal(child['SSOENV_CHOSEN'], '-')
  assert.equal(child['SSOENV_PREV'], '-')
  assert.ok(!('AWS_PROFILE' in child))
})
