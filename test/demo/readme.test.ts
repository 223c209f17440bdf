import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { parseAwsConfig } from '../../src/core/config/aws-config.js'
import { findProfile } from '../../src/core/profile/profile.js'
import { blocks, commandsOf, root, runCommands } from '../support/manual.js'

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
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('shows the two command lines, of which the demo has a test and this is part of the other', () => {
    const lines = blocks('README.md', 'sh').map((text) => text.trim())
    for (const line of ['npm ci && npm run demo', 'npm ci && npm test']) assert.ok(lines.includes(line), line)
  })

  it('installs by the line that it shows', () => {
    const line = blocks('README.md', 'sh').find((text) => text.startsWith('npm pack'))
    assert.ok(line)
    const copy = path.join(folder, 'copy')
    // A copy of what git would clone, built: packing must not write into the checkout.
    const made = spawnSync(
      'bash',
      ['-c', `mkdir "$1" && cp -r package.json README.md dist shell man oclif.manifest.json "$1"`, '-', copy],
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
    assert.match(readFileSync(path.join(prefix, 'share/man/man1/ssoenv.1'), 'utf8'), /^\.TH SSOENV 1/m)
  })

  it('shows commands that work, one after the other, in a shell with the hook', () => {
    const [envrc = ''] = blocks('README.md', 'bash')
    assert.match(envrc, /^use sso_profile/)
    const { status, screen } = runCommands([
      ...commandsOf('README.md'),
      'ssoenv setup --direnv --yes',
      `mkdir -p ~/src/infra && echo '${envrc.trim()}' > ~/src/infra/.envrc && direnv allow ~/src/infra`,
      'direnv exec ~/src/infra sh -c \'echo "direnv says $AWS_PROFILE"\'',
    ])
    assert.match(screen, /all of it/, screen)
    assert.match(screen, /direnv says acme-dev/, screen)
    assert.equal(status, 0)
  })

  it('shows an AWS config that is right', () => {
    const [config] = blocks('README.md', 'ini')
    assert.equal(findProfile(parseAwsConfig(config ?? '', 'config'), 'acme-dev')?.kind, 'sso')
  })

  it('names each dependency with its reason, and no other', () => {
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8')
    const section = readme.split('## Dependencies')[1]?.split('\n## ')[0] ?? ''
    const cells = [...section.matchAll(/^\|(.*?)\|/gm)].map(([, cell]) => cell ?? '').join()
    const named = [...cells.matchAll(/`([@a-z][\w@/.-]*)`/g)].map(([, name]) => name)
    assert.deepEqual(named.sort(), packagesOf(path.join(root, 'src')))
  })
})
