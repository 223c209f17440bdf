import assert from 'node:assert/strict'
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { after, before, test, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { build } from 'esbuild'
import { ConfigError } from '../../src/core/errors.js'
import { acquireLock, type Holder, type Lock } from '../../src/world/lock/lock.js'
import { lockPlaces, openPlace } from '../../src/world/lock/lock-place.js'

let built: string
let contender: string

before(async () => {
  built = await mkdtemp(path.join(tmpdir(), 'ssoenv-contender-'))
  contender = path.join(built, 'contender.mjs')
  await build({
    entryPoints: [path.join(import.meta.dirname, '../support/lock-contender.ts')],
    outfile: contender,
    bundle: true,
    platform: 'node',
    format: 'esm',
  })
})

after(() => rm(built, { recursive: true }))

async function workFolder(t: TestContext): Promise<{ state: string; folder: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ssoenv-lock-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return { state: path.join(folder, 'state', 'ssoenv'), folder }
}

function start(t: TestContext, state: string, folder: string, times: string): ChildProcess {
  const child = spawn(process.execPath, [contender, state, folder, times], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: folder },
  })
  t.after(() => child.kill('SIGKILL'))
  return child
}

async function until(what: string, condition: () => boolean, milliseconds = 20_000): Promise<void> {
  const deadline = Date.now() + milliseconds
  while (!condition()) {
    assert(Date.now() < deadline, `waited in vain until ${what}`)
    await pause(5)
  }
}

async function mustLock(state: string, name: string, purpose = 'a test', env = {}): Promise<Lock> {
  const result = await acquireLock(state, name, purpose, env)
  assert(result.kind === 'lock')
  return result
}

async function mustMeet(state: string, name: string): Promise<Holder> {
  const result = await acquireLock(state, name, 'another test', {})
  assert(result.kind === 'holder')
  return result
}

/** A process that has the lock `contended`. */
async function startHolder(t: TestContext, state: string, folder: string): Promise<ChildProcess> {
  const child = start(t, state, folder, 'hold')
  await until('the child has the lock', () => existsSync(path.join(folder, 'log')))
  return child
}

test('a free lock is taken, and whoever comes later learns who has it, since when and what for', async (t) => {
  const { state } = await workFolder(t)
  const from = Date.now()
  const lock = await mustLock(state, 'corp', 'login for "corp"')
  const holder = await mustMeet(state, 'corp')
  assert.equal(holder.pid, process.pid)
  assert.equal(holder.purpose, 'login for "corp"')
  assert(holder.since.getTime() >= from && holder.since.getTime() <= Date.now())
  await lock.release()
  await holder.ended
})

test('locks of different names do not exclude each other', async (t) => {
  const { state } = await workFolder(t)
  const locks = [await mustLock(state, 'a'), await mustLock(state, '../a'), await mustLock(state, '')]
  await Promise.all(locks.map((lock) => lock.release()))
})

test('a released lock can be taken again, releasing twice is releasing once, and nothing is left over', async (t) => {
  const { state } = await workFolder(t)
  const first = await mustLock(state, 'corp')
  await Promise.all([first.release(), first.release()])
  const second = await mustLock(state, 'corp')
  await first.release()
  await mustMeet(state, 'corp')
  await second.release()
  assert.deepEqual(await sockets(state), [])
})

/** The file names of all sockets; a last link may stay: it keeps the count. */
async function sockets(state: string): Promise<string[]> {
  const entries = await readdir(path.join(state, 'locks'), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isSocket()).map((entry) => entry.name)
}

test('the end of a holder is told to all who wait for it', async (t) => {
  const { state } = await workFolder(t)
  const lock = await mustLock(state, 'corp')
  const waiting = [await mustMeet(state, 'corp'), await mustMeet(state, 'corp')]
  let told = 0
  const all = Promise.all(waiting.map((holder) => holder.ended.then(() => told++)))
  await mustMeet(state, 'corp')
  assert.equal(told, 0)
  await lock.release()
  await all
})

test('a killed holder loses the lock at once, and its end is told', async (t) => {
  const { state, folder } = await workFolder(t)
  const child = await startHolder(t, state, folder)
  const holder = await mustMeet(state, 'contended')
  assert.equal(holder.pid, child.pid)
  child.kill('SIGKILL')
  await holder.ended
  await (await mustLock(state, 'contended')).release()
  assert.deepEqual(await sockets(state), [])
})

