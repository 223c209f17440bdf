/** File systems as they are, and not as the layer plays them: full to the last byte, without a file more, read-only, or another one. */
import assert from 'node:assert/strict'
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import type { Sandbox } from '../../src/sandbox/server.js'
import { tokenFileName } from '../../src/core/session/token.js'
import { endpointsOf, homeFor } from '../support/home.js'
import { unwrapped } from '../support/keys.js'
import { run, type Ended } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { sessionOf } from '../support/world.js'
import { beginning } from './cases.js'
import { CANNOT_MOUNT, mountsFor, type Mounts } from './mounts.js'
import { filesBelow } from './stage.js'

interface Scene extends Mounts {
  sandbox: Sandbox
  /** As the program knows it, and as the test reaches it. */
  home: string
  files: string
  run: (words: string) => Promise<Ended>
  token: (state: 'valid' | 'expired' | 'ended') => void
}

/** The home of `beginning`, with a disk of its own at each of these folders; `shared`, too, is one. */
async function sceneFor(t: TestContext, folders: readonly string[] = []): Promise<Scene> {
  const sandbox = await sandboxFor(t)
  const home = await homeFor(t)
  const mounts = await mountsFor(t)
  const files = mounts.outside(home.path)
  for (const folder of folders) {
    mkdirSync(`${files}/${folder}`, { recursive: true, mode: 0o700 })
    mounts.mount('-t', 'tmpfs', '-o', 'size=16m,nr_inodes=400,mode=700', 'none', path.join(home.path, folder))
  }
  const write = (file: string, text: string, mode = 0o600): Promise<string> => {
    mkdirSync(path.dirname(`${files}/${file}`), { recursive: true, mode: 0o700 })
    writeFileSync(`${files}/${file}`, text, { mode })
    return Promise.resolve(file)
  }
  await beginning({ home: { ...home, write }, sandbox })
  const here = `${home.path}/acme`
  const env = home.env({ ...endpointsOf(sandbox), SSOENV_TEST_BROWSER_LOG: '/dev/null', PWD: here })
  return {
    ...mounts,
    sandbox,
    home: home.path,
    files,
    run: (words) => run(words.split(' '), { env, through: mounts.within(here) }),
    token: (state) => {
      const name = tokenFileName(sessionOf(sandbox, 'sandbox'))
      writeFileSync(`${files}/.aws/sso/cache/${name}`, JSON.stringify(sandbox.issueToken({ state })))
    },
  }
}

/** What can become of a disk; each leads to how it is undone. */
const FATES: Readonly<Record<string, (scene: Scene, folder: string) => () => void>> = {
  'full to the last byte': ({ files }, folder) => {
    const ballast = `${files}/${folder}/ballast`
    const file = openSync(ballast, 'w')
    untilFull(() => writeSync(file, Buffer.alloc(4096)))
    closeSync(file)
    return () => rmSync(ballast)
  },
  'without room for one more file': ({ files }, folder) => {
    const names: string[] = []
    untilFull(() => {
      writeFileSync(`${files}/${folder}/empty-${names.length}`, '')
      names.push(`empty-${names.length}`)
    })
    return () => names.forEach((name) => rmSync(`${files}/${folder}/${name}`))
  },
  'read-only': ({ mount, home }, folder) => {
    mount('-o', 'remount,ro', path.join(home, folder))
    return () => mount('-o', 'remount,rw', path.join(home, folder))
  },
}

function untilFull(add: () => void): void {
  try {
    for (;;) add()
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
  }
}

const LOGIN = 'login --session sandbox --flow browser'
const REFRESH = 'credential-process --profile acme-dev'
const ROLE = '--session sandbox --account 111122223333 --role Developer'

