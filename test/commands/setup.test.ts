import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { homeFor, type Home } from '../support/home.js'
import { runOnTerminal } from '../support/on-terminal.js'
import { PROGRAM } from '../support/program.js'
import { until } from '../support/until.js'

interface Ran {
  status: number | null
  stdout: string
  stderr: string
}

interface Scene {
  home: Home
  zshrc: string
  run: (words: string[], env?: Record<string, string>) => Ran
  /** The text of a file below the home; undefined where there is none. */
  text: (file: string) => Promise<string | undefined>
}

async function sceneFor(t: TestContext): Promise<Scene> {
  const home = await homeFor(t)
  const run = (given: string[], env: Record<string, string> = {}): Ran => {
    // Without the word it would be the shell that the tests were started in.
    const isSaid = given.includes('--shell') || given.includes('--remove')
    const words = isSaid ? given : [...given, '--shell', 'zsh']
    const options = {
      cwd: home.path,
      env: home.env({ SHELL: '/bin/zsh', ...env }),
      encoding: 'utf8',
      input: '',
    } as const
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'setup', ...words], options)
    // oclif breaks lines of errors.
    return { status, stdout, stderr: stderr.replace(/\s+/g, ' ') }
  }
  const text = (file: string): Promise<string | undefined> =>
    readFile(path.join(home.path, file), 'utf8').catch(() => undefined)
  return { home, zshrc: path.join(home.path, '.zshrc'), run, text }
}

