/** A clock of this machine that differs from the service's, in words for the person. */
import { span } from '../text/words-for-time.js'

/** A request must arrive within five minutes of the time in its signature (IAM user guide, "Elements of an AWS API request signature"). */
const MOST_SECONDS = 5 * 60

/**
 * @param servicesTime what the answer's Date header said (RFC 9110 §6.6.1), at `now`
 * @returns a sentence, or undefined where nothing comes of the difference
 */
export function clockWarning(servicesTime: Date, now: Date, host: string): string | undefined {
  const seconds = (now.getTime() - servicesTime.getTime()) / 1000
  if (!(Math.abs(seconds) > MOST_SECONDS)) return undefined
  const direction = seconds > 0 ? 'ahead of' : 'behind'
  // To the nearest minute: an answer takes its time.
  const difference = span(Math.round(Math.abs(seconds) / 60))
  return `The clock of this machine is ${difference} ${direction} that of ${host}; AWS refuses what is signed more than 5 minutes off.`
}
