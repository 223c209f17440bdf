import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { editAwsConfig } from '../../src/core/config/config-edit.js'
import { ConfigError } from '../../src/core/errors.js'
import { pathsFrom } from '../../src/core/paths.js'
import { sha1 } from '../../src/core/text/sha1.js'
import { changeConfigFile } from '../../src/world/files/config-file.js'
import { acquireLock } from '../../src/world/lock/lock.js'
import type { World } from '../../src/world/world.js'
import { homeFor, type Home } from '../support/home.js'
import { until } from '../support/until.js'

const AT = new Date('2026-11-22T14:45:09.123Z')
const TEXT = '# mine\r\n[default]\r\nregion = eu-west-1\r\n'

interface Place extends Home {
  world: World
  file: string
  /** Every file below the home. */
  files: () => Promise<string[]>
}

async function placeFor(t: TestContext): Promise<Place> {
  const home = await homeFor(t)
  const world: World = {
    env: home.env(),
    paths: pathsFrom(home.env(), home.path),
    now: () => AT,
    monotonic: () => performance.now(),
    sleep: () => Promise.resolve(),
    say: () => undefined,
    interactive: false,
  }
  const files = async (): Promise<string[]> => {
    const found = await readdir(home.path, { recursive: true, withFileTypes: true })
    return found
      .filter((entry) => !entry.isDirectory() && !entry.isSocket() && !entry.parentPath.includes('/locks/'))
      .map((entry) => path.relative(home.path, path.join(entry.parentPath, entry.name)))
      .sort()
  }
  return { ...home, world, file: world.paths.awsConfig, files }
}

const addLine = (before: string): string => `${before}output = json\r\n`
const BACKUP = /^\.local\/share\/ssoenv\/backups\/config\.[0-9a-f]{8}\.2026-11-22T14-45-09\.123Z$/

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    return error.message
  }
  return assert.fail('it was written')
}

test('a changed file is written whole, with its mode, and a dated backup of it as it was', async (t) => {
  const { world, file, files, write, path: home } = await placeFor(t)
  await write('.aws/config', TEXT, 0o640)
  const { before, after, backup } = await changeConfigFile(world, file, addLine)
  assert.deepEqual([before, after], [TEXT, addLine(TEXT)])
  assert.equal(await readFile(file, 'utf8'), after)
  assert.equal((await stat(file)).mode & 0o7777, 0o640)
  assert.equal(await readFile(backup!, 'utf8'), TEXT)
  assert.equal((await stat(backup!)).mode & 0o7777, 0o600)
  assert.match(path.relative(home, backup!), BACKUP)
  assert.deepEqual(await files(), ['.aws/config', path.relative(home, backup!)])
})

test('a new file is private, in a private folder, and has no backup', async (t) => {
  const { world, file, files } = await placeFor(t)
  const change = await changeConfigFile(world, file, () => TEXT)
  assert.deepEqual(change, { before: '', after: TEXT })
  assert.equal((await stat(file)).mode & 0o7777, 0o600)
  assert.equal((await stat(path.dirname(file))).mode & 0o7777, 0o700)
  assert.deepEqual(await files(), ['.aws/config'])
})

test('where the text stays the same, nothing is written: no file, no folder, no backup', async (t) => {
  const { world, file, files, write } = await placeFor(t)
  await changeConfigFile(world, file, (before) => before)
  assert.deepEqual(await files(), [])
  await write('.aws/config', TEXT)
  const { ino, mtimeMs } = await stat(file)
  assert.deepEqual(await changeConfigFile(world, file, (before) => before), { before: TEXT, after: TEXT })
  const now = await stat(file)
  assert.deepEqual([now.ino, now.mtimeMs], [ino, mtimeMs])
})

test('what the change throws leaves the file as it was, and the lock free', async (t) => {
  const { world, file, files, write } = await placeFor(t)
  await write('.aws/config', '[profile a]\n[profile a]\n')
  const edit = (before: string): string => editAwsConfig(before, [], file)
  assert.match(await refusal(changeConfigFile(world, file, edit)), /config:2: the section \[profile a\]/)
  assert.deepEqual(await files(), ['.aws/config'])
  await changeConfigFile(world, file, () => TEXT)
  assert.equal(await readFile(file, 'utf8'), TEXT)
})

test('a link into a dotfiles repository stays, and what it leads to is changed', async (t) => {
  const { world, file, write, path: home } = await placeFor(t)
  const real = await write('dotfiles/aws/config', TEXT, 0o644)
  await symlink('dotfiles/aws', path.join(home, '.aws'))
  await changeConfigFile(world, file, addLine)
  assert.equal(await readFile(real, 'utf8'), addLine(TEXT))
  await rm(path.join(home, '.aws'))
  await mkdir(path.join(home, '.aws'))
  await symlink('../dotfiles/aws/config', file)
  await changeConfigFile(world, file, () => TEXT)
  assert.ok((await lstat(file)).isSymbolicLink())
  assert.equal(await readFile(real, 'utf8'), TEXT)
  assert.equal((await stat(real)).mode & 0o7777, 0o644)
})

