/** A home with a long-lived key, beside an SSO profile that reaches the key's account; the login is valid. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { tokenFileName } from '../../src/core/session/token.js'
import type { IssuedKey } from '../../src/sandbox/controls.js'
import { SECRET_MARK } from '../../src/sandbox/secrets.js'
import type { Sandbox } from '../../src/sandbox/server.js'
import { configText, endpointsOf, homeFor, sandboxSections, type Home } from './home.js'
import { run, type Ended } from './program.js'
import { sandboxFor } from './sandbox.js'
import { sessionOf } from './world.js'

export const ACCOUNT = '111122223333'

export interface KeysScene {
  sandbox: Sandbox
  home: Home
  env: Record<string, string>
  key: IssuedKey
  /** `AKIA…WXYZ` */
  shown: string
  /** The folder of parked keys. */
  parked: string
  config: () => Promise<string>
  credentials: () => Promise<string>
  /** `ssoenv keys WORDS…`; it fails where any secret is printed. */
  keys: (words: readonly string[], through?: readonly string[]) => Promise<Ended>
}

/** @param credentials the text of the credentials file, made from the key's two lines */
export async function keysScene(
  t: TestContext,
  {
    credentials = (lines) => `[old]\n${lines}`,
    config = '',
    role = 'Developer',
  }: { credentials?: (lines: string) => string; config?: string; role?: string } = {},
): Promise<KeysScene> {
  const sandbox = await sandboxFor(t)
  const home = await homeFor(t)
  const key = sandbox.issueKey({ accountId: ACCOUNT, userName: 'ada' })
  const sections = sandboxSections(sandbox)
  sections['profile acme-dev']!['sso_role_name'] = role
  await home.write('.aws/config', `${configText(sections)}${config}`)
  await home.write('.aws/credentials', credentials(linesOf(key)))
  const token = `.aws/sso/cache/${tokenFileName(sessionOf(sandbox, 'sandbox'))}`
  await home.write(token, JSON.stringify(sandbox.issueToken()))
  const env = home.env(endpointsOf(sandbox))
  const read = (file: string) => (): Promise<string> => readFile(path.join(home.path, '.aws', file), 'utf8')
  return {
    sandbox,
    home,
    env,
    key,
    shown: `AKIA…${key.accessKeyId.slice(-4)}`,
    parked: path.join(home.path, '.local/share/ssoenv/parked'),
    config: read('config'),
    credentials: read('credentials'),
    keys: async (words, through = []) => {
      const ended = await run(['keys', ...words], { env, through })
      const told = ended.stdout + ended.stderr
      for (const secret of [key.secretAccessKey, SECRET_MARK]) assert.ok(!told.includes(secret), told)
      return ended
    },
  }
}

/** The two lines of a key as `aws configure` writes them. */
export function linesOf({ accessKeyId, secretAccessKey }: IssuedKey): string {
  return `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
}

/** The words on a terminal's lines, joined: oclif wraps messages. */
export function unwrapped(text: string): string {
  return text.replace(/\s+/g, ' ')
}
