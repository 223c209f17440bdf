/** Compiled code that is kept from one start to the next: quick where it may be used, and without any effect where not. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmod, readdir, readFile, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { homeFor, type Home } from '../support/home.js'
import { LAYER } from '../faults/stage.js'
import { PROGRAM } from '../support/program.js'

const DOOR = 'flows-for-shells-answer-hook.js'

function hook(env: Record<string, string>): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'hook', 'bash'], {
    env,
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
  assert.equal(stderr, '')
  return stdout
}

/** A home in which `ssoenv hook bash` has run once. */
async function started(t: TestContext): Promise<{ home: Home; said: string; folder: string; file: string }> {
  const home = await homeFor(t)
  const said = hook(home.env())
  const folder = path.join(home.path, '.cache/ssoenv', `${process.version}-${process.arch}`)
  return { home, said, folder, file: path.join(folder, DOOR) }
}

/** Runs it with nothing kept and the fault (test/faults/layer.cjs); only a kill may be seen. @returns the calls that change something */
async function faulty(
  home: Home,
  fault: { at?: number; kind?: string; lasting?: boolean },
): Promise<{ operation: string }[]> {
  const below = path.join(home.path, '.cache/ssoenv')
  const log = path.join(home.path, 'log')
  await rm(below, { recursive: true, force: true })
  await rm(log, { force: true })
  const env = { ...home.env(), SSOENV_FAULT: JSON.stringify({ below, log, ...fault }) }
  const words = ['--require', LAYER, PROGRAM, 'hook', 'bash']
  const { status, signal, stderr } = spawnSync(process.execPath, words, { env, encoding: 'utf8' })
  assert.deepEqual([status, signal, stderr], fault.kind === 'kill' ? [null, 'SIGKILL', ''] : [0, null, ''])
  const lines = (await readFile(log, 'utf8')).split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as { operation: string })
}

const identity = async (file: string): Promise<string> => {
  const { ino, mtimeMs } = await stat(file)
  return `${ino} ${mtimeMs}`
}

