import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { encodedDirectory } from '../../src/core/for-shells/record.js'
import { pathsFrom } from '../../src/core/paths.js'
import { settledHere } from '../../src/flows/for-shells/active-profile.js'
import { allow, deny, link, unlink } from '../../src/flows/trust.js'
import type { SettledDirectory } from '../../src/flows/for-shells/settle-directory.js'
import type { World } from '../../src/world/world.js'

const CONFIG = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1

[profile dev]
sso_session = corp
sso_account_id = 111111111111
sso_role_name = Developer

[profile prod]
sso_session = corp
sso_account_id = 222222222222
sso_role_name = Developer

[profile prod-again]
sso_session = corp
sso_account_id = 222222222222
sso_role_name = Developer
`

describe('what holds in a directory', () => {
  let home = ''
  let world: World

  beforeEach(async () => {
    home = await realpath(await mkdtemp(path.join(tmpdir(), 'ssoenv-settle-')))
    const env = { HOME: home }
    world = {
      env,
      paths: pathsFrom(env, home),
      now: () => new Date(),
      monotonic: () => performance.now(),
      sleep: () => Promise.resolve(),
      say: () => undefined,
      interactive: false,
    }
    await mkdir(path.join(home, '.aws'))
    await writeFile(path.join(home, '.aws/config'), CONFIG)
    await mkdir(path.join(home, 'a/b/c'), { recursive: true })
  })
  afterEach(() => rm(home, { recursive: true, force: true }))

  const at = (directory: string): string => path.join(home, directory)
  const write = (directory: string, text: string | Buffer): Promise<void> =>
    writeFile(at(`${directory}/.ssoenv`), text)
  const settled = (directory: string): Promise<SettledDirectory> => settledHere(world, at(directory))
  const field = (found: SettledDirectory, key: string): string | undefined =>
    found.fields.find(([name]) => name === key)?.[1]
  const profileIn = async (directory: string): Promise<string | undefined> =>
    field(await settled(directory), 'profile')

  it('nothing, where no file and no setting binds it', async () => {
    const found = await settled('a')
    assert.equal(found.directory, undefined)
    assert.deepEqual(found.fields, [])
  })

  it('a profile that assumes roles has the session at its base', async () => {
    const role = 'role_arn = arn:aws:iam::222222222222:role/Deployer\n'
    const chain = `[profile deploy]\n${role}source_profile = dev\n[profile release]\n${role}source_profile = deploy\n`
    await writeFile(at('.aws/config'), `${CONFIG}\n${chain}`)
    for (const [directory, profile] of [
      ['a', 'dev'],
      ['a/b', 'release'],
    ] as const) {
      await write(directory, `profile = ${profile}\n`)
      await allow(world, at(directory))
    }
    const [dev, release] = [await settled('a'), await settled('a/b')]
    assert.equal(field(release, 'profile'), 'release')
    assert.ok(field(dev, 'session'))
    assert.equal(field(release, 'session'), field(dev, 'session'))
  })

  it('a role of the credentials file counts, and a change of that file is seen', async () => {
    const stored = (account: string): Promise<void> =>
      writeFile(
        at('.aws/credentials'),
        `[deploy]\nrole_arn = arn:aws:iam::${account}:role/Deployer\nsource_profile = dev\n`,
      )
    await stored('333333333333')
    await write('a', 'profile = deploy\n')
    await allow(world, at('a'))
    const found = await settled('a')
    assert.equal(field(found, 'profile'), 'deploy')
    assert.ok(field(found, 'session'))
    const record = await readFile(
      path.join(world.paths.state, 'dirs', encodedDirectory(at('a')), 'record'),
      'utf8',
    )
    assert.ok(record.includes(`\nwatch ${at('.aws/credentials')}\n`), record)
  })

  it('nothing, where the file is not trusted; one line says what it names', async () => {
    await write('a', 'profile = dev\n')
    const found = await settled('a/b')
    assert.equal(found.verdict.state, 'untrusted')
    assert.equal(field(found, 'profile'), undefined)
    assert.equal(
      field(found, 'say'),
      '~/a/.ssoenv is not trusted and does nothing (it names profile "dev"). Try: ssoenv allow',
    )
  })

  it('the profile of the file, once it is allowed, here and below', async () => {
    await write('a', 'profile = dev\nregion = eu-central-1\n')
    await allow(world, at('a'))
    const found = await settled('a/b/c')
    assert.equal(found.directory, at('a'))
    assert.equal(field(found, 'profile'), 'dev')
    assert.equal(field(found, 'region'), 'eu-central-1')
  })

  it('refused, when the allowed file has changed by a single byte', async () => {
    await write('a', 'profile = dev\n')
    await allow(world, at('a'))
    await write('a', 'profile = dev\n\n')
    assert.equal(await profileIn('a'), 'ssoenv-refused')
  })

  it('refused, when an untrusted file is nearer than a trusted one; free again when the outer one is gone', async () => {
    await write('a', 'profile = dev\n')
    await allow(world, at('a'))
    await write('a/b', 'profile = prod\n')
    assert.equal(await profileIn('a/b/c'), 'ssoenv-refused')
    assert.equal(await profileIn('a'), 'dev')
    await unlink(world, at('a'))
    assert.equal((await settled('a/b/c')).verdict.state, 'untrusted')
  })

  it('the nearest trusted file wins', async () => {
    await link(world, at('a'), 'dev', false)
    await link(world, at('a/b'), 'prod', false)
    assert.equal(await profileIn('a/b/c'), 'prod')
  })

  it('none below an empty "profile ="', async () => {
    await link(world, at('a'), 'dev', false)
    await write('a/b', 'profile =\n')
    assert.equal(await profileIn('a/b'), 'ssoenv-refused')
    await allow(world, at('a/b'))
    const found = await settled('a/b/c')
    assert.equal(found.verdict.state, 'none')
    assert.equal(field(found, 'profile'), undefined)
  })

  it('untrusted again after deny', async () => {
    await link(world, at('a'), 'dev', false)
    assert.equal(await deny(world, at('a')), true)
    assert.equal((await settled('a')).verdict.state, 'untrusted')
    assert.equal(await deny(world, at('a')), false)
  })

  it('trust does not follow a copy to another path', async () => {
    await link(world, at('a'), 'dev', false)
    await write('a/b', 'profile = dev\n')
    assert.equal(await profileIn('a/b'), 'ssoenv-refused')
  })

  it('trust holds by every name of a directory', async () => {
    await link(world, at('a'), 'dev', false)
    await symlink(at('a'), at('linked'))
    assert.equal(await profileIn('linked'), 'dev')
  })

  it('the team form takes the profile that has its account and role', async () => {
    await link(world, at('a'), 'dev', true)
    assert.equal(await profileIn('a'), 'dev')
  })

  it('the team form with two such profiles is refused with the list, unless the file names one', async () => {
    await link(world, at('a'), 'prod', true)
    const found = await settled('a')
    assert.equal(field(found, 'profile'), 'ssoenv-refused')
    assert.match(field(found, 'say') ?? '', /"?prod"?.*"?prod-again"?/)
    const text = `sso_start_url = https://corp.awsapps.com/start/\nsso_account_id = 222222222222\nsso_role_name = Developer\nprofile = prod-again\n`
    await write('a', text)
    await allow(world, at('a'))
    assert.equal(await profileIn('a'), 'prod-again')
  })

  it('an account in the file is an assertion: another is refused, and both are named', async () => {
    await write('a', 'profile = prod\nsso_account_id = 111111111111\n')
    await allow(world, at('a'))
    const found = await settled('a')
    assert.equal(field(found, 'profile'), 'ssoenv-refused')
    assert.match(field(found, 'say') ?? '', /111111111111/)
    assert.match(field(found, 'say') ?? '', /222222222222/)
  })

  it('refused, when the config gives the allowed profile another account later', async () => {
    await link(world, at('a'), 'dev', false)
    await writeFile(path.join(home, '.aws/config'), CONFIG.replace('111111111111', '999999999999'))
    const found = await settled('a')
    assert.equal(field(found, 'profile'), 'ssoenv-refused')
    assert.match(field(found, 'say') ?? '', /111111111111.*999999999999/)
  })

  it('refused, when the allowed profile is one of another portal on the same host later', async () => {
    const govcloud = CONFIG.replace('corp.awsapps.com/start', 'start.us-gov-home.awsapps.com/directory/d-1')
    await writeFile(path.join(home, '.aws/config'), govcloud)
    await link(world, at('a'), 'dev', false)
    assert.equal(await profileIn('a'), 'dev')
    await writeFile(path.join(home, '.aws/config'), govcloud.replace('d-1', 'd-2'))
    const found = await settled('a')
    assert.equal(field(found, 'profile'), 'ssoenv-refused')
    assert.match(field(found, 'say') ?? '', /directory\/d-1.*directory\/d-2/)
  })

  it('refused, when a file that named no profile at all when it was allowed names one later, until it is allowed again', async () => {
    await write('a', 'profile = later\nsso_account_id = 111111111111\n')
    await allow(world, at('a'))
    await writeFile(path.join(home, '.aws/config'), CONFIG.replace('profile dev', 'profile later'))
    const found = await settled('a')
    assert.equal(field(found, 'profile'), 'ssoenv-refused')
    assert.equal(
      field(found, 'say'),
      '~/a/.ssoenv was allowed when it meant no profile of yours, and profile "later" is now account 111111111111, role Developer, corp.awsapps.com/start. Try: ssoenv allow',
    )
    await allow(world, at('a'))
    assert.equal(await profileIn('a'), 'later')
  })

  it('the team form that was allowed before there was such a profile takes it as soon as there is', async () => {
    await write(
      'a',
      'sso_start_url = https://corp.awsapps.com/start/#/\nsso_account_id = 333333333333\nsso_role_name = Developer\n',
    )
    await allow(world, at('a'))
    assert.equal(await profileIn('a'), 'ssoenv-refused')
    await writeFile(path.join(home, '.aws/config'), CONFIG.replace('111111111111', '333333333333'))
    assert.equal(await profileIn('a'), 'dev')
  })

  it('refused with the file, when the config cannot be parsed or lacks the profile', async () => {
    await link(world, at('a'), 'dev', false)
    await writeFile(path.join(home, '.aws/config'), 'nonsense\n')
    assert.match(field(await settled('a'), 'say') ?? '', /\.aws\/config:1/)
    await writeFile(path.join(home, '.aws/config'), '')
    const found = await settled('a')
    assert.equal(field(found, 'profile'), 'ssoenv-refused')
    assert.match(field(found, 'say') ?? '', /"dev".*\.aws\/config/)
  })

  it('a directory on the host of a portal that the config knows is a new portal all the same', async () => {
    await write(
      'a',
      'sso_start_url = https://corp.awsapps.com/directory/d-2\nsso_account_id = 111111111111\nsso_role_name = Developer\n',
    )
    await assert.rejects(allow(world, at('a')), /corp\.awsapps\.com\/directory\/d-2/)
  })

  it('a new portal is not allowed without a terminal to ask on', async () => {
    await write(
      'a',
      'sso_start_url = https://other.awsapps.com/start\nsso_account_id = 111111111111\nsso_role_name = Developer\n',
    )
    await assert.rejects(allow(world, at('a')), /other\.awsapps\.com/)
    assert.equal((await settled('a')).verdict.state, 'untrusted')
  })

  describe('a file that cannot be used is ignored, with one line that shows nothing of it', () => {
    const cases: [title: string, make: (file: string) => Promise<unknown>][] = [
      ['a directory', (file) => mkdir(file)],
      ['a FIFO', (file) => Promise.resolve(execFileSync('mkfifo', [file]))],
      ['a link', async (file) => symlink(path.join(home, '.aws/config'), file)],
      ['a link to /dev/zero', async (file) => symlink('/dev/zero', file)],
      ['50 MB', (file) => writeFile(file, Buffer.alloc(50 * 1024 * 1024, 'a'))],
      ['1025 bytes', (file) => writeFile(file, `profile = dev\n${'#'.repeat(1011)}`)],
      ['binary', (file) => writeFile(file, Buffer.from([0x70, 0x00, 0xff, 0x1b, 0x5b]))],
      ['a NUL byte', (file) => writeFile(file, 'profile = dev\0evil\n')],
      ['an escape sequence in the name', (file) => writeFile(file, 'profile = \u001b[31mdev\n')],
      ['a command substitution that is no name of a key', (file) => writeFile(file, '$(touch /tmp/x)\n')],
      [
        'writable by everybody',
        async (file) => {
          await writeFile(file, 'profile = dev\n')
          await chmod(file, 0o666)
        },
      ],
    ]
    for (const [title, make] of cases) {
      it(title, async () => {
        await make(at('a/.ssoenv'))
        const found = await settled('a')
        assert.equal(found.verdict.state, 'invalid')
        const say = field(found, 'say') ?? ''
        assert.match(say, /^~\/a\/\.ssoenv is ignored: /)
        // eslint-disable-next-line no-control-regex
        assert.doesNotMatch(say, /[\u0000-\u001f]|touch/)
      })
      it(`${title}: refused inside a tree that is bound`, async () => {
        await link(world, at('a'), 'dev', false)
        await make(at('a/b/.ssoenv'))
        assert.equal(await profileIn('a/b'), 'ssoenv-refused')
      })
    }
  })

  describe('[directories] in the settings', () => {
    const settings = async (text: string): Promise<void> => {
      await mkdir(path.join(home, '.config/ssoenv'), { recursive: true })
      await writeFile(path.join(home, '.config/ssoenv/config'), text)
    }

    it('bind without trust, here and below', async () => {
      await settings('[directories]\n~/a/* = dev\n')
      const found = await settled('a/b/c')
      assert.equal(found.directory, at('a/b'))
      assert.equal(found.source, 'settings')
      assert.equal(field(found, 'profile'), 'dev')
      assert.equal(await profileIn('a'), undefined)
    })

    it('give way to a .ssoenv in the tree; an untrusted one is refused', async () => {
      await settings('[directories]\n~/a = dev\n')
      await write('a/b', 'profile = prod\n')
      assert.equal(await profileIn('a/b'), 'ssoenv-refused')
      await allow(world, at('a/b'))
      assert.equal(await profileIn('a/b'), 'prod')
    })

    it('win over a .ssoenv further up', async () => {
      await link(world, at('a'), 'dev', false)
      await settings('[directories]\n~/a/b = prod\n')
      assert.equal(await profileIn('a/b/c'), 'prod')
    })
  })
})
