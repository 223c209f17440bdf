/** The address at which a browser elsewhere ended, pasted into the terminal. */
import { CALLBACK_PATH, callbackIn, type Callback } from './authorization.js'

/** What was pasted instead. */
export type NotPasted = { kind: 'other'; why: 'empty' | 'no address' | 'another login' }

/**
 * What a pasted address says. Only its path and our state count: the port may be a tunnel's, browsers hide `http://`, and some
 * terminals add blanks.
 */
export function readPasted(pasted: string, state: string): Callback | NotPasted {
  const text = pasted.replace(/\s/g, '')
  if (text === '') return { kind: 'other', why: 'empty' }
  const address = /^https?:\/\//i.test(text) ? text : `http://${text}`
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.pathname !== CALLBACK_PATH) return { kind: 'other', why: 'no address' }
  if (url.searchParams.get('state') !== state) return { kind: 'other', why: 'another login' }
  return callbackIn(url.searchParams) ?? { kind: 'other', why: 'no address' }
}
