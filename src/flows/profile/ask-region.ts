/** A region, from a flag or from the terminal. */
import { REGIONS, regionDoubt } from '../../core/session/region.js'
import { UsageError } from '../../core/errors.js'
import { askText } from '../../world/terminal/questions.js'

/** @throws UsageError for what cannot be a region's name; one that is new since this version is taken */
export function usableRegion(name: string, flag: string): string {
  const doubt = regionDoubt(name)
  if (doubt?.kind === 'wrong') throw new UsageError(`${flag}: ${doubt.words}`)
  return name
}

/**
 * Asks for a region. One that is not known has to be typed twice: it is a typing error, or newer than this version.
 *
 * @param none what stands for no region, where that may be the answer
 */
export async function askRegion(message: string, otherwise?: string, none?: string): Promise<string> {
  let doubted: string | undefined
  return askText({
    message,
    ...(otherwise === undefined ? {} : { otherwise }),
    words: REGIONS,
    check: (text) => {
      // What stands there already may have a reason (`local`, of a DynamoDB on this machine).
      if (text === none || text === otherwise) return undefined
      const doubt = regionDoubt(text)
      if (doubt === undefined || (doubt.kind === 'unknown' && text === doubted)) return undefined
      doubted = text
      return doubt.kind === 'unknown' ? `${doubt.words} Type it again to use it all the same.` : doubt.words
    },
  })
}
