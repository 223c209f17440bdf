import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseAwsConfig } from '../../src/core/config/aws-config.js'
import { findProfile } from '../../src/core/profile/profile.js'
import { parseSettings } from '../../src/core/settings/settings.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const readme = readFileSync(path.join(root, 'README.md'), 'utf8')

/** The blocks of one language, in order. */
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text]) => text ?? '')

/** Lines that other tests run: this very run, and the demo's. */
const RUN_ELSEWHERE = new Map([
  ['npm ci && npm run demo', 'demo.test.ts'],
  ['npm ci && npm test', 'the run that this is part of'],
])

/** The packages that the program imports, without Node's own modules. */
function packagesOf(folder: string): string[] {
  const names = new Set<string>()
  for (const file of readdirSync(folder, { recursive: true }).map(String)) {
    if (!file.endsWith('.ts')) continue
    const text = readFileSync(path.join(folder, file), 'utf8')
    for (const [, from = ''] of text.matchAll(/(?:^import .*?|\bfrom |\bimport\()'([@a-z][^']*)'/gm)) {
      const name = /^(@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? ''
      if (!isBuiltin(name)) names.add(name)
    }
  }
  return [...names].sort()
}

describe('README.md', () => {
  let folder = ''
  before(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'ssoenv-readme-')))
    mkdirSync(path.join(folder, 'bin'))
    symlinkSync(path.join(root, 'dist/main.js'), path.join(folder, 'bin/ssoenv'))
    symlinkSync(path.join(root, 'scripts/demo/visit.js'), path.join(folder, 'bin/visit'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('shows the two command lines', () => {
    const lines = blocks('sh').map((text) => text.trim())
    for (const line of RUN_ELSEWHERE.keys()) assert.ok(lines.includes(line), line)
  })

  it('installs by the line that it shows', () => {
    const line = blocks('sh').find((text) => text.startsWith('npm pack'))
    assert.ok(line)
    const copy = path.join(folder, 'copy')
    // A copy of what git would clone, built: packing must not write into the checkout.
    const made = spawnSync(
      'bash',
      ['-c', `mkdir "$1" && cp -r package.json README.md dist shell oclif.manifest.json "$1"`, '-', copy],
      { cwd: root },
    )
    assert.equal(made.status, 0)
    const prefix = path.join(folder, 'prefix')
    const { status, stderr } = spawnSync('bash', ['-ec', line], {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, npm_config_prefix: prefix, npm_config_ignore_scripts: 'true' },
    })
    assert.equal(status, 0, stderr)
    const { stdout } = spawnSync(path.join(prefix, 'bin/ssoenv'), ['--version'], { encoding: 'utf8' })
    assert.match(stdout, /^ssoenv\//)
  })

  it('shows commands that work, one after the other, in a shell with the hook', () => {
    const lines = blocks('sh')
      .map((text) => text.trim())
      .filter((text) => !RUN_ELSEWHERE.has(text) && !text.startsWith('npm pack'))
      .flatMap((text) => text.split('\n'))
      // A person is asked; here is none.
      .map((line) => (line.startsWith('ssoenv setup') ? `${line} --yes` : line))
    assert.ok(lines.length > 10)
    const [envrc] = blocks('bash')
    assert.match(envrc ?? '', /^use sso_profile/)
    const script = path.join(folder, 'script')
    writeFileSync(path.join(folder, 'envrc'), envrc ?? '')
    writeFileSync(
      script,
      [
        'eval "$(ssoenv hook bash)"',
        'mkdir -p ~/src/api ~/src/infra',
        ...lines.map((line) => `${line} || { echo "FAILED: $?"; exit 1; }`),
        `cp '${path.join(folder, 'envrc')}' ~/src/infra/.envrc && direnv allow ~/src/infra`,
        'direnv exec ~/src/infra sh -c \'echo "direnv says $AWS_PROFILE"\'',
        'echo all of it',
      ].join('\n'),
    )
    // On a terminal, as a reader has one: without it no login starts by itself.
    const { stdout, stderr } = spawnSync(
      '/usr/bin/python3',
      [
        path.join(root, 'test/support/terminal.py'),
        '110',
        '[]',
        process.execPath,
        path.join(root, 'dist/main.js'),
        'sandbox',
        '--person',
        'approve',
        '--',
        'bash',
        '--norc',
        '-i',
        script,
      ],
      {
        encoding: 'utf8',
        timeout: 120_000,
        env: {
          HOME: folder,
          PATH: `${folder}/bin:${process.env['PATH'] ?? ''}`,
          BROWSER: 'visit',
          TERM: 'xterm',
          TMPDIR: folder,
        },
      },
    )
    const { status, screen } = JSON.parse(stdout) as { status: number | null; screen: string }
    assert.match(screen, /all of it/, `${screen}\n${stderr}`)
    assert.match(screen, /direnv says acme-dev/, screen)
    assert.equal(status, 0)
  })

  it('shows an AWS config and settings that are right', () => {
    const [config, settings] = blocks('ini')
    const resolved = findProfile(parseAwsConfig(config ?? '', 'config'), 'acme-dev')
    assert.equal(resolved?.kind, 'sso')
    assert.deepEqual(parseSettings(settings, { HOME: folder }, 'config').warnings, [])
  })

  it('names each dependency with its reason, and no other', () => {
    const section = readme.split('## Dependencies')[1]?.split('\n## ')[0] ?? ''
    const cells = [...section.matchAll(/^\|(.*?)\|/gm)].map(([, cell]) => cell ?? '').join()
    const named = [...cells.matchAll(/`([@a-z][\w@/.-]*)`/g)].map(([, name]) => name)
    assert.deepEqual(named.sort(), packagesOf(path.join(root, 'src')))
  })
})