/** What has to be written, and what its sentence names; the token that it begins with. */
const WRITERS: readonly { words: string; named: RegExp; begin?: 'expired' | 'ended' }[] = [
  { words: REFRESH, named: /^ssoenv: No token can be kept in \S+\/\.aws\/sso\/cache /, begin: 'expired' },
  { words: LOGIN, named: /No token can be kept in \S+\/\.aws\/sso\/cache /, begin: 'ended' },
  { words: 'link acme-dev', named: /\S+\/acme\/\.ssoenv cannot be written/ },
  { words: `configure new ${ROLE}`, named: /\.aws\/config|\.local\/share\/ssoenv cannot be made/ },
  { words: 'setup --shell bash --yes', named: /\.bashrc|\.local\/share\/ssoenv cannot be made/ },
  { words: 'keys park old --to acme-dev --yes', named: /\.local\/share\/ssoenv(\/parked\/old)? cannot be/ },
]

/** What they leave is kept for the next time alone. */
const HAD_ALL_THE_SAME = ['env acme-dev', 'settle --shell bash --event enter --dir HERE']

describe('a disk', { concurrency: 2, skip: CANNOT_MOUNT }, () => {
  test(`that is ${Object.keys(FATES).join(', or ')}: what cannot be written is told and nothing changes`, async (t) => {
    const scene = await sceneFor(t, ['.'])
    for (const [fate, befall] of Object.entries(FATES)) {
      for (const { words, named, begin = 'valid' } of WRITERS) {
        scene.token(begin)
        const undo = befall(scene, '.')
        const before = lasting(scene)
        const { status, stderr } = await scene.run(words)
        assert.equal(status, 3, `${fate}, ${words}: ${stderr}`)
        assert.match(unbroken(stderr), named)
        assert.match(unbroken(stderr), /\((ENOSPC: the disk is full|EROFS: the disk is read-only)\)/)
        assert.deepEqual(lasting(scene), before, `${fate}, ${words}`)
        undo()
      }
      const undo = befall(scene, '.')
      for (const words of HAD_ALL_THE_SAME) {
        const { status, stderr } = await scene.run(words.replace('HERE', `${scene.home}/acme`))
        assert.deepEqual([status, stderr], [0, ''], `${fate}, ${words}`)
      }
      undo()
    }
    assert.deepEqual(scene.sandbox.log('CreateToken'), [], 'no token is used up that could not be replaced')
    for (const { words, begin = 'valid' } of WRITERS) {
      scene.token(begin)
      const { status, stderr } = await scene.run(words)
      assert.equal(status, 0, `with room again, ${words}: ${stderr}`)
    }
    assert.deepEqual(filesBelow(scene.files).strays, [])
    const names = readdirSync(`${scene.files}/.cache`, { recursive: true }).map(String)
    assert.deepEqual(
      names.filter((name) => /\.[0-9a-f]{16}$/.test(name)),
      [],
      'compiled code, half written',
    )
  })

  test('that is one of these, with nothing but the state on it, stops nothing', async (t) => {
    const scene = await sceneFor(t, ['.local/state/ssoenv'])
    for (const [fate, befall] of Object.entries(FATES)) {
      const undo = befall(scene, '.local/state/ssoenv')
      for (const words of [REFRESH, fate === 'read-only' ? LOGIN : 'link acme-dev']) {
        rmSync(`${scene.files}/.aws/cli`, { recursive: true, force: true })
        scene.token(words === LOGIN ? 'ended' : 'expired')
        const { status, stderr } = await scene.run(words)
        assert.equal(status, 0, `${fate}, ${words}: ${stderr}`)
      }
      undo()
    }
    assert.deepEqual(filesBelow(scene.files).strays, [])
  })

  test('with room for one more file holds a lock', async (t) => {
    const state = '.local/state/ssoenv'
    const scene = await sceneFor(t, [state])
    const lock = (): Promise<Ended> => {
      rmSync(`${scene.files}/.aws/cli`, { recursive: true, force: true })
      scene.token('expired')
      return scene.run(REFRESH)
    }
    assert.equal((await lock()).status, 0)
    FATES['without room for one more file']!(scene, state)
    rmSync(`${scene.files}/${state}/empty-0`)
    const { status, stderr } = await lock()
    assert.deepEqual([status, stderr], [0, ''])
    const sockets = readdirSync(`${scene.files}/${state}/locks`, { recursive: true }).map(String)
    assert.deepEqual(
      sockets.filter((name) => /(?:new|claim)-/.test(name)),
      [],
    )
  })
})

