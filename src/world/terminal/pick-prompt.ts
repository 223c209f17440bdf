/**
 * The list itself, on @inquirer/core.
 *
 * Every key sees what the keys before it did, also where several come at once, as when somebody pastes a name or types ahead on
 * a slow line: what Enter takes is what the typed words leave. (@inquirer/search filters behind the keys' back, and takes
 * an entry of an older list: with profiles, another account.)
 */
import {
  createPrompt,
  isDownKey,
  isEnterKey,
  isUpKey,
  makeTheme,
  useKeypress,
  useMemo,
  usePagination,
  usePrefix,
  useState,
} from '@inquirer/core'
import { styleText } from 'node:util'
import type { Choice } from '../../core/profile/filter.js'

export interface PickConfig {
  message: string
  /** The choices that these words leave, best first. */
  filtered: (typed: string) => Choice[]
}

/** More are not drawn: it goes through all that it has at every key, to show twelve. */
const DRAWN = 200
const PAGE = 12

export const pickPrompt = createPrompt<string, PickConfig>(({ message, filtered }, done) => {
  const [status, setStatus] = useState<'idle' | 'done'>('idle')
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState(0)
  const theme = makeTheme()
  const prefix = usePrefix({ status, theme })
  const found = useMemo(() => filtered(typed), [typed])
  const drawn = found.slice(0, DRAWN)

  useKeypress((key, line) => {
    const moves = isUpKey(key) ? -1 : isDownKey(key) ? 1 : 0
    if (isEnterKey(key)) {
      const chosen = drawn[active]
      if (!chosen) return line.write(typed) // readline has emptied its line
      setStatus('done')
      done(chosen.value)
    } else if (moves !== 0) {
      // readline took the key for its history.
      line.clearLine(0)
      line.write(typed)
      setActive(Math.max(0, Math.min(drawn.length - 1, active + moves)))
    } else {
      if (line.line !== typed) setActive(0)
      setTyped(line.line)
    }
  })

  const page = usePagination({
    items: drawn,
    active,
    pageSize: PAGE,
    loop: false,
    renderItem: ({ item: { words, mark }, isActive }) => {
      const text = mark === undefined ? words : `${words}  (${mark})`
      return isActive ? theme.style.highlight(`❯ ${text}`) : `  ${text}`
    },
  })
  const shown = `${prefix} ${theme.style.message(message, status)}`
  if (status === 'done') return `${shown} ${theme.style.answer(drawn[active]?.words ?? '')}`
  const list = found.length === 0 ? theme.style.error('Nothing has all of these words.') : page
  const tip =
    found.length > DRAWN
      ? `${DRAWN} of ${found.length}: type to narrow the list`
      : '\u2191\u2193 move, Enter takes, type to filter'
  return [`${shown} ${styleText('cyan', typed)}`, [list, '', styleText('dim', tip)].join('\n')]
})
