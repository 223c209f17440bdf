import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Every path below a folder with its time of change, to see that nothing was touched. */
function inventory(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .sort()
    .map((file) => `${file} ${statSync(path.join(folder, file)).ctimeMs}`)
}

describe('npm run demo, without a terminal', () => {
  let home = ''
  let temporary = ''
  before(() => {
    home = mkdtempSync(path.join(tmpdir(), 'ssoenv-real-home-'))
    temporary = mkdtempSync(path.join(tmpdir(), 'ssoenv-demo-tmp-'))
    execFileSync('mkdir', ['-p', path.join(home, '.aws/sso/cache')])
    writeFileSync(path.join(home, '.aws/config'), '[profile mine]\nregion = eu-west-1\n')
    writeFileSync(path.join(home, '.bashrc'), 'echo the real rc file was read\n')
  })
  after(() => {
    rmSync(home, { recursive: true, force: true })
    rmSync(temporary, { recursive: true, force: true })
  })

  const play = (shell: string, PATH = process.env['PATH'] ?? ''): { status: number | null; stdout: string } =>
    spawnSync(process.execPath, [path.join(root, 'scripts/demo.js')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 120_000,
      env: {
        HOME: home,
        PATH,
        SHELL: shell,
        TMPDIR: temporary,
        CI: 'true',
        AWS_PROFILE: 'mine',
        AWS_CONFIG_FILE: path.join(home, '.aws/config'),
      },
    })

  for (const shell of ['/bin/bash', '/usr/bin/zsh', '/usr/bin/fish']) {
    it(`plays the tour in ${path.basename(shell)}: trust, login, leaving, direnv, logout`, () => {
      const earlier = inventory(home)
      const { status, stdout } = play(shell)
      const steps = stdout.split(/^# /m)
      const step = (words: string): string =>
        steps.find((text) => text.includes(words)) ?? `no step "${words}" in:\n${stdout}`
      assert.match(step('does nothing until you have trusted it'), /not trusted/)
      assert.match(step('Trust it'), /sets AWS_PROFILE to "acme-dev"/)
      assert.match(step('Every AWS tool'), /^acme-dev$/m)
      assert.match(step('How the session stands'), /logged in/)
      assert.match(step('Leaving restores'), /^\[\]$/m)
      assert.match(step('use sso_profile'), /^acme-prod$/m)
      assert.match(step('End the session'), /Logged out/)
      assert.doesNotMatch(stdout, /SandboxSecret|real rc file/)
      assert.equal(status, 0)
      assert.deepEqual(inventory(home), earlier, 'nothing of the real home was touched')
      assert.deepEqual(readdirSync(temporary), [], 'everything was removed')
    })
  }

  it('names what is missing and leaves it out', () => {
    // A PATH with the programs of the base system only: no direnv, no AWS CLI.
    const bin = mkdtempSync(path.join(tmpdir(), 'ssoenv-bin-'))
    try {
      for (const name of ['bash', 'sh', 'script', 'stty', 'cat', 'env']) {
        const found = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
        execFileSync('ln', ['-s', found, path.join(bin, name)])
      }
      const { status, stdout } = play('/bin/bash', bin)
      assert.match(stdout, /Left out, because direnv is not installed here/)
      assert.match(stdout, /Left out, because the AWS CLI is not installed here/)
      assert.doesNotMatch(stdout, /use sso_profile/)
      assert.equal(status, 0)
    } finally {
      rmSync(bin, { recursive: true, force: true })
    }
  })
})