describe('compiled code', () => {
  it('is kept for this user alone, below HOME, and used by the next start as it is', async (t) => {
    const { home, said, folder, file } = await started(t)
    assert.deepEqual(await readdir(folder), [DOOR])
    assert.equal((await stat(folder)).mode & 0o777, 0o700)
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    const before = await identity(file)
    assert.equal(hook(home.env()), said)
    assert.equal(await identity(file), before)
  })

  for (const [what, damage] of [
    ['is empty', (file: string) => truncate(file, 0)],
    ['was cut', (file: string) => truncate(file, 5000)],
    ['holds something else', (file: string) => writeFile(file, 'x'.repeat(10_000))],
    ['may be written by others', (file: string) => chmod(file, 0o666)],
    [
      'was made of another file of our code',
      async (file: string) => {
        const text = await readFile(file, 'latin1')
        await writeFile(file, text.replace('answer-hook.js ', 'answer-look.js '), 'latin1')
      },
    ],
  ] as const) {
    it(`is made anew where the file ${what}`, async (t) => {
      const { home, said, folder, file } = await started(t)
      const before = await identity(file)
      await damage(file)
      assert.equal(hook(home.env()), said)
      assert.notEqual(await identity(file), before)
      assert.equal((await stat(file)).mode & 0o777, 0o600)
      assert.deepEqual(await readdir(folder), [DOOR])
    })
  }

  it('is whole or absent where the process is killed while it is written, and what was left goes later', async (t) => {
    const { home, said, folder, file } = await started(t)
    const calls = await faulty(home, {})
    assert.deepEqual(
      calls.map(({ operation }) => operation),
      ['mkdir', 'open', 'write', 'fsync', 'rename'],
    )
    for (const at of calls.keys()) {
      await faulty(home, { at: at + 1, kind: 'kill' })
      await assert.rejects(stat(file), { code: 'ENOENT' })
      assert.equal(hook(home.env()), said)
      const halves = (await readdir(folder)).filter((name) => name !== DOOR)
      assert.equal(halves.length, calls[at]!.operation === 'mkdir' || calls[at]!.operation === 'open' ? 0 : 1)
      const then = Date.now() / 1000 - 7200
      for (const half of halves) await utimes(path.join(folder, half), then, then)
      await rm(file)
      assert.equal(hook(home.env()), said)
      assert.deepEqual(await readdir(folder), [DOOR])
    }
  })

  it('is not kept where the disk is full, fails, or becomes read-only meanwhile, and nobody is told', async (t) => {
    const { home, folder } = await started(t)
    for (const kind of ['ENOSPC', 'EIO', 'EROFS'])
      for (const at of [1, 2, 3, 4, 5]) {
        await faulty(home, { at, kind, lasting: kind === 'ENOSPC' || kind === 'EROFS' })
        const left: string[] = await readdir(folder).catch(() => [])
        assert.ok(!left.includes(DOOR))
        assert.ok(left.length === 0 || kind === 'EROFS', `${kind} at ${at}: ${left.join(' ')}`)
      }
  })

  it('is not read through a link', async (t) => {
    const { home, said, file } = await started(t)
    const elsewhere = path.join(home.path, 'elsewhere')
    await writeFile(elsewhere, await readFile(file), { mode: 0o600 })
    await rm(file)
    await symlink(elsewhere, file)
    assert.equal(hook(home.env()), said)
    assert.ok(
      (await stat(file)).ino !== (await stat(elsewhere)).ino,
      'a file has taken the place of the link',
    )
  })

  it('is not kept of a start that ends badly', async (t) => {
    const home = await homeFor(t)
    const words = [PROGRAM, 'credential-process', '--profile', 'nobody']
    assert.equal(spawnSync(process.execPath, words, { env: home.env() }).status, 3)
    await assert.rejects(stat(path.join(home.path, '.cache')), { code: 'ENOENT' })
  })

  it('does not lie where a variable of some project leads', async (t) => {
    const home = await homeFor(t)
    const project = path.join(home.path, 'project')
    hook({ ...home.env(), XDG_CACHE_HOME: project })
    await assert.rejects(stat(project), { code: 'ENOENT' })
    assert.notDeepEqual(await readdir(path.join(home.path, '.cache/ssoenv')), [])
  })

  it('of versions that were not used for 60 days goes when another version keeps its first', async (t) => {
    const home = await homeFor(t)
    const day = 24 * 3600 * 1000
    const used = async (version: string, read: number, written: number): Promise<void> => {
      await home.write(`.cache/ssoenv/${version}/a.js`, 'x')
      const days = [read, written].map((count) => new Date(Date.now() - count * day))
      await utimes(path.join(home.path, '.cache/ssoenv', version, 'a.js'), days[0] ?? 0, days[1] ?? 0)
    }
    await used('v18.0.0-x64', 61, 100)
    await used('v20.99.0-x64', 50, 100)
    await used('not-ours', 100, 100)
    hook(home.env())
    const own = `${process.version}-${process.arch}`
    const kept = async (): Promise<string[]> => readdir(path.join(home.path, '.cache/ssoenv'))
    assert.deepEqual(new Set(await kept()), new Set(['not-ours', 'v20.99.0-x64', own]))
    await used('v18.0.0-x64', 61, 100)
    await rm(path.join(home.path, '.cache/ssoenv', own, DOOR))
    hook(home.env())
    assert.equal((await kept()).length, 4, 'there is no look at it at each start')
  })

  it('goes with setup --remove, which leaves none of its own', async (t) => {
    const { home } = await started(t)
    const remove = (): string =>
      spawnSync(process.execPath, [PROGRAM, 'setup', '--remove', '--yes'], {
        env: home.env(),
        encoding: 'utf8',
      }).stdout
    assert.match(remove(), /^~\/\.cache\/ssoenv: ssoenv's compiled code, to be removed\.$/m)
    assert.equal(remove(), 'There is nothing to take away.\n')
    assert.deepEqual(await readdir(path.join(home.path, '.cache')), [])
  })

  it('is not kept where Node is told to keep none, and a home that cannot be written does no harm', async (t) => {
    const home = await homeFor(t)
    hook({ ...home.env(), NODE_DISABLE_COMPILE_CACHE: '1' })
    await assert.rejects(stat(path.join(home.path, '.cache')), { code: 'ENOENT' })
    await writeFile(path.join(home.path, '.cache'), 'a file where a folder should be')
    hook(home.env())
    assert.equal(await readFile(path.join(home.path, '.cache'), 'utf8'), 'a file where a folder should be')
  })
})
