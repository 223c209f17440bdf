/** What the sandbox was asked. Never a secret. */
import type { CallNote } from './wire.js'

export interface LogEntry extends CallNote {
  /** By the sandbox's clock. */
  time: string
  operation: string
  /** `ok`, the exception's name, `fault:KIND`, `defect: …`, or `open` while there is no answer yet. */
  outcome: string
  status?: number
  /** Milliseconds until the answer was ready. */
  took?: number
  address: string
  userAgent: string
}

/** Keeps the latest entries; the counts are of all. */
export class CallLog {
  static readonly limit = 20_000
  #entries: LogEntry[] = []
  #counts = new Map<string, number>()

  /** Notes a call as it arrives; the caller completes the entry. */
  open(entry: LogEntry): void {
    if (this.#entries.length >= CallLog.limit) this.#entries = this.#entries.slice(CallLog.limit / 2)
    this.#entries.push(entry)
    this.#counts.set(entry.operation, this.count(entry.operation) + 1)
  }

  entries(operation?: string): LogEntry[] {
    return this.#entries
      .filter((entry) => !operation || entry.operation === operation)
      .map((entry) => ({ ...entry }))
  }

  count(operation: string): number {
    return this.#counts.get(operation) ?? 0
  }

  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }

  clear(): void {
    this.#entries = []
    this.#counts.clear()
  }
}
