/** Parking and taking it back, on texts; botocore says what a profile is before and after. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAwsConfig, withCredentials } from '../../src/core/config/aws-config.js'
import { parseSections } from '../../src/core/config/config-sections.js'
import { ConfigError } from '../../src/core/errors.js'
import {
  planPark,
  requireParkable,
  type AwsFiles,
  type FileChange,
  type SsoTarget,
} from '../../src/core/keys/keys-park.js'
import { planRestore } from '../../src/core/keys/keys-restore.js'
import { keysOfProfile } from '../../src/core/keys/keys.js'
import { parkedKeyText, parseParkedKey, type ParkedKey } from '../../src/core/keys/parked-key.js'
import { askBotocore, type Question } from './botocore.js'
import { readVectors } from './config-edit-vectors.js'

const START_URL = 'https://acme.awsapps.com/start'
const SESSION = `[sso-session acme]\nsso_start_url = ${START_URL}\nsso_region = eu-west-1\n`
const KEY = 'aws_access_key_id = AKIAABCDEFGHIJKLMNOP\naws_secret_access_key = s3cr3t/+x\n'
const TARGET: SsoTarget = {
  session: { kind: 'sso-session', name: 'acme', startUrl: START_URL, region: 'eu-west-1' },
  accountId: '111122223333',
  roleName: 'Developer',
}
const LEGACY: SsoTarget = {
  ...TARGET,
  session: { kind: 'legacy', name: START_URL, startUrl: START_URL, region: 'eu-west-1' },
}
const SSO = {
  method: 'sso',
  session: 'acme',
  region: 'eu-west-1',
  startUrl: START_URL,
  accountId: '111122223333',
  roleName: 'Developer',
}

interface Case {
  sentence: string
  profile: string
  config: string
  credentials: string
  target?: SsoTarget
  /** What botocore said before; its name of where keys come from. */
  method: 'config-file' | 'shared-credentials-file' | 'sso'
  /** A profile that assumes a role from it. */
  chained?: string
}

const CASES: Case[] = [
  {
    sentence: 'keys in the credentials file alone',
    profile: 'old',
    config: SESSION,
    credentials: `[a]\nregion = x\n[old]\n${KEY}`,
    method: 'shared-credentials-file',
  },
  {
    sentence: 'keys in the credentials file, settings in both',
    profile: 'old',
    config: `${SESSION}\n[profile old]\nregion = eu-west-1\ns3 =\n  max_queue_size = 10\n`,
    credentials: `[old]\n${KEY}output = json\n`,
    method: 'shared-credentials-file',
  },
  {
    sentence: 'keys in the config',
    profile: 'old',
    config: `${SESSION}\n[profile old]\n${KEY}region = eu-west-1\n# the end\n`,
    credentials: '',
    method: 'config-file',
  },
  {
    sentence: 'the same key in both files, with a token that somebody forgot',
    profile: 'old',
    config: `${SESSION}[profile old]\n${KEY}`,
    credentials: `[old]\n${KEY}aws_session_token = left over\naws_account_id = 111122223333\n`,
    method: 'shared-credentials-file',
  },
  {
    sentence: 'the default profile, spelled [profile default]',
    profile: 'default',
    config: `${SESSION}[profile default]\nregion = eu-west-1\n`,
    credentials: `[default]\n${KEY}`,
    method: 'shared-credentials-file',
  },
  {
    sentence: 'the default profile, which the config does not have',
    profile: 'default',
    config: SESSION,
    credentials: `[default]\n${KEY}`,
    method: 'shared-credentials-file',
  },
  {
    sentence: 'a name in quotation marks, CRLF, no line end at the end',
    profile: 'my old',
    config: `${SESSION}[profile "my old"]\nregion = eu-west-1`.replaceAll('\n', '\r\n'),
    credentials: `[my old]\n${KEY}`.replaceAll('\n', '\r\n').slice(0, -2),
    method: 'shared-credentials-file',
  },
  {
    sentence: 'a profile that has SSO keys of its own already',
    profile: 'old',
    config: `${SESSION}[profile old]\nsso_session = acme\nsso_account_id = 111122223333\nsso_role_name = Developer\n`,
    credentials: `[old]\n${KEY}`,
    method: 'sso',
  },
  {
    sentence: 'a profile with SSO keys of another role',
    profile: 'old',
    config: `${SESSION}[profile old]\nsso_session = acme\nsso_account_id = 111122223333\nsso_role_name = Other\nregion = x\n`,
    credentials: `[old]\n${KEY}`,
    method: 'sso',
  },
  {
    sentence: 'a legacy profile takes the place',
    profile: 'old',
    config: '[profile other]\nregion = x\n',
    credentials: `[old]\n${KEY}`,
    target: LEGACY,
    method: 'shared-credentials-file',
  },
  {
    sentence: 'a legacy profile of its own becomes one of the session',
    profile: 'old',
    config: `${SESSION}[profile old]\nsso_start_url = ${START_URL}\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = Developer\n`,
    credentials: `[old]\n${KEY}`,
    method: 'sso',
  },
  {
    sentence: 'the base of a chain',
    profile: 'old',
    config: `${SESSION}[profile admin]\nrole_arn = arn:aws:iam::111122223333:role/admin\nsource_profile = old\nregion = eu-west-1\n`,
    credentials: `[old]\n${KEY}`,
    method: 'shared-credentials-file',
    chained: 'admin',
  },
]

