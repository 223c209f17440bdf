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

/** The time of day, with the day where that is not today: `14:20`, `14:20 on 3 March`. */
export function dayAndTime(instant: Date, now: Date): string {
  const isToday = instant.toDateString() === now.toDateString()
  const month = MONTHS[instant.getMonth()] ?? ''
  return isToday ? clockTime(instant) : `${clockTime(instant)} on ${instant.getDate()} ${month}`
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)

/** `45 min`, `8 h`, `1 h 30 min`, `2 days`: a span as it was measured, to five minutes. */
export function aboutSpan(seconds: number): string {
  const minutes = Math.max(5, Math.round(seconds / 300) * 5)
  if (minutes >= 48 * 60) return counted(Math.round(minutes / (24 * 60)), 'day')
  return inUnits([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min'])
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** `40 s`, `2 min 5 s`, `13 h`, `1 h 5 min`: for what is waited for, and for what has to last. From an hour on in whole minutes. */
export function spanOfSeconds(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  return minutes < 60
    ? inUnits([minutes, 'min'], [whole % 60, 's'])
    : inUnits([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min'])
}

/** Those that are not 0. */
function inUnits(...parts: readonly (readonly [count: number, unit: string])[]): string {
  return parts
    .filter(([count]) => count > 0)
    .map((part) => part.join(' '))
    .join(' ')
}
