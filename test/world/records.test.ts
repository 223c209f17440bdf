import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { leaveRecord, markOf, readMarked, readRecord } from '../../src/world/for-shells/records.js'

const SHELLS = {
  bash: ['bash', '--noprofile', '--norc', '-c'],
  zsh: ['zsh', '-f', '-c'],
  fish: ['fish', '--no-config', '-c'],
} as const

const UNCHANGED = {
  bash: '[[ -e $B.hi && -e $F && ! $F -nt $B.hi && ! $F -ot $B.lo ]] && printf same || printf changed',
  zsh: '[[ -e $B.hi && -e $F && ! $F -nt $B.hi && ! $F -ot $B.lo ]] && printf same || printf changed',
  fish: 'if test -e $B.hi; and test -e $F; and not test $F -nt $B.hi; and not test $F -ot $B.lo; printf same; else; printf changed; end',
}

describe('a record and the brackets around what it was made from', () => {
  let state = ''
  let watched = ''
  before(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'ssoenv-records-'))
    state = path.join(folder, 'state')
    watched = path.join(folder, 'config')
  })
  after(() => rm(path.dirname(state), { recursive: true, force: true }))

  const leave = async (gen: string): Promise<void> => {
    const { mark } = await readMarked(watched, (file) => stat(file))
    await leaveRecord(state, {
      folder: 'dirs/_a',
      name: 'record',
      fields: [['gen', gen]],
      text: 'profile = x\n',
      brackets: [[`${gen}.config`, mark!]],
      isBracket: (name) => /\.(lo|hi)$/.test(name),
    })
  }
  const seen = (shell: keyof typeof SHELLS, gen: string): string => {
    const [command, ...words] = SHELLS[shell]
    const env = {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: state,
      F: watched,
      B: `${state}/dirs/_a/${gen}.config`,
    }
    return execFileSync(command, [...words, UNCHANGED[shell]], { env, encoding: 'utf8' })
  }

  for (const shell of Object.keys(SHELLS) as (keyof typeof SHELLS)[]) {
    it(`${shell} takes the watched file as unchanged`, async () => {
      await writeFile(watched, 'one')
      await leave('g1')
      assert.equal(seen(shell, 'g1'), 'same')
    })
    it(`${shell} sees a second write within the same clock tick`, async () => {
      await writeFile(watched, 'one')
      await leave('g2')
      await writeFile(watched, 'two')
      assert.equal(seen(shell, 'g2'), 'changed')
    })
    it(`${shell} sees a replacement by an older file`, async () => {
      await writeFile(watched, 'one')
      await leave('g3')
      const earlier = Date.now() / 1000 - 3600
      await utimes(watched, earlier, earlier)
      assert.equal(seen(shell, 'g3'), 'changed')
    })
    it(`${shell} sees a replacement by a file a millisecond older`, async () => {
      await writeFile(watched, 'one')
      await leave('g4')
      const at = Number((await markOf(watched))!.modifiedNanoseconds) / 1e9 - 0.001
      await utimes(watched, at, at)
      assert.equal(seen(shell, 'g4'), 'changed')
    })
  }

  it('reads back what it left, without the text', async () => {
    await leave('g5')
    assert.deepEqual([...(await readRecord(state, 'dirs/_a', 'record'))!], [['gen', 'g5']])
  })

  it('keeps the folder private and leaves no temporary file', async () => {
    await leave('g6')
    assert.equal((await stat(state)).mode & 0o777, 0o700)
    assert.deepEqual(
      (await readdir(path.join(state, 'dirs/_a'))).filter((name) => name.endsWith('.tmp')),
      [],
    )
    assert.equal((await stat(path.join(state, 'clock'))).mtimeMs, 0)
  })
})
