/**
 * A process that wants a lock a few times: `lock-contender STATE FOLDER TIMES`, or `lock-contender STATE FOLDER hold`.
 *
 * While it has the lock it has the file FOLDER/held too; if that belongs to another process that lives, it writes the file
 * FOLDER/violation. What it did goes to FOLDER/log, one line each.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import path from 'node:path'
import { acquireLock, type Lock } from '../../src/world/lock/lock.js'

const [state = '', folder = '', times = ''] = process.argv.slice(2)
const held = path.join(folder, 'held')

function note(word: string): void {
  appendFileSync(path.join(folder, 'log'), `${word} ${process.pid}\n`)
}

/**
 * How a process that lives stands, '' for one that does not: a killed one that its parent has not waited for is a zombie, and before
 * that, with its sockets closed already, on its way there (PF_EXITING of proc_pid_stat(5), Linux include/linux/sched.h).
 */
function life(pid: string): string {
  const exiting = 4
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state = '', , , , , , flags] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return /^[ZX]/.test(state) || (Number(flags) & exiting) !== 0 ? '' : stat
  } catch {
    if (existsSync('/proc/self')) return ''
  }
  try {
    const stat = execFileSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).trim()
    return /^[ZX]/.test(stat) ? '' : stat
  } catch {
    return ''
  }
}

function take(): void {
  try {
    writeFileSync(held, String(process.pid), { flag: 'wx' })
  } catch {
    const owner = readFileSync(held, 'utf8')
    const stat = owner === '' ? '' : life(owner)
    if (stat !== '') writeFileSync(path.join(folder, 'violation'), `${process.pid} took it from ${stat}`)
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