test('a suspended holder keeps the lock and can be named, also after its queue of connections is full', async (t) => {
  const { state, folder } = await workFolder(t)
  const child = await startHolder(t, state, folder)
  child.kill('SIGSTOP')
  const [socketName = ''] = await sockets(state)
  const [lockFolder = ''] = await readdir(path.join(state, 'locks'))
  const holder = await mustMeet(state, 'contended')
  assert.equal(holder.pid, child.pid)
  assert(holder.since instanceof Date && !Number.isNaN(holder.since.getTime()))
  const crowd = Array.from({ length: 600 }, () => {
    const socket = connect(path.join(state, 'locks', lockFolder, socketName))
    socket.on('error', () => undefined)
    return socket
  })
  const second = await mustMeet(state, 'contended')
  assert.equal(second.pid, child.pid)
  for (const socket of crowd) socket.destroy()
  child.kill('SIGKILL')
  await Promise.all([holder.ended, second.ended])
  await (await mustLock(state, 'contended')).release()
})

test('a holder that goes on after a suspension still has the lock, and answers again', async (t) => {
  const { state, folder } = await workFolder(t)
  const child = await startHolder(t, state, folder)
  const holder = await mustMeet(state, 'contended')
  assert.equal(await holder.answers(30_000), true)
  child.kill('SIGSTOP')
  await mustMeet(state, 'contended')
  assert.equal(await holder.answers(100), false)
  child.kill('SIGCONT')
  await mustMeet(state, 'contended')
  assert.equal(await holder.answers(30_000), true)
  const ended = holder.ended
  holder.leave()
  await ended
  child.kill('SIGKILL')
  await (
    await mustMeet(state, 'contended').catch(() => undefined)
  )?.ended
  assert.equal(await holder.answers(30_000), true, 'that it has ended is for others to tell')
})

test('a process that holds a lock or met a holder may end without either', async (t) => {
  const { state, folder } = await workFolder(t)
  const program = path.join(folder, 'program.mjs')
  await build({
    stdin: {
      contents: `import { acquireLock } from './lock/lock.ts'
        const first = await acquireLock(${JSON.stringify(state)}, 'x', 'p')
        const second = await acquireLock(${JSON.stringify(state)}, 'x', 'p')
        console.log(first.kind, second.kind)`,
      resolveDir: path.join(import.meta.dirname, '../../src/world'),
    },
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
  })
  const output = execFileSync(process.execPath, [program], { encoding: 'utf8', timeout: 20_000 })
  assert.equal(output, 'lock holder\n')
  await (await mustLock(state, 'x')).release()
})

test('a hundred processes, some killed and some suspended at any moment, never hold the lock together', async (t) => {
  const { state, folder } = await workFolder(t)
  const children = Array.from({ length: 100 }, () => start(t, state, folder, '3'))
  const ends = children.map(async (child) => {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
    return signal ?? code
  })
  let running = children.length
  for (const end of ends) end.then(() => running--)
  const held = path.join(folder, 'held')
  for (let kills = 0; kills < 40 && running > 0;) {
    await pause(Math.random() * 40)
    const holder = existsSync(held) ? Number(readFileSync(held, 'utf8')) : 0
    const random = children[Math.floor(Math.random() * children.length)]!
    const victim = children.find((child) => kills % 2 === 0 && child.pid === holder) ?? random
    if (victim.exitCode !== null || victim.signalCode !== null) continue
    victim.kill('SIGSTOP')
    await pause(Math.random() * 10)
    victim.kill(Math.random() < 0.7 ? 'SIGKILL' : 'SIGCONT')
    kills++
  }
  await until('all are done', () => running === 0, 120_000)
  const results = await Promise.all(ends)
  assert.deepEqual(
    [...new Set(results)].filter((r) => r !== 'SIGKILL' && r !== 0),
    [],
  )
  assert.equal(violationIn(folder), undefined)
  assertAlternating(readFileSync(path.join(folder, 'log'), 'utf8'), killed(children, results))
  await (await mustLock(state, 'contended')).release()
  assert.deepEqual(
    (await sockets(state)).filter((name) => name.startsWith('claim-')),
    [],
  )
})

