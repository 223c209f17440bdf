import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { segment, tmuxText, type SegmentInput } from '../../src/core/for-shells/segment.js'
import { standingFields, type SessionStanding } from '../../src/core/for-shells/session-record.js'

const NOW = new Date('2026-11-22T12:00:00Z')
const NOW_SECONDS = NOW.getTime() / 1000
const inMinutes = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000)

describe('what the shells are told of a session', () => {
  const told = (standing: SessionStanding): Record<string, string> =>
    Object.fromEntries(standingFields(standing).map(([key, value]) => [key, value]))
  const after = (minutes: number): string => String(NOW_SECONDS + minutes * 60)

  it('one that can be refreshed never ends by itself: a refresh is due 20 minutes before', () => {
    assert.deepEqual(told({ expiresAt: inMinutes(60), renewable: true }), {
      expires: after(60),
      warn: '-',
      ended: '-',
      due: after(40),
      enter: after(40),
      before: after(45),
    })
  })

  it('no instant of a token that ended in the first minutes of 1970, or before, is below 0', () => {
    for (const expiresAt of [new Date(60_000), new Date(-1)])
      for (const renewable of [true, false])
        assert.doesNotMatch(Object.values(told({ expiresAt, renewable })).join(' '), /-\d/)
  })

  it('one that cannot is counted down for 15 minutes and has then ended', () => {
    assert.deepEqual(told({ expiresAt: inMinutes(60), renewable: false }), {
      expires: after(60),
      warn: after(45),
      ended: after(60),
      due: '-',
      enter: after(60),
      before: after(60),
    })
  })

  it('without a token entering and AWS commands ask at once, prompts never', () => {
    assert.deepEqual(told({ renewable: false }), {
      expires: '0',
      warn: '-',
      ended: '0',
      due: '-',
      enter: '0',
      before: '0',
    })
  })

  it('a quiet hour holds for entering, not for AWS commands', () => {
    const { enter, before } = told({ renewable: false, quietUntil: inMinutes(50) })
    assert.equal(enter, after(50))
    assert.equal(before, '0')
  })

  it('after a refresh that failed nothing is tried for a while', () => {
    const { due, enter, before } = told({ expiresAt: inMinutes(-5), renewable: true, retryAt: inMinutes(1) })
    assert.deepEqual([due, enter, before], [after(1), after(1), after(1)])
  })
})

describe('the prompt segment', () => {
  const shown = (input: Partial<SegmentInput>): string =>
    segment(
      { label: 'dev', state: 'ok', protected: false, shadowed: false, againstBinding: false, ...input },
      NOW,
    ).text

  it('is the name alone while the session is good or refreshable', () => {
    assert.equal(shown({ standing: { expiresAt: inMinutes(300), renewable: false } }), 'dev')
    assert.equal(shown({ standing: { expiresAt: inMinutes(-5), renewable: true } }), 'dev')
    assert.equal(shown({}), 'dev')
  })

  it('counts the last 15 minutes of one that cannot be refreshed, rounded up', () => {
    assert.equal(shown({ standing: { expiresAt: inMinutes(15), renewable: false } }), 'dev 15m')
    assert.equal(shown({ standing: { expiresAt: inMinutes(0.2), renewable: false } }), 'dev 1m')
    assert.equal(shown({ standing: { expiresAt: inMinutes(16), renewable: false } }), 'dev')
  })

  it('says that a login is needed', () => {
    assert.equal(shown({ standing: { renewable: false } }), 'dev login needed')
  })

  it('marks keys in the environment, and a refusal', () => {
    assert.equal(shown({ shadowed: true }), 'dev!')
    assert.equal(shown({ label: 'ssoenv-refused', state: 'refused' }), 'refused')
    assert.equal(shown({ label: undefined }), '')
  })

  it('for tmux: no name is a format of its own', () => {
    const found = segment(
      { label: '#(reboot)', state: 'ok', protected: true, shadowed: false, againstBinding: false },
      NOW,
    )
    assert.equal(tmuxText(found), '#[fg=magenta]##(reboot)#[default]')
  })
})
