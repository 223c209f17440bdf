import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmod,
  chown,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { ConfigError, RefusedError } from '../../src/core/errors.js'
import { pathsFrom } from '../../src/core/paths.js'
import { settledHere } from '../../src/flows/for-shells/active-profile.js'
import { isReady, statusHere } from '../../src/flows/status.js'
import { allow, bindingDirectory, deny, link, trustedDirectory, unlink } from '../../src/flows/trust.js'
import type { World } from '../../src/world/world.js'
import { homeFor, type Home, type Sections } from '../support/home.js'
import { PROGRAM } from '../support/program.js'

const SESSION = { sso_start_url: 'https://corp.awsapps.com/start', sso_region: 'eu-west-1' }
const profile = (accountId: string): Record<string, string> => ({
  sso_session: 'corp',
  sso_account_id: accountId,
  sso_role_name: 'Developer',
})
const SECTIONS: Sections = {
  'sso-session corp': SESSION,
  'profile dev': profile('111111111111'),
  'profile prod': profile('222222222222'),
  'profile deploy': {
    source_profile: 'dev',
    role_arn: 'arn:aws:iam::333333333333:role/Deploy',
  },
}

interface Scene {
  home: Home
  world: World
  at: (directory: string) => string
  /** `STATE PROFILE` of what holds there. */
  holds: (directory: string) => Promise<string>
}

async function sceneFor(t: TestContext, env: Record<string, string> = {}): Promise<Scene> {
  const home = await homeFor(t)
  await home.writeConfig(SECTIONS)
  await mkdir(path.join(home.path, 'a/b/c'), { recursive: true })
  const whole = { ...home.env(), ...env }
  const world: World = {
    env: whole,
    paths: pathsFrom(whole, home.path),
    now: () => new Date(),
    monotonic: () => performance.now(),
    sleep: () => Promise.resolve(),
    say: () => undefined,
    interactive: false,
  }
  const at = (directory: string): string => path.join(home.path, directory)
  const holds = async (directory: string): Promise<string> => {
    const { verdict, fields } = await settledHere(world, at(directory))
    return `${verdict.state} ${fields.find(([key]) => key === 'profile')?.[1] ?? ''}`.trim()
  }
  return { home, world, at, holds }
}

const recordIn = ({ world, at }: Scene, directory: string): Promise<string> =>
  readFile(path.join(world.paths.state, 'dirs', at(directory).replaceAll('/', '/_'), 'record'), 'utf8')

test('in a data folder that others can write nothing is trusted, and nothing is put', async (t) => {
  const { world, at, holds } = await sceneFor(t)
  await link(world, at('a'), 'dev', false)
  for (const mode of [0o777, 0o730]) {
    await chmod(world.paths.data, mode)
    assert.equal(await holds('a'), 'untrusted')
    await assert.rejects(allow(world, at('a')), RefusedError)
  }
  await chmod(world.paths.data, 0o755)
  assert.equal(await holds('a'), 'bound dev')
})

test('in a data folder of somebody else, or behind a link, nothing is trusted', async (t) => {
  const { world, at, holds } = await sceneFor(t)
  await link(world, at('a'), 'dev', false)
  await chown(world.paths.data, 12345, 12345)
  assert.equal(await holds('a'), 'untrusted')
  await assert.rejects(allow(world, at('a')), RefusedError)
  await chown(world.paths.data, process.getuid!(), process.getgid!())
  await rename(world.paths.data, `${world.paths.data}.real`)
  await symlink(`${world.paths.data}.real`, world.paths.data)
  assert.equal(await holds('a'), 'untrusted')
})

test('in a state folder of somebody else nothing is written, removed or believed', async (t) => {
  const { world, at, holds } = await sceneFor(t)
  await link(world, at('a'), 'dev', false)
  await mkdir(path.join(world.paths.state, 'dirs/theirs'), { recursive: true })
  await chown(world.paths.state, 12345, 12345)
  const before = await readdir(world.paths.state)
  assert.equal(await holds('a'), 'bound dev')
  assert.equal(await deny(world, at('a')), true)
  assert.deepEqual(await readdir(world.paths.state), before)
})

test('a record that was decided before a file was denied does not outlive that', async (t) => {
  const scene = await sceneFor(t)
  const { world, at } = scene
  await link(world, at('a'), 'dev', false)
  let denied = 0
  // Reading the environment for the config's name is the last thing before the record is written.
  const env = new Proxy(world.env, {
    get: (target, name: string) => {
      if (name === 'AWS_CONFIG_FILE' && denied++ === 0)
        execFileSync(process.execPath, [PROGRAM, 'deny'], { cwd: at('a'), env: scene.home.env() })
      return target[name]
    },
  })
  const settled = await settledHere({ ...world, env }, at('a'))
  assert.ok(denied > 0)
  assert.equal(settled.verdict.state, 'untrusted')
  assert.match(await recordIn(scene, 'a'), /^state untrusted$/m)
})

