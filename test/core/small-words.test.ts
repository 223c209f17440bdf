import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withTilde } from '../../src/core/text/display.js'
import { durationSeconds } from '../../src/core/text/duration.js'
import { configuredEndpoint } from '../../src/core/session/endpoint.js'
import { networkFor } from '../../src/core/session/network.js'
import { ConfigError, UsageError } from '../../src/core/errors.js'
import { loginCommand } from '../../src/core/session/login-command.js'
import { roleCredentialsFileName } from '../../src/core/session/role-credentials.js'
import { minutesAgo, span, spanOfSeconds } from '../../src/core/text/words-for-time.js'

test('a duration is a number with its unit', () => {
  assert.equal(durationSeconds('30m'), 1800)
  assert.equal(durationSeconds('90s'), 90)
  assert.equal(durationSeconds('1h30m'), 5400)
  for (const text of ['30', '', 'm', '-5m', '1.5h', '5 m'])
    assert.throws(() => durationSeconds(text), UsageError)
})

test('spans are told in their largest unit', () => {
  assert.deepEqual(
    [0, 1, 59, 60, 150, 47 * 60, 48 * 60].map((minutes) => span(minutes)),
    ['0 minutes', '1 minute', '59 minutes', '1 hour', '2 hours', '47 hours', '2 days'],
  )
  const now = new Date('2026-11-22T10:00:00Z')
  assert.equal(minutesAgo(new Date('2026-11-22T09:59:30Z'), now), 'just now')
  assert.equal(minutesAgo(new Date('2026-11-22T09:48:00Z'), now), '12 minutes ago')
})

test('seconds are told as they are waited for, and from an hour on in minutes', () => {
  assert.deepEqual(
    [-3, 0.2, 59, 60, 125, 1800, 3599, 3600, 3900, 46_799, 46_800].map((seconds) => spanOfSeconds(seconds)),
    [
      '0 s',
      '1 s',
      '59 s',
      '1 min',
      '2 min 5 s',
      '30 min',
      '59 min 59 s',
      '1 h',
      '1 h 5 min',
      '12 h 59 min',
      '13 h',
    ],
  )
})

test('an endpoint is https, or http on this machine', () => {
  const endpoint = (value: string): string | undefined =>
    configuredEndpoint(networkFor({ AWS_ENDPOINT_URL_STS: value }), 'sts')?.origin
  assert.equal(endpoint('https://oidc.example.com/x'), 'https://oidc.example.com')
  assert.equal(endpoint('http://127.0.0.1:8080'), 'http://127.0.0.1:8080')
  assert.equal(endpoint('http://localhost:8080'), 'http://localhost:8080')
  assert.equal(endpoint(''), undefined)
  for (const value of ['http://oidc.example.com', 'http://127.0.0.1.evil.example', 'ftp://x', 'localhost:80'])
    assert.throws(() => endpoint(value), ConfigError)
})

test('the generic AWS_ENDPOINT_URL leads nowhere, and the switch turns the others off', () => {
  assert.equal(
    configuredEndpoint(networkFor({ AWS_ENDPOINT_URL: 'http://localhost:4566' }), 'sso'),
    undefined,
  )
  const env = { AWS_ENDPOINT_URL_SSO: 'https://x.example', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }
  assert.equal(configuredEndpoint(networkFor(env), 'sso'), undefined)
})

test('the files of role credentials are named as by the AWS CLI', () => {
  const session = { kind: 'sso-session', name: 'my-sso', startUrl: 'u', region: 'r' } as const
  assert.equal(
    roleCredentialsFileName(session, '111111111111', 'AdministratorAccess'),
    'd69b93565f62d68b82719577c1f7e002926ce75e.json',
  )
})

test('the home folder is ~ where a path begins with it', () => {
  const shown = (text: string): string => withTilde(text, '/home/a.b')
  assert.equal(shown('/home/a.b'), '~')
  assert.equal(shown('by /home/a.b/x, "/home/a.b/y" (/home/a.b/z)'), 'by ~/x, "~/y" (~/z)')
  assert.equal(shown('/home/a.bc/x /mnt/home/a.b/x /home/aXb/x'), '/home/a.bc/x /mnt/home/a.b/x /home/aXb/x')
  assert.equal(withTilde('/x /', '/'), '/x /')
})

test('a command to type survives names with blanks, and shows nothing raw', () => {
  const session = (name: string) => ({ kind: 'sso-session', name, startUrl: 'u', region: 'r' }) as const
  assert.equal(loginCommand(session('corp')), 'ssoenv login --session corp')
  assert.equal(loginCommand(session('my corp')), "ssoenv login --session 'my corp'")
  assert.equal(loginCommand(session("it's\u001b[2J")), "ssoenv login --session 'it?s?[2J'")
})
