import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { ConfigError, RefusedError } from '../../src/core/errors.js'
import { ensurePrivateFolder, isOurFolder, readIfPresent, writeWhole } from '../../src/world/files/files.js'

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ssoenv-files-'))
  t.after(() => rm(folder, { recursive: true }))
  return folder
}

test('a file is read whole, through links, and one that is missing is none', async (t) => {
  const folder = await folderFor(t)
  await writeFile(path.join(folder, 'a'), 'text')
  await symlink('a', path.join(folder, 'link'))
  assert.equal((await readIfPresent(path.join(folder, 'link')))?.toString(), 'text')
  assert.equal(await readIfPresent(path.join(folder, 'b')), undefined)
  assert.equal(await readIfPresent(path.join(folder, 'a/b')), undefined)
})

test('a FIFO, an endless device and a circle of links are refused at once, by name', async (t) => {
  const folder = await folderFor(t)
  execFileSync('mkfifo', [path.join(folder, 'fifo')])
  await symlink('/dev/zero', path.join(folder, 'zero'))
  await symlink('circle', path.join(folder, 'circle'))
  for (const name of ['fifo', 'zero', 'circle']) {
    await assert.rejects(readIfPresent(path.join(folder, name)), (error: Error) => {
      assert.ok(error instanceof ConfigError)
      assert.match(error.message, new RegExp(`/${name} (is not a regular file|cannot be read)`))
      return true
    })
  }
})

test('/dev/null is an empty file: it is how people say "no config"', async () => {
  assert.deepEqual(await readIfPresent('/dev/null'), Buffer.alloc(0))
})

test('a file beyond the limit is not read', async (t) => {
  const file = path.join(await folderFor(t), 'big')
  await writeFile(file, 'x'.repeat(11))
  await assert.rejects(readIfPresent(file, { limit: 10 }), /is larger than 10 bytes/)
})

test('a file that is to be obeyed is ours or the system’s, and not for everybody to write', async (t) => {
  const file = path.join(await folderFor(t), 'settings')
  await writeFile(file, 'text')
  await chmod(file, 0o664)
  assert.ok(await readIfPresent(file, { own: true }))
  await chmod(file, 0o666)
  await assert.rejects(readIfPresent(file, { own: true }), /Everybody can write .*settings; it is not used/)
  await chmod(file, 0o644)
  await chown(file, 12345, 12345)
  await assert.rejects(readIfPresent(file, { own: true }), /settings is not your file/)
})

test('a folder that others may read is made private; one in which they may write is refused', async (t) => {
  const folder = path.join(await folderFor(t), 'state')
  await ensurePrivateFolder(folder)
  await chmod(folder, 0o755)
  assert.equal(await isOurFolder(folder), true)
  await ensurePrivateFolder(folder)
  assert.equal((await stat(folder)).mode & 0o777, 0o700)
  for (const mode of [0o770, 0o703, 0o777]) {
    await chmod(folder, mode)
    assert.equal(await isOurFolder(folder), false)
    await assert.rejects(ensurePrivateFolder(folder), RefusedError)
  }
})

test('a link to a folder and a file are no folders of ours', async (t) => {
  const folder = await folderFor(t)
  await mkdir(path.join(folder, 'real'), { mode: 0o700 })
  await symlink('real', path.join(folder, 'link'))
  await writeFile(path.join(folder, 'file'), '')
  assert.equal(await isOurFolder(path.join(folder, 'link')), false)
  await assert.rejects(ensurePrivateFolder(path.join(folder, 'link')), RefusedError)
  await assert.rejects(ensurePrivateFolder(path.join(folder, 'file')), ConfigError)
  await assert.rejects(ensurePrivateFolder(path.join(folder, 'file/below')), ConfigError)
})

test('a folder that the system will not have, below one that is there, is refused at once', () => {
  // A process of its own: what does not end here could not be ended from within.
  const program = `import { ensurePrivateFolder } from './src/world/files/files.ts'
    await ensurePrivateFolder('/proc/ssoenv-test/ssoenv').catch((error) => process.stdout.write(error.message))`
  const words = ['--import', 'tsx', '--input-type=module', '-e', program]
  const options = {
    cwd: path.join(import.meta.dirname, '../..'),
    timeout: 20_000,
    killSignal: 'SIGKILL',
  } as const
  const said = execFileSync(process.execPath, words, options).toString()
  assert.equal(said, '/proc/ssoenv-test/ssoenv cannot be made (ENOENT).')
})

test('what killed processes left on the way to a name is cleared away with the next writing, one of this hour is not', async (t) => {
  const folder = await folderFor(t)
  const old = new Date(Date.now() - 2 * 3600_000)
  for (const name of ['.a.0123456789ab.tmp', '.a.1123456789ab.tmp', '.b.0123456789ab.tmp', '.a.tmp']) {
    await writeFile(path.join(folder, name), 'half')
    await utimes(path.join(folder, name), old, old)
  }
  await writeFile(path.join(folder, '.a.2123456789ab.tmp'), 'somebody is at it')
  await writeWhole(path.join(folder, 'a'), 'whole')
  assert.deepEqual((await readdir(folder)).sort(), [
    '.a.2123456789ab.tmp',
    '.a.tmp',
    '.b.0123456789ab.tmp',
    'a',
  ])
})
