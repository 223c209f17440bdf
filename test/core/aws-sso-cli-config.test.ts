import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAwsSsoCliConfig } from '../../src/core/migrate/aws-sso-cli-config.js'

const read = (text: string): unknown => {
  const config = parseAwsSsoCliConfig(text)
  return (
    config && {
      default: config.defaultInstance,
      ...Object.fromEntries(
        [...config.instances].map(([name, { startUrl, region, via }]) => [
          name,
          [startUrl, region, via && [...via]],
        ]),
      ),
    }
  )
}

const URL_TEXT = 'https://acme.awsapps.com/start'

test('the portals, and the roles that are reached by way of another, are found', () => {
  const text = `# of ours
SSOConfig:
    Default:
        SSORegion: us-east-1   # where it is
        StartUrl: ${URL_TEXT}#/
        DefaultRegion: us-east-1
        Accounts:
            258234615182:
                Name: "Control: Tower"
                Tags:
                  - Type: Main Account
                    Other: x
                Roles:
                  AWSAdministratorAccess:
                    Tags:
                      Test: value
                  Jumped:
                    Via: arn:aws:iam::258234615182:role/AWSAdministratorAccess
            012345678:
                Roles: {}
    'It''s other':
      SSORegion: "eu-west-1"
      StartUrl: '${URL_TEXT}/'
DefaultSSO: It's other
ProfileFormat: '{{ .AccountName }}:{{ .RoleName }}'
UrlExecCommand:
- firefox
- "%s"
ListFields: [AccountId, RoleName]
Note: |
  SSOConfig:
    Fake: x
PromptColors: {Suggestion: x}
`
  assert.deepEqual(read(text), {
    default: "It's other",
    Default: [`${URL_TEXT}#/`, 'us-east-1', ['258234615182 Jumped']],
    "It's other": [`${URL_TEXT}/`, 'eu-west-1', []],
  })
  assert.deepEqual(read(text.replaceAll('\n', '\r\n')), read(text))
})

test('without a default one instance is the one, and of several "Default" is', () => {
  const one = `SSOConfig:\n  Acme:\n    StartUrl: ${URL_TEXT}\n`
  assert.deepEqual(read(one), { default: 'Acme', Acme: [URL_TEXT, undefined, []] })
  assert.deepEqual(read(`${one}  Other:\n    SSORegion: x\nDefaultSSO: Gone\n`), {
    default: undefined,
    Acme: [URL_TEXT, undefined, []],
    Other: [undefined, 'x', []],
  })
})

test('a value in a form that is not read is not known, and its lines mean nothing else', () => {
  const text = `SSOConfig:
  A:
    SSORegion: &anchor eu-west-1
    StartUrl: >-
      https://x
    Accounts: { 1: { Roles: { R: { Via: x } } } }
  B:
    SSORegion: *anchor
    StartUrl: https://one
      two
`
  assert.deepEqual(read(text), {
    default: undefined,
    A: [undefined, undefined, undefined],
    B: [undefined, undefined, []],
  })
})

test('what would change the meaning of other lines makes the file unreadable', () => {
  for (const text of [
    '',
    'SSOConfig: x\n',
    '- a\n',
    'SSOConfig:\n\tA:\n',
    'SSOConfig:\n  A:\n    <<: *base\n    SSORegion: x\n',
    'SSOConfig:\n  A:\n    SSORegion: x\n---\nSSOConfig:\n  A:\n',
    'SSOConfig:\n  A:\n    SSORegion: x\n    SSORegion: y\n',
    'SSOConfig:\n  A:\n      SSORegion: x\n    StartUrl: y\n',
    '? SSOConfig\n: x\n',
    '{SSOConfig: {A: {SSORegion: x}}}\n',
    'SSOConfig:\n  A:\n    SSORegion: x\n    "open: y\n',
  ]) {
    assert.equal(read(text), undefined, text)
  }
})
