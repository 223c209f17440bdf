/** A time limit for something that takes a signal. */

export interface Deadline {
  /** Aborts when the time is over, and when the outer signal does. */
  signal: AbortSignal
  /** Whether it was the time. */
  isOver: () => boolean
}

/** A timer that is so much later than it should be was held up with the whole process: stopped (SIGSTOP), frozen, asleep. */
const LATE_MILLISECONDS = 500
/** What came meanwhile waits in the sockets: so long to read it. Timers come first when a process goes on. */
const READING_MILLISECONDS = 500

/**
 * Runs `act` within a limit. Where the process stood still over its end, what has come by then still counts.
 *
 * Not `AbortSignal.any` with `AbortSignal.timeout`: on Node 20 the garbage collector may take the timeout from under the
 * combined signal, which then never aborts (nodejs/node #57736).
 */
export async function withDeadline<Result>(
  milliseconds: number,
  outer: AbortSignal | undefined,
  act: (deadline: Deadline) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  let over = false
  const startedAt = performance.now()
  const end = (): void => {
    over = !controller.signal.aborted
    controller.abort()
  }
  let timer = setTimeout(() => {
    const late = performance.now() - startedAt - milliseconds
    if (late < LATE_MILLISECONDS) end()
    else timer = setTimeout(end, READING_MILLISECONDS)
  }, milliseconds)
  const stop = (): void => controller.abort()
  if (outer?.aborted) stop()
  outer?.addEventListener('abort', stop)
  try {
    return await act({ signal: controller.signal, isOver: () => over })
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', stop)
  }
}