/** What a contender saw that had the lock together with another one. */
function violationIn(folder: string): string | undefined {
  const file = path.join(folder, 'violation')
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function killed(children: ChildProcess[], results: (string | number | null)[]): Set<string> {
  return new Set(children.filter((_, i) => results[i] === 'SIGKILL').map((child) => String(child.pid)))
}

/** Between the `begin` and the `end` of a process nobody else begins, unless it was killed. */
function assertAlternating(log: string, dead: Set<string>): void {
  let current: string | undefined
  for (const line of log.trim().split('\n')) {
    const [word, pid = ''] = line.split(' ')
    if (word === 'begin') {
      assert(current === undefined || dead.has(current), `${pid} began while ${current ?? ''} had the lock`)
      current = pid
    } else {
      assert.equal(pid, current)
      current = undefined
    }
  }
}

test('what a broken or hostile owner says is cleaned, and one that says nothing delays only shortly', async (t) => {
  const { state } = await workFolder(t)
  const says = [
    ['\u001b]0;owned\u0007\n', /^$/],
    ['{"pid":-1,"purpose":7,"since":"x"}\n', /^$/],
    [`{"pid":5,"purpose":"\\u001b[31mred\\nline","since":"2026-11-22T10:00:00Z"}\n`, /^\?\[31mred\?line$/],
    ['x'.repeat(100_000), /^$/],
    ['', /^$/],
  ] as const
  for (const [i, [text, expected]] of says.entries()) {
    const name = `hostile-${i}`
    const place = await openPlace(lockPlaces(state, {})[0]!, name)
    const server = createServer((socket) => {
      socket.unref()
      socket.on('error', () => undefined)
      socket.write(text)
    })
    server.listen(place.address('claim-0123456789ab-4321-1700000000000'))
    await once(server, 'listening')
    const from = Date.now()
    const holder = await mustMeet(state, name)
    assert(Date.now() - from < 5000)
    assert.match(holder.purpose, expected)
    assert.equal(holder.pid, i === 2 ? 5 : 4321)
    server.close()
  }
})

test('files that are no claims do not matter, and dead claims go away', async (t) => {
  const { state } = await workFolder(t)
  const place = await openPlace(lockPlaces(state, {})[0]!, 'corp')
  await writeFile(path.join(place.folder, 'README'), '')
  await writeFile(path.join(place.folder, 'claim-0123456789ab-1-1'), 'not a socket')
  await symlink('/nowhere', path.join(place.folder, 'claim-ffffffffffff-1-1'))
  await writeFile(path.join(place.folder, '3'), '')
  await symlink('../../elsewhere', path.join(place.folder, '4'))
  const lock = await mustLock(state, 'corp')
  await lock.release()
  assert.deepEqual((await readdir(place.folder)).sort(), ['5', 'README'])
})

test('removing the state folder costs nobody the next lock', async (t) => {
  const { state } = await workFolder(t)
  const lock = await mustLock(state, 'corp')
  await rm(state, { recursive: true })
  await lock.release()
  await (await mustLock(state, 'corp')).release()
})

test('the folders of locks are private, also where they were not', async (t) => {
  const { state } = await workFolder(t)
  await mkdir(path.join(state, 'locks'), { recursive: true })
  await chmod(path.join(state, 'locks'), 0o755)
  const lock = await mustLock(state, 'corp')
  const [lockFolder = ''] = await readdir(path.join(state, 'locks'))
  for (const folder of [state, path.join(state, 'locks'), path.join(state, 'locks', lockFolder)]) {
    assert.equal((await stat(folder)).mode & 0o777, 0o700, folder)
  }
  await lock.release()
})

test('a state path that is longer than the name of a socket may be still excludes', async (t) => {
  const { state: short } = await workFolder(t)
  const state = path.join(short, 'n'.repeat(120), 'ü'.repeat(60))
  const lock = await mustLock(state, 'corp')
  const holder = await mustMeet(state, 'corp')
  assert.equal(holder.pid, process.pid)
  await lock.release()
  await holder.ended
  await (await mustLock(state, 'corp')).release()
})

test('where the state folder cannot be used, the runtime folder holds the locks', async (t) => {
  const { folder } = await workFolder(t)
  const state = path.join(folder, 'file')
  await writeFile(state, '')
  const env = { XDG_RUNTIME_DIR: path.join(folder, 'run') }
  const lock = await mustLock(state, 'corp', 'a test', env)
  assert.equal((await acquireLock(state, 'corp', 'another', env)).kind, 'holder')
  assert.deepEqual(await readdir(path.join(folder, 'run', 'ssoenv')).then((found) => found.length), 1)
  await lock.release()
})

test('without a runtime folder, a private folder in /tmp holds them', async (t) => {
  const { folder } = await workFolder(t)
  const state = path.join(folder, 'file')
  await writeFile(state, '')
  const place = lockPlaces(state, {}).at(-1)!
  t.after(() => rm(place, { recursive: true, force: true }))
  assert(place.startsWith(`/tmp/ssoenv-${userInfo().uid}-`))
  const lock = await mustLock(state, 'corp')
  await mustMeet(state, 'corp')
  assert.equal((await stat(place)).mode & 0o777, 0o700)
  await lock.release()
})

test('where no folder can hold a lock, a configuration error says which were tried', async (t) => {
  const { folder } = await workFolder(t)
  const state = path.join(folder, 'file')
  await writeFile(state, '')
  const place = lockPlaces(state, {}).at(-1)!
  await symlink('/nowhere', place)
  t.after(() => rm(place))
  await assert.rejects(acquireLock(state, 'corp', 'a test', {}), (error: Error) => {
    assert(error instanceof ConfigError)
    assert(error.message.includes(state) && error.message.includes(place), error.message)
    return true
  })
})