const LINE =
  /^if \[\[ -O ~\/\.local\/share\/ssoenv && .* -O ~\/\.local\/share\/ssoenv\/hook\.zsh .* # added by: ssoenv setup$/m

test('the line comes into the rc file, and the hook into a private file', async (t) => {
  const { home, run, text } = await sceneFor(t)
  const { status, stdout, stderr } = run(['--yes'])
  assert.equal(status, 0, stderr)
  assert.match(stdout, /^\+if \[\[ -O/m)
  assert.match(stdout, /Then: ssoenv configure\n$/)
  assert.match((await text('.zshrc')) ?? '', LINE)
  const hook = path.join(home.path, '.local/share/ssoenv/hook.zsh')
  assert.equal((await stat(hook)).mode & 0o777, 0o600)
  assert.equal((await stat(path.dirname(hook))).mode & 0o777, 0o700)
  const again = run(['--yes'])
  assert.equal(again.stdout, 'All of it is there already.\n')
})

test('each shell has its rc file, by its own variables', async (t) => {
  const { home, run, text } = await sceneFor(t)
  await mkdir(path.join(home.path, 'zsh'))
  const env = { ZDOTDIR: path.join(home.path, 'zsh'), XDG_CONFIG_HOME: path.join(home.path, 'conf') }
  assert.equal(run(['--yes', '--shell', 'bash', '--shell', 'zsh', '--shell', 'fish'], env).status, 0)
  for (const file of ['.bashrc', 'zsh/.zshrc', 'conf/fish/config.fish'])
    assert.match((await text(file)) ?? '', /# added by: ssoenv setup/, file)
  assert.equal(run(['--remove', '--yes'], env).status, 0)
  for (const file of ['.bashrc', 'zsh/.zshrc', 'conf/fish/config.fish', '.local/share/ssoenv/hook.fish'])
    assert.equal(await text(file), undefined, file)
})

test('a login bash that does not read .bashrc gets the line in its own file, but never in .profile', async (t) => {
  const { home, run, text } = await sceneFor(t)
  const words = ['--yes', '--shell', 'bash']
  await home.write('.profile', 'umask 022\n')
  assert.match(run(words).stdout, /Note: A login bash reads ~\/\.profile, which does not read ~\/\.bashrc/)
  assert.equal(await text('.profile'), 'umask 022\n')
  await home.write('.bash_profile', '[[ ! -f ~/.bashrc ]] || . ~/.bashrc\n')
  assert.equal(run(words).stdout, 'All of it is there already.\n')
  await home.write('.bash_profile', '# ~/.bashrc\nexport PS1=x\n')
  assert.equal(run(words).status, 0)
  assert.match((await text('.bash_profile')) ?? '', /hook\.bash.*# added by: ssoenv setup\n$/)
  assert.equal(run(['--remove', '--yes']).status, 0)
  assert.equal(await text('.bash_profile'), '# ~/.bashrc\nexport PS1=x\n')
  assert.equal(await text('.bashrc'), undefined)
})

test('where no shell stands above, the hook or the login shell says which, and one that is not known is asked for', async (t) => {
  const { home, text } = await sceneFor(t)
  const orphan = async (env: Record<string, string>): Promise<string> => {
    const script =
      '(while kill -0 $$ 2>/dev/null; do :; done; "$1" "$2" setup --dry-run >out 2>&1; mv out done) &'
    await rm(path.join(home.path, 'done'), { force: true })
    const options = { cwd: home.path, env: home.env(env), stdio: 'ignore' } as const
    spawnSync('bash', ['-c', script, '-', process.execPath, PROGRAM], options)
    await until(async () => (await text('done')) !== undefined)
    return (await text('done')) ?? ''
  }
  assert.match(await orphan({ SHELL: '/bin/zsh' }), /^\+\+\+ .*\/\.zshrc$/m)
  assert.match(await orphan({ SHELL: '/bin/tcsh', SSOENV_SHELL: 'fish' }), /^\+\+\+ .*\/config\.fish$/m)
  assert.match(await orphan({ SHELL: '/bin/tcsh' }), /Which shell\?[^]*ssoenv setup --shell bash/)
})

test('a look shows the line and no other, and changes nothing', async (t) => {
  const { run, text, home } = await sceneFor(t)
  await home.write('.zshrc', 'export GITHUB_TOKEN=abc')
  const { status, stdout } = run(['--dry-run'])
  assert.equal(status, 0)
  assert.match(stdout, /^--- .*\n\+\+\+ .*\n@@ .* @@\n\+if .*\n~/)
  assert.equal(await text('.zshrc'), 'export GITHUB_TOKEN=abc')
  assert.equal(await text('.local/share/ssoenv/hook.zsh'), undefined)
})

test('without a terminal nothing changes unless somebody said yes', async (t) => {
  const { run, text } = await sceneFor(t)
  const { status, stderr } = run([])
  assert.equal(status, 2)
  assert.match(stderr, /Nobody can be asked here; --yes says yes/)
  assert.equal(await text('.zshrc'), undefined)
  assert.equal(run(['--json']).status, 2)
})

test('on a terminal it asks, and no is no', async (t) => {
  const { home, text } = await sceneFor(t)
  const options = { env: home.env({ SHELL: '/bin/zsh' }) }
  const no = await runOnTerminal(['setup', '--shell', 'zsh'], [['[y/N]', { type: '\r' }]], options)
  assert.equal(no.status, 130)
  assert.match(no.screen, /Change ~\/\.zshrc\?/)
  assert.equal(await text('.zshrc'), undefined)
  assert.equal(await text('.local/share/ssoenv/hook.zsh'), undefined)
  const yes = await runOnTerminal(['setup', '--shell', 'zsh'], [['[y/N]', { type: 'y\r' }]], options)
  assert.equal(yes.status, 0)
  assert.match((await text('.zshrc')) ?? '', LINE)
})

test('a line that a person wrote stays, and none is added; nor is it taken away', async (t) => {
  const { home, run, text } = await sceneFor(t)
  const theirs = 'autoload -Uz compinit\neval "$(ssoenv hook zsh)"\n'
  await home.write('.zshrc', theirs)
  assert.match(run(['--yes']).stdout, /~\/\.zshrc loads the hook on line 2 already, and is left as it is/)
  assert.match(run(['--remove', '--yes']).stdout, /on line 2; setup has not added that, so it stays/)
  assert.equal(await text('.zshrc'), theirs)
})

test('an rc file that is a link stays one, and its file is changed; one that dangles leads to the new file', async (t) => {
  const { home, zshrc, run, text } = await sceneFor(t)
  await home.write('dotfiles/zshrc', 'one\n')
  await symlink('dotfiles/zshrc', zshrc)
  await symlink('dotfiles/bashrc', path.join(home.path, '.bashrc'))
  assert.equal(run(['--yes', '--shell', 'zsh', '--shell', 'bash']).status, 0)
  assert.equal(await readlink(zshrc), 'dotfiles/zshrc')
  assert.match((await text('dotfiles/zshrc')) ?? '', LINE)
  assert.match((await text('dotfiles/bashrc')) ?? '', /hook\.bash/)
  assert.equal(run(['--remove', '--yes']).status, 0)
  assert.equal(await text('dotfiles/zshrc'), 'one\n')
  assert.equal(await text('dotfiles/bashrc'), undefined)
  assert.equal(await readlink(path.join(home.path, '.bashrc')), 'dotfiles/bashrc')
})

const REFUSED: [what: string, make: (file: string) => Promise<void>, message: RegExp][] = [
  [
    'that is read-only',
    async (file) => {
      await writeFile(file, 'one\n')
      await chmod(file, 0o444)
    },
    /\.zshrc is read-only, so it is left alone[^]*chmod u\+w/,
  ],
  ['that is a folder', (file) => mkdir(file), /\.zshrc cannot be read \(EISDIR\)/],
  ['that is not text', (file) => writeFile(file, Buffer.from([0x61, 0xff, 0x0a])), /\.zshrc[^]*UTF-8/],
  ['that ends with a backslash', (file) => writeFile(file, 'one \\\n'), /ends with a backslash \(line 1\)/],
]

for (const [what, make, message] of REFUSED) {
  test(`an rc file ${what} is told and left, and nothing else is written`, async (t) => {
    const { run, zshrc, text } = await sceneFor(t)
    await make(zshrc)
    const before = await lstat(zshrc)
    const { status, stderr } = run(['--yes'])
    assert.equal(status, 3)
    assert.match(stderr, message)
    assert.deepEqual([(await lstat(zshrc)).mtimeMs, (await lstat(zshrc)).ino], [before.mtimeMs, before.ino])
    assert.equal(await text('.local/share/ssoenv/hook.zsh'), undefined)
  })
}

test(
  "another user's rc file is left",
  { skip: process.getuid?.() !== 0 && 'only root can make one' },
  async (t) => {
    const { home } = await sceneFor(t)
    await home.write('.zshrc', 'one\n', 0o644)
    for (const file of [home.path, path.join(home.path, '.zshrc')]) await chown(file, 0, 0)
    await chmod(home.path, 0o777)
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, 'setup', '--yes', '--shell', 'zsh'], {
      uid: 65534,
      gid: 65534,
      cwd: home.path,
      env: home.env(),
      encoding: 'utf8',
    })
    assert.equal(status, 3)
    assert.match(stderr.replace(/\s+/g, ' '), /belongs to another user \(uid 0\), so it is left alone\. $/)
  },
)

test('an rc file of sixteen megabytes keeps every byte', async (t) => {
  const { home, run, text } = await sceneFor(t)
  const long = 'alias x="a long line of an rc file"\n'.repeat(450_000)
  await home.write('.zshrc', long)
  assert.equal(run(['--yes']).status, 0)
  assert.ok((await text('.zshrc'))?.startsWith(long))
  assert.equal(run(['--remove', '--yes']).status, 0)
  assert.ok((await text('.zshrc')) === long)
})

test("direnv's extension goes to its folder, is made anew when it is stale, and goes with --remove", async (t) => {
  const { home, run, text } = await sceneFor(t)
  const file = '.config/direnv/lib/ssoenv.sh'
  assert.equal(run(['--yes', '--direnv']).status, 0)
  const made = await text(file)
  assert.match(made ?? '', /^# ssoenv 1 [^]*\nuse_sso_profile\(\) \{/)
  assert.equal(run(['--yes', '--direnv']).stdout, 'All of it is there already.\n')
  const printed = spawnSync(process.execPath, [PROGRAM, 'hook', 'direnv'], {
    env: home.env(),
    encoding: 'utf8',
  })
  await home.write(file, printed.stdout)
  assert.match(run(['--yes', '--direnv']).stdout, /ssoenv\.sh: direnv's extension, to be written/)
  assert.equal(await text(file), made)
  const elsewhere = { DIRENV_CONFIG: path.join(home.path, 'direnv') }
  assert.equal(run(['--yes', '--direnv'], elsewhere).status, 0)
  assert.equal(await text('direnv/lib/ssoenv.sh'), made)
  assert.equal(run(['--remove', '--direnv']).status, 0)
  assert.equal(await text(file), undefined)
  assert.match((await text('.zshrc')) ?? '', LINE, 'only what was named goes')
})

test("a file of somebody else's in direnv's folder is left", async (t) => {
  const { home, run, text } = await sceneFor(t)
  const file = '.config/direnv/lib/ssoenv.sh'
  await home.write(file, 'use_sso_profile() { :; }\n')
  const { status, stderr } = run(['--yes', '--direnv'])
  assert.equal(status, 3)
  assert.match(stderr, /ssoenv\.sh is not what ssoenv has written/)
  assert.equal(await text('.zshrc'), undefined)
  assert.match(run(['--remove', '--yes']).stdout, /it is left alone/)
  assert.equal(await text(file), 'use_sso_profile() { :; }\n')
})

test('--json says what changed, or would', async (t) => {
  const { home, run } = await sceneFor(t)
  await home.write('.zshrc', 'one\n')
  const zshrc = path.join(home.path, '.zshrc')
  const look = JSON.parse(run(['--dry-run', '--json', '--no-prompt']).stdout) as Record<string, unknown>
  const { rcFiles, ...rest } = look
  assert.deepEqual(rest, {
    changed: false,
    dryRun: true,
    shells: ['zsh'],
    files: [{ file: path.join(home.path, '.local/share/ssoenv/hook.zsh'), change: 'written' }],
    notes: [],
  })
  const [change] = rcFiles as { file: string; diff: string }[]
  assert.equal(change?.file, zshrc)
  assert.match(change.diff, /^\+if .*ssoenv hook zsh --no-prompt/m)
  const done = JSON.parse(run(['--yes', '--json']).stdout) as {
    changed: boolean
    rcFiles: { backup: string }[]
  }
  assert.equal(done.changed, true)
  assert.equal(await readFile(done.rcFiles[0]?.backup ?? '', 'utf8'), 'one\n')
})

test('a copy of the hook is made anew by the first question of a shell after an upgrade', async (t) => {
  const { home, run, text } = await sceneFor(t)
  const copies = ['.local/share/ssoenv/hook.zsh', '.config/direnv/lib/ssoenv.sh']
  assert.equal(run(['--yes', '--direnv', '--no-prompt']).status, 0)
  const before = await Promise.all(copies.map(text))
  for (const [index, file] of copies.entries())
    await home.write(file, (before[index] ?? '').replace(/^# ssoenv 1 \w+/, `# ssoenv 1 ${'0'.repeat(40)}`))
  await chmod(path.join(home.path, copies[0] ?? ''), 0o666)
  const words = ['settle', '--shell', 'zsh', '--event', 'prompt', '--dir', home.path]
  const settled = spawnSync(process.execPath, [PROGRAM, ...words], { env: home.env(), encoding: 'utf8' })
  assert.equal(settled.status, 0)
  assert.deepEqual(await Promise.all(copies.map(text)), before)
  assert.equal((await stat(path.join(home.path, copies[0] ?? ''))).mode & 0o777, 0o600)
  // Nothing is made where setup has made nothing, and what is not ours stays.
  await home.write(copies[1] ?? '', 'theirs\n')
  spawnSync(process.execPath, [PROGRAM, ...words], { env: home.env() })
  assert.equal(await text(copies[1] ?? ''), 'theirs\n')
  assert.equal(await text('.local/share/ssoenv/hook.bash'), undefined)
})
