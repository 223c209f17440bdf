import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { editedBindingFile } from '../../src/core/binding/binding-file-edit.js'

const TEAM = {
  startUrl: 'https://acme.awsapps.com/start',
  ssoRegion: 'eu-west-1',
  accountId: '111111111111',
  roleName: 'Dev',
}
const TEAM_TEXT =
  'sso_start_url  = https://acme.awsapps.com/start\nsso_region     = eu-west-1\nsso_account_id = 111111111111\nsso_role_name  = Dev\n'

describe('another profile in a .ssoenv', () => {
  const cases: [title: string, before: string, after: string | undefined][] = [
    ['a file that is empty is written', '', 'profile = b\n'],
    [
      'comments, order and blanks stay',
      '# ours\nregion=eu-west-1\n\nprofile  =  a\n',
      '# ours\nregion=eu-west-1\n\nprofile  =  b\n',
    ],
    ['a comment behind the value stays', 'profile = a # mine\n', 'profile = b # mine\n'],
    ['line ends stay', '# x\r\nprofile = a\r\n', '# x\r\nprofile = b\r\n'],
    ['no line end at the end stays', 'profile = a', 'profile = b'],
    ['a byte-order mark stays', '\ufeffprofile = a\n', '\ufeffprofile = b\n'],
    ['a key in capitals is the same key', 'Profile=a\n', 'Profile=b\n'],
    ['an empty value is filled', 'profile =\n', 'profile = b\n'],
    ['an empty value before a comment is filled', 'profile = # none\n', 'profile = b # none\n'],
    ['a key that is none stays', 'profile = a\nowner = team\n', 'profile = b\nowner = team\n'],
    ['comments alone stay above it', '# ours', '# ours\nprofile = b\n'],
    [
      'the other form gives way, and its region stays',
      `${TEAM_TEXT}region = us-east-1\n`,
      'profile = b\nregion  = us-east-1\n',
    ],
    ['the other form with a comment is not touched', `# ours\n${TEAM_TEXT}`, undefined],
    ['both forms with a comment are not touched', `profile = a # x\n${TEAM_TEXT}`, undefined],
    ['what cannot be read is not touched', 'profile = a\nnonsense\n', undefined],
  ]
  for (const [title, before, after] of cases) {
    it(title, () => assert.equal(editedBindingFile(before, { profile: 'b' }), after))
  }

  it('the account of a team changes in place', () => {
    const before = `# ours\r\n${TEAM_TEXT.replaceAll('\n', '\r\n')}`
    assert.equal(
      editedBindingFile(before, { ...TEAM, accountId: '222222222222' }),
      before.replace('111111111111', '222222222222'),
    )
  })

  it('a name that would begin a comment is refused', () => {
    assert.throws(() => editedBindingFile('profile = a\n', { profile: 'b #c' }), /begins a comment/)
  })
})
