/** What must not be there when all is quiet again. */
import assert from 'node:assert/strict'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseRoleCredentials } from '../../src/core/session/role-credentials.js'
import { parseToken } from '../../src/core/session/token.js'
import { surveyLocks } from '../../src/world/lock/lock-survey.js'
import type { Home } from '../support/home.js'
import { processesWith, soon } from './processes.js'

/** By this everything that a storm starts is known, however far it has gone. */
export const markOf = (home: Home): string => `SSOENV_TEST_RUN=${home.path}`

/** No process of ours is left in the background, whoever started it; a refresh that a prompt has just begun is waited for. */
export async function noProcesses(home: Home): Promise<void> {
  await soon(() => processesWith(markOf(home)).length === 0).catch(() => undefined)
  assert.deepEqual(processesWith(markOf(home)), [])
}

/** Nobody holds a lock, nobody died with one, and no file is left that was to become another. */
export async function nothingHeld(home: Home): Promise<void> {
  const state = path.join(home.path, '.local/state/ssoenv')
  assert.deepEqual(await surveyLocks(state, home.env()), [])
  const wrong = below(home.path).filter(
    (file) => file.endsWith('.tmp') || (lstatSync(file).isSocket() && !file.endsWith('/tmux.socket')),
  )
  assert.deepEqual(wrong, [])
}

/** Each file that is shared with others can be read, each record has its brackets, and nobody else can read any of them. */
export function allConsistent(home: Home): void {
  const inHome = (folder: string): string[] => below(path.join(home.path, folder))
  for (const file of inHome('.aws/sso/cache')) JSON.parse(readFileSync(file, 'utf8'))
  for (const file of inHome('.aws/cli/cache'))
    assert.ok(parseRoleCredentials(readFileSync(file, 'utf8')), file)
  for (const file of [...inHome('.aws/sso/cache'), ...inHome('.aws/cli/cache'), ...inHome('.local/state')])
    assert.equal(lstatSync(file).mode & 0o077 & (lstatSync(file).isSymbolicLink() ? 0 : 0o777), 0, file)
  const state = path.join(home.path, '.local/state/ssoenv')
  const turns = readdirSync(state).filter((name) => name.startsWith('turn.'))
  assert.ok(turns.length <= 1, `turns: ${turns.join(', ')}`)
  const records = inHome('.local/state/ssoenv').filter(
    (file) => /\/(record|sessions\/[0-9a-f]{40})$/.test(file) || path.dirname(file).endsWith('/profiles'),
  )
  assert.ok(records.length > 0)
  for (const file of records) {
    const text = readFileSync(file, 'utf8')
    assert.match(text, /^ssoenv 1 \S+\ngen \w+\n/, file)
    const generation = /^gen (\w+)$/m.exec(text)![1]!
    const brackets = readdirSync(path.dirname(file)).filter((name) => name.includes(generation))
    assert.ok(
      brackets.some((name) => name.endsWith('.lo')) && brackets.some((name) => name.endsWith('.hi')),
      file,
    )
  }
}

/** The token that is in the file at the end. */
export function tokenText(home: Home): NonNullable<ReturnType<typeof parseToken>> {
  const files = below(path.join(home.path, '.aws/sso/cache'))
  const tokens = files.flatMap((file) => parseToken(readFileSync(file, 'utf8')) ?? [])
  assert.equal(tokens.length, 1)
  return tokens[0]!
}

function below(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name))
}