const filesOf = ({ config, credentials }: { config: string; credentials: string }): AwsFiles => ({
  config: { file: 'config', text: config },
  credentials: { file: 'credentials', text: credentials },
})

/** The texts after these changes. */
function applied(files: AwsFiles, changes: readonly Pick<FileChange, 'file' | 'after'>[]): AwsFiles {
  const text = (file: string, otherwise: string): string =>
    changes.find((change) => change.file === file)?.after ?? otherwise
  return filesOf({
    config: text('config', files.config.text),
    credentials: text('credentials', files.credentials.text),
  })
}

function restored(files: AwsFiles, changes: readonly FileChange[]): AwsFiles {
  const back = changes.map(({ edit }) => {
    const text = edit.file === 'config' ? files.config.text : files.credentials.text
    const plan = planRestore(text, edit)
    assert.ok('after' in plan, JSON.stringify(plan))
    return { file: edit.file, after: plan.after }
  })
  return applied(files, back)
}

test('botocore uses SSO afterwards, and all of it can be taken back: each of these profiles', async (t) => {
  const cases = CASES.map((one) => {
    const files = filesOf(one)
    const changes = planPark(files, one.profile, one.target ?? TARGET)
    const profiles = [one.profile, ...(one.chained === undefined ? [] : [one.chained])]
    return { ...one, files, changes, after: applied(files, changes), profiles }
  })
  const questions = (texts: AwsFiles, profiles: readonly string[]): Question[] =>
    profiles.map((profile) => ({ config: texts.config.text, credentials: texts.credentials.text, profile }))
  const before = askBotocore(cases.flatMap(({ files, profiles }) => questions(files, profiles)))
  const after = askBotocore(cases.flatMap(({ after, profiles }) => questions(after, profiles)))
  for (const one of cases) {
    const count = one.profiles.length
    const [was, is] = [before.splice(0, count), after.splice(0, count)]
    await t.test(one.sentence, () => {
      for (const verdict of was) assert.equal('method' in verdict && verdict.method, one.method)
      const session = one.target === LEGACY ? null : 'acme'
      for (const verdict of is) assert.deepEqual(verdict, { ...SSO, session })
      assert.doesNotMatch(one.after.config.text + one.after.credentials.text, /AKIA|s3cr3t|left over/)
      assert.deepEqual(restored(one.after, one.changes), one.files)
      assert.deepEqual(planPark(one.after, one.profile, one.target ?? TARGET), [])
    })
  }
})

test('in ten configs as people have them it is taken back byte for byte, also after others have added theirs', () => {
  for (const { name, before } of readVectors()) {
    const session = /^\[sso-session acme\]/m.test(before) ? '' : `\n${SESSION}`
    const own = `\n[zz-old]\n${KEY}`
    const files = filesOf({ config: before + session, credentials: `[default]\nregion = x\n${own}\n[b]\n` })
    const target = /^\[sso-session acme\]/m.test(before) ? LEGACY : TARGET
    const changes = planPark(files, 'zz-old', target)
    const after = applied(files, changes)
    assert.deepEqual(restored(after, changes), files, name)
    const later = filesOf({
      config: after.config.text,
      credentials: `[new]\nregion = y\n${after.credentials.text}`,
    })
    assert.equal(
      restored(later, changes).credentials.text,
      `[new]\nregion = y\n${files.credentials.text}`,
      name,
    )
  }
})

