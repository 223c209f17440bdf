/** A time limit for something that takes a signal. */

export interface Deadline {
  /** Aborts when the time is over, and when the outer signal does. */
  signal: AbortSignal
  /** Whether it was the time. */
  isOver: () => boolean
}

/**
 * Runs `act` within a limit.
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
  const timer = setTimeout(() => {
    over = !controller.signal.aborted
    controller.abort()
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