test('a link to a file that is not there yet stays a link', async (t) => {
  const { world, file, path: home } = await placeFor(t)
  await mkdir(path.join(home, '.aws'))
  await symlink('../dotfiles/aws-config', file)
  await changeConfigFile(world, file, () => TEXT)
  assert.ok((await lstat(file)).isSymbolicLink())
  assert.equal(await readFile(path.join(home, 'dotfiles/aws-config'), 'utf8'), TEXT)
})

test('a file that another program changed meanwhile is left to it', async (t) => {
  const { world, file, files, write, path: home } = await placeFor(t)
  await write('.aws/config', TEXT)
  const message = await refusal(
    changeConfigFile(world, file, async (before) => {
      await writeFile(file, `${TEXT}[profile theirs]\n`)
      return addLine(before)
    }),
  )
  assert.match(
    message,
    /config was changed by another program .* Nothing was written; run the command again\./,
  )
  assert.equal(await readFile(file, 'utf8'), `${TEXT}[profile theirs]\n`)
  assert.deepEqual(await files(), ['.aws/config'])
  await write('other', TEXT)
  await assert.rejects(
    changeConfigFile(world, file, async () => {
      await rename(path.join(home, 'other'), file)
      return TEXT
    }),
    /was changed by another program/,
  )
  await rm(file)
  await assert.rejects(
    changeConfigFile(world, file, async () => {
      await writeFile(file, 'theirs')
      return TEXT
    }),
    /was changed by another program/,
  )
  assert.equal(await readFile(file, 'utf8'), 'theirs')
})

test('twenty that change one file at the same time do so one after the other', async (t) => {
  const { world, file, files } = await placeFor(t)
  const changes = Array.from({ length: 20 }, (_, number) =>
    changeConfigFile(world, file, (before) =>
      editAwsConfig(
        before,
        [
          {
            change: 'add-section',
            section: { kind: 'profile', name: `p${number}` },
            keys: [['region', 'x']],
          },
        ],
        file,
      ),
    ),
  )
  await Promise.all(changes)
  const text = await readFile(file, 'utf8')
  assert.equal(text.match(/^\[profile p\d+\]$/gm)?.length, 20)
  assert.equal((await files()).length, 1 + 19)
})

test('who waits for a lock gets it when its holder is done', async (t) => {
  const { world, file, write } = await placeFor(t)
  await write('.aws/config', TEXT)
  const lock = await acquireLock(world.paths.state, `file-${file}`, 'a test', world.env)
  assert.ok(lock.kind === 'lock')
  let isDone = false
  const change = changeConfigFile(world, file, addLine).then(() => (isDone = true))
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(isDone, false)
  assert.equal(await readFile(file, 'utf8'), TEXT)
  await lock.release()
  await until(() => isDone)
  await change
})

test('the last twenty backups of a file are kept, and those of other files', async (t) => {
  const { world, file, files, write } = await placeFor(t)
  await write('.aws/config', '')
  await write('.aws/credentials', '[a]\n')
  const other = await changeConfigFile(world, world.paths.awsCredentials, () => '[b]\n')
  let newest: string | undefined
  for (let number = 0; number < 25; number++) {
    const change = await changeConfigFile(world, file, () => `# ${number}\n`)
    newest = change.backup
  }
  const backups = (await files()).filter((name) => name.includes('/backups/'))
  assert.equal(backups.length, 20 + 1)
  assert.equal(await readFile(newest!, 'utf8'), '# 23\n')
  assert.equal(await readFile(other.backup!, 'utf8'), '[a]\n')
})

test('what a killed process left of the file an hour ago is removed, and nothing else', async (t) => {
  const { world, file, files, write, path: home } = await placeFor(t)
  const now = new Date()
  const old = new Date(now.getTime() - 2 * 3600_000)
  const copies = '.local/share/ssoenv/backups'
  const copyOfFile = `.config.${sha1(file).slice(0, 8)}.2026-11-22T14-45-09.123Z.0123456789ab.tmp`
  await write('.aws/config', TEXT)
  await utimes(await write(`${copies}/${copyOfFile}`, 'half of a copy'), old, old)
  await chmod(path.join(home, copies), 0o700)
  for (const name of ['.config.0123456789ab.tmp', '.config.tmp', '.credentials.0123456789ab.tmp']) {
    await utimes(await write(`.aws/${name}`, 'half'), old, old)
  }
  await write('.aws/.config.ab0123456789.tmp', 'young')
  const { backup } = await changeConfigFile(world, file, addLine)
  assert.deepEqual(await files(), [
    '.aws/.config.ab0123456789.tmp',
    '.aws/.config.tmp',
    '.aws/.credentials.0123456789ab.tmp',
    '.aws/config',
    path.relative(home, backup!),
  ])
})

