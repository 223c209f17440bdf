import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  afterLogin,
  afterRefresh,
  afterRefusal,
  parseSessionNotes,
  sessionClock,
  sessionNotesText,
  type SessionNotes,
} from '../../src/core/session/session-clock.js'
import type { SsoSession } from '../../src/core/session/session.js'
import type { Token } from '../../src/core/session/token.js'

const session: SsoSession = {
  kind: 'sso-session',
  name: 'corp',
  startUrl: 'https://acme.awsapps.com/start',
  region: 'eu-west-1',
}
const start = new Date('2026-11-22T09:00:00Z')
const after = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000)
const ours: Token = { accessToken: 'a', expiresAt: after(60), clientId: 'ours' }
const theirs: Token = { ...ours, clientId: 'theirs' }

/** A day: login, refreshes every 40 minutes that were granted until `good`, the refused one at `refused`. */
function day(before: SessionNotes | undefined, good: number, refused: number): SessionNotes {
  const login = afterLogin(before, session, ours, start)
  return afterRefusal(afterRefresh(login, ours, after(good)), ours, after(refused))
}

const login = (before?: SessionNotes): SessionNotes => afterLogin(before, session, ours, start)

test('before any login of ours nothing is known, after the first one since when', () => {
  assert.deepEqual(sessionClock(undefined, ours, start), {})
  assert.deepEqual(sessionClock(login(), ours, after(5)), { loggedInAt: start })
})

test('a session lasts as long as the one before: the whole hour between the granted refresh and the refused one', () => {
  const notes = login(day(undefined, 460, 485))
  assert.deepEqual(sessionClock(notes, ours, after(5)), {
    loggedInAt: start,
    usuallyLasts: 8 * 3600,
    endsAbout: after(480),
  })
})

test('without a whole hour between them, it is the middle', () => {
  assert.equal(sessionClock(login(day(undefined, 70, 100)), ours, start).usuallyLasts, 85 * 60)
})

test('a night between the last refresh and the refused one teaches nothing', () => {
  assert.deepEqual(sessionClock(login(day(undefined, 400, 1440)), ours, after(5)), { loggedInAt: start })
})

test('a session shorter than any that can be set teaches nothing', () => {
  assert.deepEqual(sessionClock(login(day(undefined, 0, 14)), ours, after(5)), { loggedInAt: start })
})

test('a session that was ended before its time does not count against longer ones', () => {
  const ended = day(day(day(undefined, 460, 485), 30, 40), 460, 490)
  assert.equal(sessionClock(ended, ours, after(500)).usuallyLasts, 8 * 3600)
  assert.equal(sessionClock(day(day(undefined, 460, 485), 30, 40), ours, after(50)).usuallyLasts, 8 * 3600)
})

test('another length is learned when the administrator has changed it', () => {
  let notes = day(undefined, 460, 485)
  for (let index = 0; index < 3; index++) notes = day(notes, 700, 730)
  assert.equal(sessionClock(notes, ours, start).usuallyLasts, 12 * 3600)
  for (let index = 0; index < 20; index++) notes = day(notes, 40, 65)
  assert.equal(sessionClock(notes, ours, start).usuallyLasts, 3600)
  assert.equal(notes.seen.length, 5)
})

test('a session that outlasts the others ends at an unknown time', () => {
  const notes = login(day(undefined, 460, 485))
  assert.deepEqual(sessionClock(notes, ours, after(481)), { loggedInAt: start, usuallyLasts: 8 * 3600 })
})

test('one whose refresh was refused has ended, and is counted once', () => {
  const ended = day(undefined, 460, 485)
  assert.deepEqual(sessionClock(ended, ours, after(500)), {
    loggedInAt: start,
    usuallyLasts: 8 * 3600,
    endedAt: after(485),
  })
  assert.equal(afterRefusal(ended, ours, after(490)), ended)
})

test("another tool's login began at an unknown time, and teaches nothing", () => {
  const notes = login(day(undefined, 460, 485))
  assert.deepEqual(sessionClock(notes, theirs, after(5)), { usuallyLasts: 8 * 3600 })
  assert.equal(afterRefusal(notes, theirs, after(60)), notes)
  assert.equal(afterRefresh(notes, theirs, after(60)), notes)
})

test('a clock that was set back makes the login unknown', () => {
  assert.deepEqual(sessionClock(login(), ours, after(-10)), {})
  assert.equal(afterRefusal(login(), ours, after(-10)).seen.length, 0)
})

test('notes are read as they were written, without a secret, and not for another portal', () => {
  for (const notes of [login(), day(undefined, 460, 485)]) {
    const text = sessionNotesText(notes)
    assert.deepEqual(parseSessionNotes(text, session), notes)
    assert.doesNotMatch(text, /ours/)
    const elsewhere = { ...session, startUrl: 'https://other.awsapps.com/start' }
    assert.equal(parseSessionNotes(text, elsewhere), undefined)
  }
})

test('notes that make no sense say nothing', () => {
  const portal = 'acme.awsapps.com/start'
  for (const text of ['', '{', 'null', '7', '[]', '{}', '{"portal":7}'])
    assert.equal(parseSessionNotes(text, session), undefined, text)
  for (const login of [7, null, {}, { at: 'soon', goodAt: start, client: 'x' }, { at: start, goodAt: start }])
    for (const seen of [undefined, 7, {}, [7, null, { atLeast: -1, atMost: 5 }, { atLeast: 9, atMost: 5 }]])
      assert.deepEqual(parseSessionNotes(JSON.stringify({ portal, login, seen }), session), {
        portal,
        seen: [],
      })
  const endless = JSON.stringify({ portal, seen: [{ atLeast: 1, atMost: 1e12 }] })
  assert.deepEqual(parseSessionNotes(endless, session)?.seen, [])
})
