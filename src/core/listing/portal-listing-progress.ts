/** How far a listing is: what it tells while it goes on, and the line that a terminal shows. */
import { counted } from './portal-listing.js'
import { spanOfSeconds } from '../text/words-for-time.js'

export interface ListingProgress {
  /** Accounts whose roles are known. */
  done: number
  /** Absent while the accounts themselves are being listed; `done` then counts these. */
  total?: number
  /** Accounts a second over the last quarter of a minute. */
  rate?: number
  secondsLeft?: number
  /** The portal asked to slow down, and nothing is asked for so long. */
  pausedSeconds?: number
}

/** What the rate is counted over. */
const WINDOW_MILLISECONDS = 15_000

export interface Meter {
  /** Notes the count at a moment of a clock in milliseconds; what it says of rate and time left. */
  note: (done: number, total: number, milliseconds: number) => ListingProgress
}

/** Counts how fast a number grows. */
export function newMeter(): Meter {
  let samples: { done: number; at: number }[] = []
  return {
    note: (done, total, at) => {
      samples = [...samples.filter((sample) => at - sample.at <= WINDOW_MILLISECONDS), { done, at }]
      const [first] = samples
      const seconds = first ? (at - first.at) / 1000 : 0
      if (!first || seconds < 1 || done <= first.done) return { done, total }
      const rate = (done - first.done) / seconds
      return { done, total, rate, secondsLeft: Math.ceil((total - done) / rate) }
    },
  }
}

// A portal of 10,000 accounts fits into 80 columns.
const BAR_WIDTH = 16

/** One line of plain ASCII, such as `Roles  [####---]  1,040 of 2,000 accounts  14.9/s  1 min 5 s left`. */
export function progressText({ done, total, rate, secondsLeft, pausedSeconds }: ListingProgress): string {
  if (total === undefined) return `${counted(done, 'account')} listed`
  const filled = total === 0 ? BAR_WIDTH : Math.floor((done / total) * BAR_WIDTH)
  const words = [
    'Roles',
    `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}]`,
    `${done.toLocaleString('en')} of ${counted(total, 'account')}`,
  ]
  if (pausedSeconds !== undefined) {
    return [...words, `the portal asks to slow down, on in ${spanOfSeconds(pausedSeconds)}`].join('  ')
  }
  if (rate !== undefined) words.push(`${rate.toFixed(1)}/s`)
  if (secondsLeft !== undefined) words.push(`${spanOfSeconds(secondsLeft)} left`)
  return words.join('  ')
}
