/** The sandbox's own clock: runs with the machine's, and can be moved. */
export class Clock {
  #offset = 0
  readonly #sleepers = new Set<() => void>()

  now(): Date {
    return new Date(Date.now() + this.#offset)
  }

  /** Moves the clock by so many seconds; negative ones move it back. */
  advance(seconds: number): void {
    this.#offset += seconds * 1000
    for (const wake of [...this.#sleepers]) wake()
  }

  /** Moves the clock to an instant, from which it goes on running. */
  set(instant: Date): void {
    this.advance((instant.getTime() - this.now().getTime()) / 1000)
  }

  /** Resolves when this clock shows `instant`, by running there or by being moved; at once when the signal aborts. */
  async until(instant: Date, signal: AbortSignal): Promise<void> {
    for (;;) {
      const left = instant.getTime() - this.now().getTime()
      if (left <= 0 || signal.aborted) return
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer)
          this.#sleepers.delete(wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        // A timer longer than 2^31 ms would fire at once.
        const timer = setTimeout(wake, Math.min(left, 2 ** 30))
        this.#sleepers.add(wake)
        signal.addEventListener('abort', wake)
      })
    }
  }
}

/** `seconds` after `instant`. */
export function after(instant: Date, seconds: number): Date {
  return new Date(instant.getTime() + seconds * 1000)
}
