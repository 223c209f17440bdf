import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, UsageError } from '../../src/core/errors.js'
import { consoleLink, consolePage } from '../../src/core/profile/console-link.js'
import type { SsoSession } from '../../src/core/session/session.js'

const role = { accountId: '012345678901', roleName: 'Developer' }
const QUERY = '#/console?account_id=012345678901&role_name=Developer'

const at = (startUrl: string): SsoSession => ({
  kind: 'sso-session',
  name: 'corp',
  startUrl,
  region: 'eu-west-1',
})

const startUrls: [startUrl: string, page: string][] = [
  ['https://acme.awsapps.com/start', 'https://acme.awsapps.com/start/'],
  ['https://acme.awsapps.com/start/', 'https://acme.awsapps.com/start/'],
  ['https://acme.awsapps.com/start#', 'https://acme.awsapps.com/start/'],
  ['https://acme.awsapps.com/start/#/', 'https://acme.awsapps.com/start/'],
  ['https://acme.awsapps.com/start/#/?tab=accounts', 'https://acme.awsapps.com/start/'],
  ['https://ssoins-1.portal.eu-west-1.app.aws', 'https://ssoins-1.portal.eu-west-1.app.aws/'],
  [
    'https://start.us-gov-home.awsapps.com/directory/acme',
    'https://start.us-gov-home.awsapps.com/directory/acme',
  ],
  [
    'https://start.us-gov-home.awsapps.com/directory/acme#',
    'https://start.us-gov-home.awsapps.com/directory/acme',
  ],
  ['https://start.home.awsapps.cn/directory/acme', 'https://start.home.awsapps.cn/directory/acme'],
  ['https://aws.acme.example', 'https://aws.acme.example/'],
  ['https://go.acme.example/aws', 'https://go.acme.example/aws'],
  ['https://ada:secret@acme.awsapps.com/start', 'https://acme.awsapps.com/start/'],
  ['http://127.0.0.1:8085/start', 'http://127.0.0.1:8085/start/'],
]
for (const [startUrl, page] of startUrls) {
  test(`the link of a portal at ${startUrl} begins with ${page}`, () => {
    assert.equal(consoleLink(at(startUrl), role), `${page}${QUERY}`)
  })
}

test('a start URL that anybody on the way could read is not opened', () => {
  assert.throws(() => consoleLink(at('http://acme.awsapps.com/start'), role), ConfigError)
})

test('names and pages are one word of the link each', () => {
  const { hash } = new URL(
    consoleLink(at('https://acme.awsapps.com/start'), {
      accountId: '012345678901',
      roleName: 'a+b=c,d.e@f-g&role_name=Admin#',
      destination: 'https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1&x=1#frag',
    }),
  )
  assert.deepEqual(Object.fromEntries(new URLSearchParams(hash.replace('#/console?', ''))), {
    account_id: '012345678901',
    role_name: 'a+b=c,d.e@f-g&role_name=Admin#',
    destination: 'https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1&x=1#frag',
  })
})

const pages: [wish: { region?: string; service?: string }, page: string, sessionRegion?: string][] = [
  [{ region: 'eu-west-1' }, 'https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1'],
  [
    { region: 'us-east-1', service: 's3' },
    'https://us-east-1.console.aws.amazon.com/s3/home?region=us-east-1',
  ],
  [{ service: 'iam' }, 'https://console.aws.amazon.com/iam/home'],
  [
    { region: 'eu-west-1', service: 'logs' },
    'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups',
  ],
  [{ service: 'vpc' }, 'https://console.aws.amazon.com/vpcconsole/home'],
  [
    { region: 'cn-northwest-1', service: 'ec2' },
    'https://cn-northwest-1.console.amazonaws.cn/ec2/home?region=cn-northwest-1',
    'cn-north-1',
  ],
  [{ service: 'ec2' }, 'https://console.amazonaws.cn/ec2/home', 'cn-north-1'],
  [
    { region: 'us-gov-east-1' },
    'https://us-gov-east-1.console.amazonaws-us-gov.com/console/home?region=us-gov-east-1',
    'us-gov-west-1',
  ],
  [
    { region: 'eusc-de-east-1', service: 's3' },
    'https://eusc-de-east-1.console.amazonaws-eusc.eu/s3/home?region=eusc-de-east-1',
    'eusc-de-east-1',
  ],
]
for (const [wish, page, sessionRegion = 'eu-central-1'] of pages) {
  test(`the console page for ${JSON.stringify(wish)} of a session in ${sessionRegion}`, () => {
    assert.equal(consolePage(sessionRegion, wish), page)
  })
}

test('a service that no path can be, another partition and one without a public console are told', () => {
  for (const service of ['../x', 'S3', 's3/x', 'a b', '-', 'a--b', 's3?', '@evil.example', 'é'])
    assert.throws(() => consolePage('eu-west-1', { service }), UsageError, service)
  assert.throws(() => consolePage('eu-west-1', { region: 'cn-north-1' }), /another partition/)
  assert.throws(() => consolePage('us-iso-east-1', { service: 's3' }), /no public address/)
})
