import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { pathsFrom } from '../../src/core/paths.js'
import { findProfile, profileNames } from '../../src/core/profile/profile.js'
import { readAwsConfig } from '../../src/world/files/aws-config-file.js'
import { homeFor } from '../support/home.js'

test('an absent config reads as an empty one', async (t) => {
  const home = await homeFor(t)
  const config = await readAwsConfig(pathsFrom({ HOME: home.path }, '/'))
  assert.equal(config.present, false)
  assert.equal(config.file, path.join(home.path, '.aws/config'))
  assert.deepEqual(profileNames(config), [])
})

test('AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE are followed, ~ and variables in them too', async (t) => {
  const home = await homeFor(t)
  await home.write('else where/config', '[profile a]\nregion = x\n')
  await home.write('keys', '[b]\naws_access_key_id = AKIAEXAMPLE\n')
  const env = {
    HOME: home.path,
    PLACE: 'else where',
    AWS_CONFIG_FILE: '~/$PLACE/config',
    AWS_SHARED_CREDENTIALS_FILE: '~/keys',
  }
  const config = await readAwsConfig(pathsFrom(env, '/'))
  assert.deepEqual(profileNames(config), ['a', 'b'])
  assert.deepEqual(findProfile(config, 'b'), { kind: 'other', name: 'b', warnings: [] })
})

test('a profile that only the credentials file has exists, also without a config', async (t) => {
  const home = await homeFor(t)
  await home.write(
    '.aws/credentials',
    '[dev]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = very-secret\n',
  )
  const config = await readAwsConfig(pathsFrom({ HOME: home.path }, '/'))
  assert.equal(config.present, false)
  assert.deepEqual(profileNames(config), ['dev'])
  assert.deepEqual(
    [...config.credentials],
    [['dev', new Set(['aws_access_key_id', 'aws_secret_access_key'])]],
  )
})

test('a broken credentials file is refused by its own name, and its values stay out of the message', async (t) => {
  const home = await homeFor(t)
  await home.write('.aws/credentials', '[dev]\naws_secret_access_key very-secret\n')
  await assert.rejects(readAwsConfig(pathsFrom({ HOME: home.path }, '/')), (error: Error) => {
    assert.match(error.message, /\.aws\/credentials:2: neither/)
    assert.doesNotMatch(error.message, /very-secret/)
    return true
  })
})

test('a config that is a folder is refused by name; such a credentials file is passed over, as botocore does', async (t) => {
  const home = await homeFor(t)
  await mkdir(path.join(home.path, '.aws/credentials'), { recursive: true })
  assert.equal((await readAwsConfig(pathsFrom({ HOME: home.path }, '/'))).present, false)
  await mkdir(path.join(home.path, '.aws/config'))
  await assert.rejects(
    readAwsConfig(pathsFrom({ HOME: home.path }, '/')),
    /\.aws\/config cannot be read \(EISDIR\)/,
  )
})
