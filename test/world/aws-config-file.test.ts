import assert from 'node:assert/strict'
import { mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it, test, type TestContext } from 'node:test'
import { pathsFrom, type Paths } from '../../src/core/paths.js'
import { findProfile, profileNames } from '../../src/core/profile/profile.js'
import { readAwsConfig } from '../../src/world/files/aws-config-file.js'
import { stampOf } from '../../src/world/files/stamp.js'
import { homeFor } from '../support/home.js'
import { until } from '../support/until.js'

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

describe('files that a process needs more than once', () => {
  it('are read once, while they are as they were', async (t) => {
    const { paths } = await settledHome(t)
    assert.equal(await readAwsConfig(paths), await readAwsConfig({ ...paths }))
  })

  for (const file of ['awsConfig', 'awsCredentials'] as const) {
    it(`are read again where ${file} is written in its place, with as many bytes and the time that it had`, async (t) => {
      const { paths } = await settledHome(t)
      const { atime, mtime } = await stat(paths[file])
      await writeFile(paths[file], contents[file].replace('dev', 'ops'))
      await utimes(paths[file], atime, mtime)
      const names = profileNames(await readAwsConfig(paths))
      assert.deepEqual(names, file === 'awsConfig' ? ['ops', 'keys-dev'] : ['dev', 'keys-ops'])
    })

    it(`are read again where ${file} is gone, and where it is back`, async (t) => {
      const { paths } = await settledHome(t)
      await rm(paths[file])
      const names = profileNames(await readAwsConfig(paths))
      assert.deepEqual(names, file === 'awsConfig' ? ['keys-dev'] : ['dev'])
      await writeFile(paths[file], contents[file])
      assert.deepEqual(profileNames(await readAwsConfig(paths)), ['dev', 'keys-dev'])
    })
  }

  it('are read again for other paths', async (t) => {
    const [one, other] = [await settledHome(t), await settledHome(t)]
    assert.equal((await readAwsConfig(one.paths)).file, one.paths.awsConfig)
    assert.equal((await readAwsConfig(other.paths)).file, other.paths.awsConfig)
  })

  it('are read again as long as a second change within one tick of the clock could not be told', async (t) => {
    const { paths } = await settledHome(t)
    for (let time = 0; time < 200; time++) {
      const name = `p-${100 + time}`
      await writeFile(paths.awsConfig, `[profile ${name}]\n`)
      assert.deepEqual(profileNames(await readAwsConfig(paths)), [name, 'keys-dev'])
    }
  })
})

const contents = { awsConfig: '[profile dev]\n', awsCredentials: '[keys-dev]\n' }

/** Two files that were written longer ago than a tick of the clock. */
async function settledHome(t: TestContext): Promise<{ paths: Paths }> {
  const home = await homeFor(t)
  await home.write('.aws/config', contents.awsConfig)
  await home.write('.aws/credentials', contents.awsCredentials)
  const paths = pathsFrom({ HOME: home.path }, '/')
  const stamps = async (): Promise<boolean[]> =>
    Promise.all([paths.awsConfig, paths.awsCredentials].map(async (file) => (await stampOf(file)).lasting))
  await until(async () => (await stamps()).every(Boolean))
  return { paths }
}
