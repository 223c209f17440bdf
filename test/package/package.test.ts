import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Manifest {
  version: string
  commands: Record<string, { flags: Record<string, unknown> }>
}

describe('the package', () => {
  let folder = ''
  const run = (words: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(path.join(folder, 'node_modules/.bin/ssoenv'), words, {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`, HOME: folder },
    })

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ssoenv-package-'))
    const npm = (cwd: string, ...words: string[]): string =>
      execFileSync('npm', words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    const [packed] = JSON.parse(
      npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder),
    ) as { filename: string }[]
    npm(folder, 'install', '--no-audit', '--no-fund', '--prefix', folder, path.join(folder, packed!.filename))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  it('has the script for tmux, to be run, and the plugin of oh-my-zsh', async () => {
    const shell = path.join(folder, 'node_modules/ssoenv/shell')
    assert.equal((await stat(path.join(shell, 'tmux/ssoenv-tmux.sh'))).mode & 0o111, 0o111)
    assert.ok((await stat(path.join(shell, 'oh-my-zsh/ssoenv.plugin.zsh'))).isFile())
  })

  it('installs and answers outside of the checkout', () => {
    const { status, stdout } = run(['--version'])
    assert.equal(status, 0)
    assert.match(stdout, /^ssoenv\/\d+\.\d+\.\d+ /)
  })

  for (const shell of ['bash', 'zsh', 'fish', 'direnv']) {
    it(`prints the hook for ${shell} and nothing else`, async () => {
      const { status, stdout, stderr } = run(['hook', shell])
      assert.equal(stderr, '')
      assert.equal(status, 0)
      const file = shell === 'direnv' ? 'shell/direnv/ssoenv.sh' : `dist/hook.${shell}`
      const stored = await readFile(path.join(root, file), 'utf8')
      // For zsh the whole text is one quoted word (shell/README.md §1): what that word says has to be the file.
      const printed = shell === 'zsh' ? stdout.replaceAll(`'\\''`, "'").replace(/'\n$/, '') : stdout
      assert.ok(printed.endsWith(stored), 'the file stands there as it is on disk')
      assert.ok(stdout.includes(path.join(folder, 'node_modules/ssoenv/dist/main.js')))
    })
  }

  it('says in help what each command is for, with an example', async () => {
    const manifest = JSON.parse(await readFile(path.join(root, 'oclif.manifest.json'), 'utf8')) as Manifest
    // `ssoenv help --help` is the help of everything.
    for (const name of Object.keys(manifest.commands).filter((command) => command !== 'help')) {
      const { status, stdout } = run([...name.split(':'), '--help'])
      assert.equal(status, 0, name)
      assert.match(stdout, /EXAMPLES/, name)
    }
  })

  it('refuses an unknown command and an unknown flag with status 2', () => {
    assert.equal(run(['no-such-command']).status, 2)
    assert.equal(run(['status', '--no-such-flag']).status, 2)
  })
})

describe('oclif.manifest.json', () => {
  it('has the commands of the tree and the version of the package', async () => {
    const manifest = JSON.parse(await readFile(path.join(root, 'oclif.manifest.json'), 'utf8')) as Manifest
    const files = await readdir(path.join(root, 'src/commands'), { recursive: true })
    const commands = files
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.slice(0, -3).replaceAll('/', ':'))
    assert.deepEqual(Object.keys(manifest.commands).sort(), commands.sort())
    const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
      version: string
    }
    assert.equal(manifest.version, version)
  })
})
