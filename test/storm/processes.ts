/** Many processes at once, and then always some of them. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

export interface Job {
  /** `ssoenv` or `aws`: who it is. */
  tool: 'ssoenv' | 'aws'
  command: string
  words: readonly string[]
}

export interface Ended {
  job: Job
  status: number | null
  /** What it said on standard error, and the signal that it died of. */
  said: string
}

/** Where they run: nothing but these variables. */
export interface Surroundings {
  env: Record<string, string>
  cwd: string
}

/** A machine that has much else to do takes minutes for a crowd; who takes longer hangs. */
const PATIENCE_MILLISECONDS = 4 * 60_000

/** Runs one to its end, which is an outcome whatever it is. */
export function run(job: Job, { env, cwd }: Surroundings): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(job.command, job.words, {
      env: { ...env, PWD: cwd },
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: PATIENCE_MILLISECONDS,
      killSignal: 'SIGKILL',
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    child.on('error', (error) => resolve({ job, status: null, said: String(error) }))
    child.on('close', (status, signal) => resolve({ job, status, said: said + (signal ?? '') }))
  })
}

/**
 * All of them alive before the first may go on: started a few at a time, the next ones when `waiting` says that those before wait, and
 * let go together. So what meets is the crowd, and not what a machine with two processors makes of so many starts.
 */
export async function gathered(
  jobs: readonly Job[],
  surroundings: Surroundings,
  waiting: () => number,
  letGo: () => Promise<void>,
): Promise<Ended[]> {
  const all: Promise<Ended>[] = []
  let ended = 0
  for (const job of jobs) {
    await soon(() => all.length < waiting() + ended + STARTING)
    all.push(run(job, surroundings).finally(() => ended++))
  }
  await soon(() => waiting() >= jobs.length || ended > 0)
  if (ended === 0) await letGo()
  return Promise.all(all)
}

/** So many may be on their way at a time. */
const STARTING = 8

/** Polls until the condition holds. @throws Error when a busy machine has had minutes for it */
export async function soon(condition: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MILLISECONDS
  while (!condition()) {
    if (Date.now() > end) throw new Error(`it never came true: ${condition.toString()}`)
    await pause(20)
  }
}

/** All of them, started without waiting for any. */
export function atOnce(jobs: readonly Job[], surroundings: Surroundings): Promise<Ended[]> {
  return Promise.all(jobs.map((job) => run(job, surroundings)))
}

/** `alive` of them at any time, one job after the other and from the first again, while `goesOn` says so. */
export async function always(
  alive: number,
  jobs: readonly Job[],
  surroundings: Surroundings,
  goesOn: () => boolean,
): Promise<Ended[]> {
  const ended: Ended[] = []
  let started = 0
  const worker = async (): Promise<void> => {
    while (goesOn()) ended.push(await run(jobs[started++ % jobs.length]!, surroundings))
  }
  await Promise.all(Array.from({ length: alive }, worker))
  return ended
}

/** Ends them, where a test has failed in the middle. */
export function killAllWith(variable: string): void {
  for (const { pid } of processesWith(variable)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      continue // it ended meanwhile
    }
  }
}

/**
 * The living processes that have this variable in their environment, also of those that left every session and
 * group: a process cannot leave the environment it was born with.
 */
export function processesWith(variable: string): { pid: number; line: string }[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return []
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
      if (!environment.includes(variable)) return []
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      return { pid: Number(pid), line }
    } catch {
      return [] // it ended meanwhile
    }
  })
}
