/** Locks that are held for long, and what dead processes have left of theirs. */
import { minutesAgo } from '../../core/text/words-for-time.js'
import { surveyLocks, type SurveyedClaim } from '../../world/lock/lock-survey.js'
import type { Check, Fix, Found } from './check.js'

/** A login that a person has forgotten; nothing else takes so long. */
const LONG_MINUTES = 15

export const checkLocks: Check = async ({ world }) => {
  const claims = await surveyLocks(world.paths.state, world.env)
  const now = world.now()
  const dead = claims.filter(({ owner }) => owner === undefined)
  const owners = claims.flatMap(({ owner }) => owner ?? [])
  const silent = owners.filter(({ answers }) => !answers)
  const long = owners.filter(
    ({ answers, since }) => answers && now.getTime() - since.getTime() > LONG_MINUTES * 60_000,
  )
  const findings: Found[] = silent.map(({ pid, since }) => ({
    state: 'warning',
    what: `Process ${pid} took a lock ${minutesAgo(since, now)} and does not answer: it seems to be stopped.`,
    why: 'Whoever wants the same waits for it, a minute long.',
    mend: `kill -CONT ${pid}`,
  }))
  const late = long.map(({ pid, purpose, since }): Found => ({
    state: 'warning',
    what: `Process ${pid} took a lock ${minutesAgo(since, now)} and still has it${purpose === '' ? '' : ` (${purpose})`}.`,
    why: 'Whoever wants the same waits for it: a login in another terminal, perhaps.',
    mend: `end it there, or: kill ${pid}`,
  }))
  findings.push(...late)
  if (dead.length > 0) findings.push(leftOver(dead))
  return findings.length > 0 ? findings : [{ state: 'ok', what: 'No lock is held for long.' }]
}

function leftOver(dead: readonly SurveyedClaim[]): Found {
  const count = dead.length
  const what = `${count} lock${count === 1 ? '' : 's'} of processes that have died ${count === 1 ? 'is' : 'are'} left.`
  const fix: Fix = {
    shown: `remove ${count} socket${count === 1 ? '' : 's'} that nobody listens on`,
    question: 'Remove what they have left?',
    act: () => {
      for (const claim of dead) claim.remove()
      return Promise.resolve()
    },
  }
  const why = 'They stop nobody: the next one who wants such a lock takes them away.'
  return { state: 'note', what, why, mend: 'ssoenv doctor --fix', fix }
}
