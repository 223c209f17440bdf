/** All claims on all locks, for whoever wants to know what is held here and what dead processes have left. */
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { Env } from '../../core/paths.js'
import { isOurFolder } from '../files/files.js'
import { askClaim } from './lock-ask.js'
import { claimsIn, removeClaim } from './lock-claim.js'
import { lockPlaces, placeIn, type Place } from './lock-place.js'

export interface SurveyedClaim {
  /** Of whom it is; absent where its owner has died. */
  owner?: { pid: number; purpose: string; since: Date }
  /** Takes a dead one away. */
  remove: () => void
}

/** Every claim there is; folders that are not ours alone are left out. */
export async function surveyLocks(stateFolder: string, env: Env): Promise<SurveyedClaim[]> {
  const found: SurveyedClaim[] = []
  for (const base of lockPlaces(stateFolder, env)) {
    if (!existsSync(base) || !(await isOurFolder(base))) continue
    for (const name of readdirSync(base)) {
      const folder = path.join(base, name)
      if (await isOurFolder(folder)) found.push(...(await claimsOf(folder)))
    }
  }
  return found
}

async function claimsOf(folder: string): Promise<SurveyedClaim[]> {
  const place = placeIn(folder)
  try {
    const claims: SurveyedClaim[] = []
    for (const id of claimsIn(place)) claims.push(await surveyed(place, id))
    return claims
  } finally {
    place.close()
  }
}

async function surveyed(place: Place, id: string): Promise<SurveyedClaim> {
  const living = await askClaim(place, id, { patient: true })
  living?.leave()
  return {
    ...(living ? { owner: { pid: living.pid, purpose: living.purpose, since: living.since } } : {}),
    remove: () => {
      const again = placeIn(place.folder)
      removeClaim(again, id)
      again.close()
    },
  }
}