test('a denied file holds nowhere, also while others write records', async (t) => {
  const { world, at, holds } = await sceneFor(t)
  await link(world, at('a'), 'dev', false)
  const busy = Promise.all(Array.from({ length: 20 }, () => holds('a/b')))
  await deny(world, at('a'))
  await busy
  assert.equal(await holds('a'), 'untrusted')
  assert.deepEqual(
    (await readdir(world.paths.state)).filter((name) => name.startsWith('.')),
    [],
  )
})

test('allow and deny take the records of the tree away by every name, and those of no other', async (t) => {
  const scene = await sceneFor(t)
  const { world, at, holds } = scene
  await mkdir(at('other'))
  await mkdir(at('outside/deep'), { recursive: true })
  await symlink(at('a'), at('linked'))
  await symlink(at('outside'), at('a/way-out'))
  for (const bound of ['a', 'a/b', 'other', 'outside/deep']) await link(world, at(bound), 'dev', false)
  for (const directory of ['linked/b', 'a/way-out/deep']) assert.equal(await holds(directory), 'bound dev')
  await link(world, at('a'), 'prod', false)
  assert.match(await recordIn(scene, 'a'), /^profile prod$/m)
  for (const gone of ['a/b', 'linked/b', 'a/way-out/deep'])
    await assert.rejects(recordIn(scene, gone), /ENOENT/)
  for (const kept of ['other', 'outside/deep']) await recordIn(scene, kept)
  await deny(world, at('a'))
  await assert.rejects(recordIn(scene, 'a'), /ENOENT/)
  await recordIn(scene, 'other')
})

test('an untrusted file knows of the trusted one above that the next checkout brings back', async (t) => {
  const scene = await sceneFor(t)
  const { world, at, holds } = scene
  await link(world, at('a'), 'dev', false)
  await writeFile(at('a/b/.ssoenv'), 'profile = prod\n')
  await rename(at('a/.ssoenv'), at('elsewhere'))
  assert.equal(await holds('a/b'), 'untrusted')
  assert.match(await recordIn(scene, 'a/b'), new RegExp(`^absent ${at('a/.ssoenv')}$`, 'm'))
  await rename(at('elsewhere'), at('a/.ssoenv'))
  assert.equal(await holds('a/b'), 'refused ssoenv-refused')
})

test('a role that the profile goes on to is part of what was allowed, and is named', async (t) => {
  const { world, at, holds, home } = await sceneFor(t)
  const { effect, accountId, roleName } = await link(world, at('a'), 'deploy', false)
  assert.deepEqual([accountId, roleName], ['333333333333', 'Deploy'])
  assert.match(effect, /assumes arn:aws:iam::333333333333:role\/Deploy from account 111111111111/)
  assert.equal(await holds('a'), 'bound deploy')
  await home.writeConfig({
    ...SECTIONS,
    'profile deploy': { source_profile: 'dev', role_arn: 'arn:aws:iam::999999999999:role/Deploy' },
  })
  assert.equal(await holds('a'), 'refused ssoenv-refused')
})

test('a profile whose name cannot be given to a shell as it is, is refused', async (t) => {
  const { world, at, holds, home } = await sceneFor(t)
  await home.writeConfig({ 'sso-session corp': SESSION, 'profile "dev\u001b[31m"': profile('111111111111') })
  await writeFile(
    at('a/.ssoenv'),
    'sso_start_url = https://corp.awsapps.com/start\nsso_account_id = 111111111111\nsso_role_name = Developer\n',
  )
  await allow(world, at('a'))
  assert.equal(await holds('a'), 'refused ssoenv-refused')
})

test('under a relative AWS_CONFIG_FILE no record is left: it is another file in the next directory', async (t) => {
  const scene = await sceneFor(t)
  const { world, at } = scene
  await link(world, at('a'), 'dev', false)
  await scene.holds('a')
  await recordIn(scene, 'a')
  const config = path.relative(process.cwd(), world.paths.awsConfig)
  const env = { ...world.env, AWS_CONFIG_FILE: config }
  const relative: World = { ...world, env, paths: pathsFrom(env, scene.home.path) }
  assert.equal((await settledHere(relative, at('a'))).verdict.state, 'bound')
  await assert.rejects(recordIn(scene, 'a'), /ENOENT/)
})

