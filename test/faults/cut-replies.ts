/** Which replies are cut, by which commands they come, and what is known of how it then goes. */
import type { IssueOptions } from '../../src/sandbox/controls.js'
import type { Rotation } from '../../src/sandbox/settings.js'

type Calls = Readonly<Record<string, number>>

export interface CutReply {
  about: string
  words: string
  /** The request, head and body. */
  of: RegExp
  /** What the token's file has at the beginning. */
  token: IssueOptions
  rotation?: Rotation
  /** So many of these replies are cut, one after the other. Default: one. */
  times?: number
  /** The exit code, and the calls that arrived. */
  status: number
  calls: Calls
  /** The same for one more run without a cut, the calls of both together. */
  again: { status: number; calls: Calls }
  /** Every so many bytes, where not all are tried. */
  stride: number
}

const LOGIN = 'login --session sandbox --flow device'
const KEYS = 'credential-process --profile acme-dev'
const REFRESH = /^POST \/token[^]*"refresh_token"/
const ENDED: IssueOptions = { state: 'expired', refreshable: false }

export const CUT_REPLIES: readonly CutReply[] = [
  {
    about: 'the reply of RegisterClient',
    words: LOGIN,
    of: /^POST \/client\/register/,
    token: ENDED,
    status: 6,
    calls: { RegisterClient: 1 },
    again: { status: 0, calls: { RegisterClient: 2, StartDeviceAuthorization: 1, CreateToken: 1 } },
    stride: 300,
  },
  {
    about: 'the reply of StartDeviceAuthorization',
    words: LOGIN,
    of: /^POST \/device_authorization/,
    token: ENDED,
    status: 6,
    calls: { RegisterClient: 1, StartDeviceAuthorization: 1 },
    again: { status: 0, calls: { RegisterClient: 1, StartDeviceAuthorization: 2, CreateToken: 1 } },
    stride: 120,
  },
  {
    // The code is used up then, which the next poll is told.
    about: 'the reply of CreateToken to a device code',
    words: LOGIN,
    of: /^POST \/token[^]*:device_code"/,
    token: ENDED,
    status: 5,
    calls: { RegisterClient: 1, StartDeviceAuthorization: 1, CreateToken: 2 },
    again: { status: 0, calls: { RegisterClient: 1, StartDeviceAuthorization: 2, CreateToken: 3 } },
    stride: 300,
  },
  {
    about: 'the reply of CreateToken to a refresh token that works a little longer',
    words: KEYS,
    of: REFRESH,
    token: { state: 'expired' },
    status: 0,
    calls: { CreateToken: 2, GetRoleCredentials: 1 },
    again: { status: 0, calls: { CreateToken: 2, GetRoleCredentials: 1 } },
    stride: 66,
  },
  {
    about: 'two replies of CreateToken to such a refresh token',
    words: KEYS,
    of: REFRESH,
    token: { state: 'expired' },
    times: 2,
    status: 6,
    calls: { CreateToken: 2 },
    again: { status: 0, calls: { CreateToken: 3, GetRoleCredentials: 1 } },
    stride: 66,
  },
  {
    about: 'the reply of CreateToken to a refresh token that works only once',
    words: KEYS,
    of: REFRESH,
    token: { state: 'expired' },
    rotation: 'revoke',
    status: 4,
    calls: { CreateToken: 2 },
    // What was refused is not sent again.
    again: { status: 4, calls: { CreateToken: 2 } },
    stride: 130,
  },
  {
    about: 'the reply of GetRoleCredentials',
    words: KEYS,
    of: /^GET \/federation\/credentials/,
    token: { state: 'valid' },
    status: 6,
    calls: { GetRoleCredentials: 1 },
    again: { status: 0, calls: { GetRoleCredentials: 2 } },
    stride: 66,
  },
  {
    // It changes nothing, and is asked for again by itself.
    about: 'the reply of ListAccounts',
    words: 'accounts --session sandbox',
    of: /^GET \/assignment\/accounts/,
    token: { state: 'valid' },
    status: 0,
    calls: { ListAccounts: 2 },
    again: { status: 0, calls: { ListAccounts: 3 } },
    stride: 60,
  },
]
