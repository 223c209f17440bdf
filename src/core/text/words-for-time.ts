/** Moments and spans as a person reads them. */

/** `just now`, `12 minutes ago`, `3 hours ago`, `5 days ago`. */
export function minutesAgo(then: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - then.getTime()) / 60_000)
  return minutes < 1 ? 'just now' : `${span(minutes)} ago`
}

/** `7 minutes`, `1 hour`, `2 days`: the largest unit that it reaches, rounded down. */
export function span(minutes: number): string {
  if (minutes < 60) return counted(minutes, 'minute')
  if (minutes < 48 * 60) return counted(Math.floor(minutes / 60), 'hour')
  return counted(Math.floor(minutes / (24 * 60)), 'day')
}

/** The time of day here, `14:20`. */
export function clockTime(instant: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${two(instant.getHours())}:${two(instant.getMinutes())}`
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** `40 s`, `2 min 5 s`: for what is waited for. */
export function spanOfSeconds(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