/** Of the state folder, which is safe to delete, something may still have found room. */
function lasting({ files }: Scene): unknown {
  const { texts, strays } = filesBelow(files)
  return [[...texts].filter(([name]) => !name.startsWith('.local/state/')), strays]
}

/** As it was before a terminal's lines: paths are broken too. */
function unbroken(text: string): string {
  return unwrapped(text.replace(/(?<=\S)\n {4}/g, ''))
}

describe('a config', { concurrency: 2, skip: CANNOT_MOUNT }, () => {
  test('that is a link to another disk is changed there, and stays a link', async (t) => {
    const scene = await sceneFor(t, ['dotfiles'])
    const { files } = scene
    for (const [name, to] of [
      ['.aws/config', 'config'],
      ['.bashrc', 'bashrc'],
    ] as const) {
      writeFileSync(`${files}/dotfiles/${to}`, readFileSync(`${files}/${name}`))
      rmSync(`${files}/${name}`)
      symlinkSync(`${scene.home}/dotfiles/${to}`, `${files}/${name}`)
    }
    for (const words of [`configure new ${ROLE}`, 'setup --shell bash --yes']) {
      const { status, stderr } = await scene.run(words)
      assert.equal(status, 0, stderr)
    }
    assert.match(readFileSync(`${files}/dotfiles/config`, 'utf8'), /^\[profile new\]$/m)
    assert.match(readFileSync(`${files}/dotfiles/bashrc`, 'utf8'), /ssoenv setup/)
    for (const name of ['.aws/config', '.bashrc']) assert.ok(lstatSync(`${files}/${name}`).isSymbolicLink())
    assert.deepEqual(readdirSync(`${files}/dotfiles`).sort(), ['bashrc', 'config'])
  })

  test('in a folder that is a link to another disk, and its token, are changed there', async (t) => {
    const scene = await sceneFor(t, ['dotfiles'])
    const { files, home, within } = scene
    const moved = [...within(home), 'sh', '-c', 'mv .aws dotfiles/aws && ln -s dotfiles/aws .aws']
    assert.equal(spawnSync('env', moved).status, 0)
    scene.token('expired')
    for (const words of [REFRESH, `configure new ${ROLE}`]) {
      const { status, stderr } = await scene.run(words)
      assert.equal(status, 0, stderr)
    }
    assert.equal(scene.sandbox.log('CreateToken').length, 1)
    assert.match(readFileSync(`${files}/dotfiles/aws/config`, 'utf8'), /^\[profile new\]$/m)
    assert.deepEqual(filesBelow(files).strays, [])
  })

  test('that is mounted by itself, as into a container, cannot be replaced: that is told, and it is as it was', async (t) => {
    const scene = await sceneFor(t, ['dotfiles'])
    const { files, home, mount } = scene
    const text = readFileSync(`${files}/.aws/config`, 'utf8')
    writeFileSync(`${files}/dotfiles/config`, text)
    mount('--bind', `${home}/dotfiles/config`, `${home}/.aws/config`)
    const { status, stderr } = await scene.run(`configure new ${ROLE}`)
    assert.equal(status, 3)
    assert.match(
      unwrapped(stderr),
      /\.aws\/config cannot be written \(EBUSY: it is mounted by itself, as into a container; mount its folder instead\); it is as it was\./,
    )
    assert.equal(readFileSync(`${files}/.aws/config`, 'utf8'), text)
    const { texts, strays } = filesBelow(files)
    assert.deepEqual([strays, [...texts.keys()].filter((name) => name.includes('/backups/'))], [[], []])
    // What only reads it works.
    assert.equal((await scene.run('env acme-dev')).status, 0)
  })
})
