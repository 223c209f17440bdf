/** A repository's files for Node, npm, shells and AWS tools: standing in it, ssoenv opens none of them. */
import assert from 'node:assert/strict'
import { mkdir, readFile, symlink, writeFile, chmod } from 'node:fs/promises'
import path from 'node:path'
import { describe, test } from 'node:test'
import { fullScene } from '../support/every-command.js'
import { PROGRAM, run } from '../support/program.js'

/** What package managers, shells, oclif, Node and AWS tools look for. */
const FILES = [
  ...[
    'package.json',
    '.npmrc',
    '.env',
    'tsconfig.json',
    '.oclifrc',
    '.nvmrc',
    '.tool-versions',
    'config',
    'credentials',
  ],
  ...[
    'node',
    'sh',
    'ps',
    'aws',
    'awk',
    'ssoenv',
    'xdg-open',
    'index.js',
    'main.js',
    'dist/main.js',
    'dist/cli.js',
  ],
  ...[
    'node_modules/@oclif/core/index.js',
    'node_modules/@oclif/core/package.json',
    'node_modules/aws-crt/index.js',
  ],
  ...['.aws/config', '.config/ssoenv/config', '.git/config', '.local/share/ssoenv/hook.bash'],
]

const COMMANDS = [
  ['status'],
  ['statsu'],
  ['help', 'login'],
  ['env', 'acme-dev'],
  ['exec', 'acme-dev', '--', 'true'],
  ['accounts'],
  ['settle', '--shell', 'bash', '--event', 'enter', '--dir', '.'],
]

describe('in a hostile repository nothing of it is opened but its .ssoenv', { concurrency: 2 }, () => {
  for (const words of COMMANDS)
    test(words.join(' '), async (t) => {
      const { home, env } = await fullScene(t)
      const repository = path.join(home.path, 'repository')
      for (const name of FILES) {
        const file = path.join(repository, name)
        await mkdir(path.dirname(file), { recursive: true })
        await writeFile(file, `#!/bin/sh\ntouch "${home.path}/hacked"\n`)
        await chmod(file, 0o755)
      }
      await symlink(home.path, path.join(repository, 'link'))
      const trace = path.join(home.path, 'trace')
      const strace = ['strace', '-f', '-qq', '-y', '-e', 'trace=open,openat,execve', '-o', trace]
      const here = words.map((word) => (word === '.' ? repository : word))
      const ended = await run(here, { env, cwd: repository, through: strace })
      assert.ok([0, 2].includes(ended.status ?? -1), ended.stderr)
      const opened = (await readFile(trace, 'utf8'))
        .split('\n')
        .map((line) => /(?:open|openat|execve)\((?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]*)"/.exec(line)?.[1])
        .filter((file) => file !== undefined)
        .map((file) => path.resolve(repository, file))
      assert.ok(opened.includes(PROGRAM))
      const inside = opened.filter((file) => file.startsWith(`${repository}/`))
      assert.deepEqual(
        inside.filter((file) => file !== path.join(repository, '.ssoenv')),
        [],
      )
      await assert.rejects(readFile(path.join(home.path, 'hacked')))
    })
})
