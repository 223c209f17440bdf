/**
 * A process that wants a lock a few times: `lock-contender STATE FOLDER TIMES`, or `lock-contender STATE FOLDER hold`.
 *
 * While it has the lock it has the file FOLDER/held too; if that belongs to another process that lives, it writes the file
 * FOLDER/violation. What it did goes to FOLDER/log, one line each.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import path from 'node:path'
import { acquireLock, type Lock } from '../../src/world/lock/lock.js'

const [state = '', folder = '', times = ''] = process.argv.slice(2)
const held = path.join(folder, 'held')

function note(word: string): void {
  appendFileSync(path.join(folder, 'log'), `${word} ${process.pid}\n`)
}

/** A killed process that its parent has not waited for yet is a zombie: it holds nothing any more. */
function lives(pid: string): boolean {
  try {
    return !/^[ZX]/.test(execFileSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).trim())
  } catch {
    return false
  }
}

function take(): void {
  try {
    writeFileSync(held, String(process.pid), { flag: 'wx' })
  } catch {
    const owner = readFileSync(held, 'utf8')
    if (owner !== '' && lives(owner)) writeFileSync(path.join(folder, 'violation'), `${owner} ${process.pid}`)
    writeFileSync(held, String(process.pid))
  }
  note('begin')
}

async function whenFree(): Promise<Lock> {
  for (;;) {
    const result = await acquireLock(state, 'contended', 'a test')
    if (result.kind === 'lock') return result
    await result.ended
  }
}

if (times === 'hold') {
  await whenFree()
  take()
  await pause(600_000)
}
for (let i = 0; i < Number(times); i++) {
  const lock = await whenFree()
  take()
  await pause(Math.random() * 4)
  rmSync(held)
  note('end')
  await lock.release()
}
