/**
 * Where nobody can be asked, no command asks, opens, waits or reads what stands on standard input: every command, with a session
 * that has ended, for each of the three reasons.
 */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, test } from 'node:test'
import { assertNamesEvery, commandNames, fullScene, type FullScene } from '../support/every-command.js'
import { runOnTerminal } from '../support/on-terminal.js'
import { run } from '../support/program.js'

/** Words and the exit status; `here` is a directory that is bound to acme-dev, `team` one that asks for another portal. */
type Case = [words: string, status: number, where?: 'team']

const CASES: Record<string, Case[]> = {
  accounts: [['accounts', 4]],
  allow: [
    ['allow', 0],
    ['allow', 7, 'team'],
  ],
  configure: [
    ['configure', 2],
    ['configure new --session sandbox --account acme-dev --role Developer', 4],
  ],
  'credential-process': [['credential-process', 4]],
  console: [['console acme-dev', 0]],
  deny: [['deny', 0, 'team']],
  doctor: [
    ['doctor', 0],
    ['doctor --fix', 0],
  ],
  env: [['env acme-dev', 4]],
  exec: [['exec --keys acme-dev -- true', 4]],
  help: [['help login', 0]],
  hook: [['hook zsh', 0]],
  'keys list': [['keys list', 0]],
  'keys park': [['keys park old-ci --to acme-dev', 4]],
  'keys restore': [['keys restore old-ci', 3]],
  link: [['link', 2, 'team']],
  login: [
    ['login', 4],
    ['login --no-browser', 4],
    ['login --force --all', 4],
  ],
  logout: [['logout --session nobody', 3]],
  migrate: [['migrate', 2]],
  'profiles add': [['profiles add --here', 7, 'team']],
  'profiles list': [['profiles', 0]],
  'profiles remove': [['profiles remove legacy', 2]],
  'profiles sync': [
    ['profiles sync', 4],
    ['profiles sync --prune', 4],
  ],
  prompt: [['prompt', 0]],
  roles: [['roles', 4]],
  sandbox: [['sandbox -- true', 0]],
  setup: [['setup --shell bash', 2]],
  settle: [
    ['settle --shell bash --event enter --dir HERE', 0],
    ['settle --shell bash --event before --dir HERE', 0],
  ],
  status: [
    ['status', 0],
    ['status --check --min-ttl 30m', 4],
  ],
  unlink: [['unlink', 0, 'team']],
  use: [
    ['use', 2],
    ['use --for-shell', 2],
  ],
  whoami: [
    ['whoami acme-dev', 4],
    ['whoami acme-dev --offline --explain', 0],
  ],
}

const TYPED = 'y\n1\n'
/** Standard input is a file; what the program leaves of it goes to another one. */
const FROM_FILE = ['/bin/sh', '-c', 'exec <"$INPUT"; "$@"; status=$?; cat >"$REST"; exit $status', '-']

const REASONS: Record<string, (scene: FullScene, words: string[], cwd: string) => Promise<Seen>> = {
  'there is no terminal': async ({ home, env }, words, cwd) => {
    const rest = path.join(home.path, 'rest')
    const input = await home.write('input', TYPED)
    const options = { env: { ...env, INPUT: input, REST: rest }, cwd, through: FROM_FILE }
    const { status, stdout, stderr } = await run(words, options)
    assert.equal(await readFile(rest, 'utf8'), TYPED)
    return { status, told: stdout + stderr }
  },
  'SSOENV_NON_INTERACTIVE=1': ({ env }, words, cwd) =>
    onTerminal(words, { ...env, SSOENV_NON_INTERACTIVE: '1' }, cwd),
  'CI=true': ({ env }, words, cwd) => onTerminal(words, { ...env, CI: 'true' }, cwd),
}

interface Seen {
  status: number | null
  told: string
}

async function onTerminal(words: string[], env: Record<string, string>, cwd: string): Promise<Seen> {
  const { status, screen, signal } = await runOnTerminal(words, [], { env, cwd, seconds: 40 })
  return { status, told: `${screen}${signal ?? ''}` }
}

test('every command has its line here', () => assertNamesEvery(CASES))

describe('with a session that has ended', { concurrency: 2 }, () => {
  for (const [reason, act] of Object.entries(REASONS)) {
    for (const command of commandNames()) {
      const cases = CASES[command] ?? []
      test(`${reason}: ${command} asks, opens and waits for nothing`, async (t) => {
        const scene = await fullScene(t, { state: 'ended' })
        for (const [line, status, where = 'here'] of cases) {
          const words = line.split(' ').map((word) => (word === 'HERE' ? scene.here : word))
          const seen = await act(scene, words, scene[where])
          assert.equal(seen.status, status, `${line}: ${seen.told}`)
        }
        assert.equal(await scene.browserVisits(), 0)
        for (const asked of ['RegisterClient', 'StartDeviceAuthorization', 'Authorize'])
          assert.equal(scene.sandbox.count(asked), 0, asked)
      })
    }
  }
})