test('without a backup nothing is written', async (t) => {
  const { world, file, write } = await placeFor(t)
  await write('.aws/config', TEXT)
  await write('.local/share', 'in the way')
  assert.match(await refusal(changeConfigFile(world, file, addLine)), /share\/ssoenv cannot be made/)
  assert.equal(await readFile(file, 'utf8'), TEXT)
})

test('what is no regular file is left alone: a device above all', async (t) => {
  const { world, file, path: home } = await placeFor(t)
  assert.match(
    await refusal(changeConfigFile(world, '/dev/null', () => TEXT)),
    /^\/dev\/null is not a regular file/,
  )
  assert.ok((await stat('/dev/null')).isCharacterDevice())
  await mkdir(file, { recursive: true })
  assert.match(await refusal(changeConfigFile(world, file, () => TEXT)), /config is not a regular file/)
  await symlink('b', path.join(home, 'a'))
  await symlink('a', path.join(home, 'b'))
  assert.match(await refusal(changeConfigFile(world, path.join(home, 'a'), () => TEXT)), /leads in a circle/)
})

test('a file that is not UTF-8 is refused', async (t) => {
  const { world, file, write } = await placeFor(t)
  await write('.aws/config', '')
  await writeFile(file, Buffer.from('[profile m\u00fcller]\n', 'latin1'))
  assert.match(await refusal(changeConfigFile(world, file, addLine)), /config is not UTF-8 text/)
})

test('a read-only file is left alone, also by root, and the message says how to change that', async (t) => {
  const { world, file, files, write } = await placeFor(t)
  await write('.aws/config', TEXT, 0o444)
  await assert.rejects(changeConfigFile(world, file, addLine), (error: Error) => {
    assert.ok(error instanceof ConfigError)
    assert.match(error.message, /config is read-only, so it is left alone\./)
    assert.deepEqual(error.suggestions, [`chmod u+w ${file}`])
    return true
  })
  assert.deepEqual(await files(), ['.aws/config'])
})

const isRoot = process.geteuid?.() === 0

test('root keeps the owner and the group', { skip: !isRoot && 'needs root' }, async (t) => {
  const { world, file, write } = await placeFor(t)
  await write('.aws/config', TEXT)
  await chown(file, 12345, 23456)
  await changeConfigFile(world, file, addLine)
  const { uid, gid, mode } = await stat(file)
  assert.deepEqual([uid, gid, mode & 0o7777], [12345, 23456, 0o600])
})

/** Runs as a user who is not root. */
async function asNobody<Result>(act: () => Promise<Result>): Promise<Result> {
  process.seteuid?.(12345)
  try {
    return await act()
  } finally {
    process.seteuid?.(0)
  }
}

test(
  'what is not ours to write is left alone: file and folder',
  { skip: !isRoot && 'needs root' },
  async (t) => {
    const { world, file, write, path: home } = await placeFor(t)
    await write('.aws/config', TEXT, 0o666)
    await chmod(home, 0o777)
    await chmod(path.dirname(file), 0o777)
    const theirs = await asNobody(() => refusal(changeConfigFile(world, file, addLine)))
    assert.match(theirs, /config belongs to another user \(uid 0\), so it is left alone/)
    await chown(file, 12345, 12345)
    await chmod(path.dirname(file), 0o755)
    const folder = await asNobody(() => refusal(changeConfigFile(world, file, addLine)))
    assert.match(
      folder,
      /config cannot be written \(EACCES: its folder is not yours to write\); it is as it was/,
    )
    assert.equal(await readFile(file, 'utf8'), TEXT)
    assert.deepEqual(await readdir(path.dirname(file)), ['config'])
    assert.deepEqual(await readdir(path.join(home, '.local/share/ssoenv/backups')), [])
  },
)

test('where the file cannot be written to its end, it is as it was and nothing else is left', async (t) => {
  const { world, files, write, path: home } = await placeFor(t)
  await write('.aws/config', TEXT)
  const program = path.join(home, 'change.mjs')
  await build({
    stdin: {
      contents: `import { changeConfigFile } from './files/config-file.ts'
        import { thisWorld } from './world.ts'
        const world = thisWorld()
        await changeConfigFile(world, world.paths.awsConfig, (text) => text + '# '.repeat(5000))
          .catch((error) => console.log(error.name, error.message))`,
      resolveDir: fileURLToPath(new URL('../../src/world', import.meta.url)),
    },
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
  const output = execFileSync('/bin/bash', ['-c', 'ulimit -f 4; exec "$0" "$1"', process.execPath, program], {
    env: world.env,
    encoding: 'utf8',
  })
  assert.match(output, /^ConfigError .*config cannot be written \(EFBIG\); it is as it was\.$/m)
  assert.equal(await readFile(world.paths.awsConfig, 'utf8'), TEXT)
  assert.deepEqual(await files(), ['.aws/config', 'change.mjs'])
})
