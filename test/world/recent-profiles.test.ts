import assert from 'node:assert/strict'
import { chmod, chown, mkdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { noteRecentProfile, recentProfiles } from '../../src/world/files/recent-profiles.js'
import { homeFor } from '../support/home.js'

test('names are kept one a line, the last one first, for ourselves only', async (t) => {
  const state = path.join((await homeFor(t)).path, 'state')
  for (const name of ['dev', 'two words', 'dev']) await noteRecentProfile(state, name)
  assert.deepEqual(await recentProfiles(state), ['dev', 'two words'])
  assert.equal(await readFile(path.join(state, 'recent-profiles'), 'utf8'), 'dev\ntwo words\n')
  assert.equal((await stat(path.join(state, 'recent-profiles'))).mode & 0o777, 0o600)
})

test('twenty at once leave a whole file', async (t) => {
  const state = path.join((await homeFor(t)).path, 'state')
  const names = Array.from({ length: 20 }, (_, index) => `profile-${index}`)
  await Promise.all(names.map((name) => noteRecentProfile(state, name)))
  const kept = await recentProfiles(state)
  assert.ok(kept.length > 0 && kept.every((name) => names.includes(name)))
})

test('what cannot be read or is not ours is nothing, and what cannot be written is no error', async (t) => {
  const { path: home } = await homeFor(t)
  const state = path.join(home, 'state')
  await mkdir(path.join(state, 'recent-profiles'), { recursive: true, mode: 0o700 })
  assert.deepEqual(await recentProfiles(state), [])
  await noteRecentProfile(state, 'dev')
  const theirs = path.join(home, 'theirs')
  await noteRecentProfile(theirs, 'dev')
  await chown(theirs, 12345, 12345)
  assert.deepEqual(await recentProfiles(theirs), [])
  await noteRecentProfile(theirs, 'other')
  await chown(theirs, process.getuid!(), process.getgid!())
  await chmod(theirs, 0o777)
  assert.deepEqual(await recentProfiles(theirs), [])
})
