/** `keys list` for a person. */
import { printable, quoted, withTilde } from '../text/display.js'
import { shellWord } from '../session/login-command.js'
import { table } from '../text/table.js'

interface Shown {
  profile?: string
  source: string
  file?: string
  line?: number
  keyId: string
  state: string
  reason?: string
  accountId?: string
  user?: string
  arn?: string
  ssoProfiles: readonly string[]
}

interface ShownParked {
  profile: string
  keyId: string
  accountId: string
  user?: string
  setInactive: boolean
}

/** A line for each key, then the parked ones, then what to type. */
export function keyLines(keys: readonly Shown[], parked: readonly ShownParked[], home: string): string[] {
  const rows = keys.map((key) => [key.keyId, whose(key), owner(key), replacement(key), place(key, home)])
  const asleep = parked.map(({ keyId, profile, accountId, user, setInactive }) => [
    keyId,
    quoted(profile),
    ownerWords(accountId, user),
    setInactive ? 'parked, Inactive' : 'parked',
  ])
  const next = keys.find(({ profile, ssoProfiles }) => profile !== undefined && ssoProfiles.length > 0)
  const env = keys.some(({ source }) => source === 'environment')
  return [
    ...(keys.length === 0 ? ['No long-lived key was found.'] : []),
    ...table([...rows, ...asleep]),
    ...(env
      ? ['The environment\u2019s key hides every profile from the AWS CLI: unset AWS_ACCESS_KEY_ID']
      : []),
    ...(next?.profile === undefined ? [] : [`Use SSO instead: ssoenv keys park ${shellWord(next.profile)}`]),
    ...(parked[0] === undefined
      ? []
      : [`Take one back: ssoenv keys restore ${shellWord(parked[0].profile)}`]),
  ]
}

function whose({ profile }: Shown): string {
  return profile === undefined ? 'AWS_ACCESS_KEY_ID' : quoted(profile)
}

function owner({ state, reason, accountId, user, arn }: Shown): string {
  if (accountId !== undefined) return ownerWords(accountId, user ?? arn?.split(':').at(-1))
  if (state === 'temporary') return 'temporary: it ends by itself'
  const words = state === 'dead' ? 'Inactive or deleted' : state === 'wrong' ? 'not usable' : 'unknown'
  return state === 'dead' || reason === undefined ? words : `${words}: ${printable(reason)}`
}

function ownerWords(accountId: string, user: string | undefined): string {
  return user === undefined ? accountId : `${accountId} ${printable(user)}`
}

function replacement({ accountId, ssoProfiles }: Shown): string {
  if (accountId === undefined) return ''
  const [first, ...more] = ssoProfiles
  if (first === undefined) return 'no SSO profile reaches it'
  return `by SSO: ${quoted(first)}${more.length > 0 ? ` and ${more.length} more` : ''}`
}

function place({ file, line }: Shown, home: string): string {
  return file === undefined ? 'environment' : `${withTilde(printable(file), home)}:${line ?? 0}`
}
