/** What is harmed: every command that writes, in a home in which it has something to do. */
import { chmod, rm } from 'node:fs/promises'
import path from 'node:path'
import { tokenFileName } from '../../src/core/session/token.js'
import { configText, sandboxSections } from '../support/home.js'
import { linesOf } from '../support/keys.js'
import type { Step } from '../support/on-terminal.js'
import { legacySessionOf, sessionOf } from '../support/world.js'
import type { Stage } from './stage.js'

export interface Case {
  /** What is written, for the table. */
  about: string
  words: string
  /** Adds to the home of `beginning`. */
  begin?: (stage: Stage) => Promise<void> | void
  /** What has to be new for each run, as a refresh token that is used up. */
  anew?: (stage: Stage) => Promise<void>
  steps?: readonly Step[]
  /** What another run may answer where a harmed one was done already: such words, and its status. */
  over?: RegExp
  /** What another run may say, to no avail: then nothing is compared. */
  lost?: RegExp
}

const ROLE = '--session sandbox --account 111122223333 --role Developer'

/** A session with a valid token, profiles, a legacy profile, a long-lived key, rc files and settings. */
export async function beginning({ home, sandbox }: Pick<Stage, 'home' | 'sandbox'>): Promise<void> {
  const legacy = {
    sso_start_url: sandbox.startUrl,
    sso_region: sandbox.region,
    sso_account_id: '111122223333',
    sso_role_name: 'Developer',
  }
  const text = configText({ ...sandboxSections(sandbox), 'profile legacy': legacy })
  await home.write('.aws/config', `# mine\n${text}\n# the end\n`)
  const key = sandbox.issueKey({ accountId: '111122223333', userName: 'ada' })
  await home.write('.aws/credentials', `[old]\n${linesOf(key)}`)
  await home.write('.config/ssoenv/config', 'protected = acme-prod\n')
  await home.write('.bashrc', '# mine\nset -o vi\n', 0o644)
  await home.write('acme/README', 'a project\n')
  await writeToken({ home, sandbox }, 'valid')
}

async function writeToken(
  { home, sandbox }: Pick<Stage, 'home' | 'sandbox'>,
  state: 'valid' | 'expired' | 'ended',
  session = sessionOf(sandbox, 'sandbox'),
): Promise<void> {
  const text = JSON.stringify(sandbox.issueToken({ state }))
  await home.write(`.aws/sso/cache/${tokenFileName(session)}`, text)
}

/** Of the portal's two names only the legacy profile's has one: `migrate` carries it. */
async function legacyToken(stage: Stage): Promise<void> {
  await rm(path.join(stage.home.path, '.aws/sso/cache'), { recursive: true })
  await writeToken(stage, 'valid', legacySessionOf(stage.sandbox))
}

const expired = (stage: Stage): Promise<void> => writeToken(stage, 'expired')
const ended = (stage: Stage): Promise<void> => writeToken(stage, 'ended')
const done =
  (...lines: string[]) =>
  async (stage: Stage): Promise<void> => {
    for (const line of lines) {
      const { status, stderr } = await stage.run(line.split(' '))
      if (status !== 0) throw new Error(`${line}: ${stderr}`)
    }
  }

const LOGIN = 'login --session sandbox --flow browser'
const PARK = 'keys park old --to acme-dev'

export const CASES: readonly Case[] = [
  { about: 'config', words: `configure new ${ROLE}` },
  { about: 'config', words: `profiles add new ${ROLE}` },
  { about: 'config', words: 'profiles remove acme-prod --yes', over: /no profile/i },
  { about: 'config, listing', words: 'profiles sync --session sandbox' },
  {
    about: 'config, undo, token',
    words: 'migrate --yes',
    begin: legacyToken,
    over: /nothing to/i,
  },
  {
    about: 'config, undo, token',
    words: 'migrate --undo --yes',
    begin: async (stage) => {
      await legacyToken(stage)
      await done('migrate --yes')(stage)
    },
    over: /No migration/,
  },
  { about: 'token, registration, attempt', words: LOGIN, anew: ended },
  { about: 'token, role credentials', words: 'logout --session sandbox', begin: done('env acme-dev') },
  {
    about: 'token, session clock, role credentials',
    words: 'credential-process --profile acme-dev',
    begin: ({ sandbox }) => void sandbox.settings({ rotation: 'grace' }),
    anew: expired,
  },
  {
    about: 'the same, where a used refresh token ends the session',
    words: 'credential-process --profile acme-dev',
    begin: ({ sandbox }) => void sandbox.settings({ rotation: 'revoke' }),
    anew: expired,
    lost: /ssoenv login --session sandbox/,
  },
  {
    about: 'token and its mirror',
    words: 'login --session sandbox',
    begin: ({ home, sandbox }) => {
      sandbox.settings({ rotation: 'grace' })
      return home.write('.config/ssoenv/config', 'token_mirror = on\n').then()
    },
    anew: expired,
  },
  { about: 'role credentials', words: 'env acme-dev' },
  { about: 'role credentials, recent profiles', words: 'exec --keys acme-dev -- true' },
  { about: 'binding, trust', words: 'link acme-dev' },
  { about: 'binding, trust', words: 'unlink', begin: done('link acme-dev') },
  { about: 'trust', words: 'deny', begin: done('link acme-dev') },
  { about: 'trust', words: 'allow', begin: done('link acme-dev', 'deny') },
  {
    about: 'records, hook',
    words: 'settle --shell bash --event enter --dir HERE',
    begin: done('link acme-dev', 'setup --shell bash --yes'),
  },
  { about: 'rc file, hook', words: 'setup --shell bash --direnv --yes' },
  { about: 'rc file, hook', words: 'setup --remove --yes', begin: done('setup --shell bash --direnv --yes') },
  { about: 'parked key, config', words: `${PARK} --yes`, over: /old/ },
  {
    about: 'parked key, config',
    words: 'keys restore old --yes',
    begin: done(`${PARK} --yes`),
    over: /No key/,
  },
  {
    about: 'agreement',
    words: 'exec acme-prod -- true',
    steps: [['Run the command with it?', { type: 'y\r' }]],
  },
  { about: 'modes', words: 'doctor --offline --fix --yes', begin: ({ home }) => loose(home.path) },
]

async function loose(home: string): Promise<void> {
  await chmod(`${home}/.aws/credentials`, 0o644)
}
