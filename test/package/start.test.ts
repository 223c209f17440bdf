/** What a start costs is mostly what it reads; so the files are counted, which no busy machine changes. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { roleCredentialsFileName, roleCredentialsText } from '../../src/core/session/role-credentials.js'
import { tokenFileName, tokenText } from '../../src/core/session/token.js'
import { lazyBundle, lazyFile } from '../../scripts/build/lazy.js'
import { homeFor } from '../support/home.js'
import { PROGRAM } from '../support/program.js'

const counter = fileURLToPath(new URL('../support/files-read.cjs', import.meta.url))

const SESSION = { sso_start_url: 'https://acme.awsapps.com/start', sso_region: 'eu-west-1' }
const ROLE = { sso_account_id: '111122223333', sso_role_name: 'Developer' }
const CORP = {
  kind: 'sso-session',
  name: 'corp',
  startUrl: SESSION.sso_start_url,
  region: 'eu-west-1',
} as const
const KEYS = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' }

const STARTS: [words: string[], files: string[]][] = [
  [
    ['hook', 'zsh'],
    ['main.js', 'flows/for-shells/answer-hook.js'],
  ],
  [
    ['settle', '--shell', 'bash', '--event', 'prompt', '--dir', 'HOME'],
    ['main.js', 'flows/for-shells/answer-settle.js'],
  ],
  [
    ['credential-process', '--profile', 'dev'],
    ['main.js', 'flows/credentials/answer-kept.js'],
  ],
  [
    ['env', 'dev'],
    ['main.js', 'flows/credentials/answer-env.js'],
  ],
  [
    ['exec', 'dev', '--', 'true'],
    ['main.js', 'flows/credentials/answer-exec.js'],
  ],
  [
    ['exec', 'dev', '--keys', '--', 'true'],
    ['main.js', 'flows/credentials/answer-exec.js'],
  ],
  [
    ['login', 'dev'],
    ['main.js', 'cli.js', 'oclif.js', 'commands/login.js'],
  ],
  [
    ['whoami', 'dev', '--offline'],
    ['main.js', 'cli.js', 'oclif.js', 'commands/whoami.js'],
  ],
  [
    ['console', 'dev', '--print'],
    ['main.js', 'cli.js', 'oclif.js', 'commands/console.js'],
  ],
  [['status'], ['main.js', 'cli.js', 'oclif.js', 'commands/status.js']],
  [
    ['prompt', '--format', 'json'],
    ['main.js', 'cli.js', 'oclif.js', 'commands/prompt.js'],
  ],
]

for (const [words, files] of STARTS) {
  it(`ssoenv ${words.join(' ')} reads these files, no package of another author besides, and of Node's modules at most vm`, async (t) => {
    const home = await homeFor(t)
    await home.writeConfig({ 'sso-session corp': SESSION, 'profile dev': { sso_session: 'corp', ...ROLE } })
    const kept = roleCredentialsText({ ...KEYS, expiresAt: new Date(Date.now() + 3_600_000) }, '111122223333')
    await home.write(`.aws/cli/cache/${roleCredentialsFileName(CORP, '111122223333', 'Developer')}`, kept)
    const token = {
      accessToken: 'token',
      expiresAt: new Date(Date.now() + 3_600_000),
      startUrl: CORP.startUrl,
      region: CORP.region,
    }
    await home.write(`.aws/sso/cache/${tokenFileName(CORP)}`, tokenText(token))
    const { status, stderr } = spawnSync(
      process.execPath,
      ['-r', counter, PROGRAM, ...words.map((word) => (word === 'HOME' ? home.path : word))],
      { cwd: home.path, env: home.env(), encoding: 'utf8' },
    )
    assert.equal(status, 0, stderr)
    const said = (word: string): string[] =>
      stderr.split('\n').flatMap((line) => (line.startsWith(`${word} `) ? line.slice(word.length + 1) : []))
    assert.deepEqual(said('loads'), files)
    // Streams, the network and the terminal are a fifth of a start. `vm` runs the code that is kept compiled. What has become another program says nothing at its end.
    if (words[0] !== 'exec') assert.deepEqual(said('needs'), ['vm'])
  })
}

it('a module in the form of TypeScript is loaded when one of its members is used', () => {
  const text = [
    'const util_1 = require("./util");',
    'const a_b_1 = __importDefault(require("a-b"));',
    'exports.x = () => (0, util_1.x)(new a_b_1.default());',
  ].join('\n')
  assert.equal(
    lazyFile(text),
    [
      'const load_util_1 = __lazy(() => require("./util"));',
      'const load_a_b_1 = __lazy(() => __importDefault(require("a-b")));',
      'exports.x = () => (0, (load_util_1()).x)(new (load_a_b_1()).default());',
    ].join('\n'),
  )
})

it('an import of a bundle is loaded when one of its members is used, and refused when it is used as a whole', () => {
  const bundled = lazyBundle(
    '"use strict";\nvar import_node_path = require("node:path");\nimport_node_path.join("a");\n',
  )
  assert.ok(bundled.startsWith('"use strict";\nconst __lazy = '))
  assert.ok(
    bundled.endsWith(
      'var import_node_path = __lazy(() => require("node:path"));\n(import_node_path()).join("a");\n',
    ),
  )
  assert.match(
    lazyBundle('var import_node_fs = __toESM(require("node:fs"), 1);\nimport_node_fs.default.readSync(1);\n'),
    /var import_node_fs = __lazy\(\(\) => require\("node:fs"\)\);\n\(import_node_fs\(\)\)\.readSync\(1\);\n$/,
  )
  assert.throws(
    () => lazyBundle('var import_x = require("x");\nf(import_x);\n'),
    /import_x is used as a whole/,
  )
})