test('link changes the profile of a file and nothing else in it', async (t) => {
  const { world, at, holds } = await sceneFor(t)
  await writeFile(at('a/.ssoenv'), '# ours\r\nprofile = dev # for now\r\n', { mode: 0o640 })
  await link(world, at('a'), 'prod', false)
  assert.equal(await readFile(at('a/.ssoenv'), 'utf8'), '# ours\r\nprofile = prod # for now\r\n')
  assert.equal((await stat(at('a/.ssoenv'))).mode & 0o777, 0o640)
  assert.equal(await holds('a'), 'bound prod')
})

test('link does not replace a file that says more, and names what removes it', async (t) => {
  const { world, at } = await sceneFor(t)
  const text =
    '# the team\nsso_start_url = https://corp.awsapps.com/start\nsso_account_id = 111111111111\nsso_role_name = Developer\n'
  await writeFile(at('a/.ssoenv'), text)
  await assert.rejects(link(world, at('a'), 'prod', false), (error: RefusedError) => {
    assert.deepEqual(error.suggestions, ['ssoenv unlink'])
    return error instanceof RefusedError
  })
  assert.equal(await readFile(at('a/.ssoenv'), 'utf8'), text)
})

test('link and unlink leave a link and a folder as they are', async (t) => {
  const { world, at } = await sceneFor(t)
  await writeFile(at('other'), 'profile = dev\n')
  await symlink(at('other'), at('a/.ssoenv'))
  await mkdir(at('a/b/.ssoenv'))
  for (const directory of ['a', 'a/b']) {
    await assert.rejects(link(world, at(directory), 'dev', false), RefusedError)
    await assert.rejects(unlink(world, at(directory)), RefusedError)
  }
  assert.equal(await readFile(at('other'), 'utf8'), 'profile = dev\n')
})

test('where nothing can be written link and unlink say so, and nothing is half done', async (t) => {
  const { world } = await sceneFor(t)
  // A folder of the kernel's, in which not even root can make a file.
  await assert.rejects(link(world, '/proc/self', 'dev', false), (error: Error) => {
    assert.ok(error instanceof ConfigError)
    assert.match(error.message, /\/proc\/self\/\.ssoenv cannot be written/)
    return true
  })
  assert.equal(await unlink(world, '/proc/self'), false)
})

test('trust that cannot be kept is an error with the folder in it', async (t) => {
  const { world, at } = await sceneFor(t)
  const long = 'n'.repeat(255) // with the sign for "/" before it, longer than a file's name may be
  await mkdir(at(`a/${long}`))
  await assert.rejects(link(world, at(`a/${long}`), 'dev', false), ConfigError)
})

test('PATH is the file, its directory, or left out: then the nearest upward', async (t) => {
  const { world, at } = await sceneFor(t)
  await link(world, at('a'), 'dev', false)
  assert.equal(await bindingDirectory('.ssoenv', at('a')), at('a'))
  assert.equal(await bindingDirectory('a/', at('')), at('a'))
  assert.equal(await bindingDirectory(undefined, at('a/b/c')), at('a'))
  await assert.rejects(bindingDirectory(undefined, '/'), /There is no \.ssoenv in \/ or above it/)
  await assert.rejects(allow(world, await bindingDirectory('nowhere', at('a'))), /does not exist/)
})

test('deny finds the trust in a file that is gone', async (t) => {
  const { world, at } = await sceneFor(t)
  await link(world, at('a'), 'dev', false)
  await rm(at('a/.ssoenv'))
  assert.equal(await trustedDirectory(world, undefined, at('a/b')), at('a'))
  assert.equal(await deny(world, at('a')), true)
})

test('what a file is allowed for while it is refused is one sentence', async (t) => {
  const { world, at } = await sceneFor(t)
  await writeFile(at('a/.ssoenv'), 'profile = nobody\n')
  const { effect } = await allow(world, at('a'))
  assert.match(effect, /^refused for now: There is no profile "nobody" in .*[^.]$/)
})

test('status names the account that a chain of profiles ends in; --check is no where the binding is refused', async (t) => {
  const { world, at } = await sceneFor(t)
  await link(world, at('a'), 'deploy', false)
  const { active } = await statusHere(world, at('a'))
  assert.deepEqual([active?.accountId, active?.roleName], ['333333333333', 'Deploy'])
  await writeFile(at('a/.ssoenv'), 'profile = prod\n')
  await assert.rejects(isReady(world, at('a')), RefusedError)
})

test('link --team refuses a profile that assumes a further role: the form could say the role before it only', async (t) => {
  const { world, at } = await sceneFor(t)
  await assert.rejects(link(world, at('a'), 'deploy', true), (error: ConfigError) => {
    assert.match(error.message, /"deploy" assumes a role from "dev"/)
    assert.deepEqual(error.suggestions, ['ssoenv link deploy'])
    return error instanceof ConfigError
  })
  await assert.rejects(stat(at('a/.ssoenv')), /ENOENT/)
})
