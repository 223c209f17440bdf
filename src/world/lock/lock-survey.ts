/** All claims on all locks, for whoever wants to know what is held here and what dead processes have left. */
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { Env } from '../../core/paths.js'
import { isOurFolder } from '../files/files.js'
import { askClaim, type LivingClaim } from './lock-ask.js'
import { claimsIn, removeClaim } from './lock-claim.js'
import { lockPlaces, placeIn, type Place } from './lock-place.js'

export interface SurveyedClaim {
  /** Of whom it is; absent where its owner has died. One that does not answer is stopped, nearly always. */
  owner?: { pid: number; purpose: string; since: Date; answers: boolean }
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

/** On a busy machine an answer takes its time. */
const ANSWER_MILLISECONDS = 5000

async function ownerOf(living: LivingClaim): Promise<NonNullable<SurveyedClaim['owner']>> {
  const { pid, purpose, since, state } = living
  return { pid, purpose, since, answers: state === 'decided' || (await living.answers(ANSWER_MILLISECONDS)) }
}

async function surveyed(place: Place, id: string): Promise<SurveyedClaim> {
  const living = await askClaim(place, id, { patient: true })
  const owner = living && (await ownerOf(living))
  living?.leave()
  return {
    ...(owner ? { owner } : {}),
    remove: () => {
      const again = placeIn(place.folder)
      removeClaim(again, id)
      again.close()
    },
  }
}