test('a section that others have written in since gets its keys back among theirs', () => {
  const files = filesOf({ config: SESSION, credentials: `[old]\n${KEY}region = x\n` })
  const changes = planPark(files, 'old', TARGET)
  const after = applied(files, changes)
  const later = filesOf({
    config: `${after.config.text}output = json\n`,
    credentials: '[old]\noutput = text\n',
  })
  assert.deepEqual(
    restored(later, changes),
    filesOf({
      config: `${SESSION}\n[profile old]\noutput = json\n`,
      credentials: `[old]\noutput = text\n${KEY}`,
    }),
  )
})

test('what [DEFAULT] gives to every section cannot be taken from one', () => {
  const files = filesOf({ config: SESSION, credentials: `[DEFAULT]\n${KEY}[old]\nregion = x\n` })
  assert.throws(() => planPark(files, 'old', TARGET), ConfigError)
})

test('one file for both is refused, and so is a target that the config does not have', () => {
  const files = filesOf({ config: SESSION, credentials: `[old]\n${KEY}` })
  const one = { config: files.config, credentials: { ...files.credentials, file: 'config' } }
  assert.throws(() => planPark(one, 'old', TARGET), /at once/)
  const other = { ...TARGET, session: { ...TARGET.session, name: 'nobody' } }
  assert.throws(() => planPark(files, 'old', other), /there is no \[sso-session nobody\]/)
})

test('what is no whole long-lived key cannot be parked', () => {
  const refusal = (config: string, credentials: string): (() => void) => {
    const parsed = withCredentials(parseAwsConfig(config, 'config'), credentials, 'credentials')
    const sections = new Map(parseSections(credentials, 'credentials').map((one) => [one.header, one]))
    const keys = keysOfProfile(parsed, { file: 'credentials', sections }, {}, 'old')
    return () => requireParkable(parsed, sections, 'old', keys)
  }
  assert.throws(refusal('', ''), /has no long-lived key/)
  assert.throws(
    refusal('', '[old]\naws_access_key_id = ASIAX\naws_secret_access_key = x\n'),
    /credentials:2: .* temporary/,
  )
  assert.throws(refusal('', '[old]\naws_access_key_id = AKIAX\n'), /no aws_secret_access_key/)
  assert.throws(refusal('[profile old]\n[profile "old"]\n', `[old]\n${KEY}`), /config:1: .* twice/)
  assert.throws(refusal('', `[old]\n${KEY}role_arn = x\n`), /role_arn beside/)
  assert.doesNotThrow(refusal('', `[old]\n${KEY}`))
})

test('a parked key is read back as it was written, and nothing else is taken for one', () => {
  const files = filesOf({ config: SESSION, credentials: `[old]\n${KEY}` })
  const key: ParkedKey = {
    profile: 'old',
    accessKeyId: 'AKIAABCDEFGHIJKLMNOP',
    secretAccessKey: 's3cr3t/+x',
    accountId: '111122223333',
    userName: 'ada',
    region: 'us-east-1',
    parkedAt: new Date('2026-11-22T12:00:00Z'),
    setInactive: false,
    edits: planPark(files, 'old', TARGET).map(({ edit }) => edit),
  }
  const text = parkedKeyText(key)
  assert.deepEqual(parseParkedKey(text), key)
  for (const member of Object.keys(key).filter((one) => one !== 'userName')) {
    const broken = { ...(JSON.parse(text) as object), [member]: 7 }
    assert.equal(parseParkedKey(JSON.stringify(broken)), undefined, member)
  }
  for (const broken of [
    '',
    '[]',
    'null',
    '{}',
    text.replace('"version": 1', '"version": 2'),
    text.slice(0, -9),
  ])
    assert.equal(parseParkedKey(broken), undefined, broken)
})
