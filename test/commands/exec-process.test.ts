/** What a command of `ssoenv exec` is given by the system, and what is left of it: as without ssoenv. */
import assert from 'node:assert/strict'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { constants } from 'node:os'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import { fromPs, processState } from '../../src/world/process/process-state.js'
import { homeFor } from '../support/home.js'
import { NODES } from '../support/nodes.js'
import { runCommandOnTerminal } from '../support/on-terminal.js'
import { PROGRAM, run, type Ended } from '../support/program.js'

interface Scene {
  env: Record<string, string>
  /** `ssoenv exec plain -- COMMAND…` */
  exec: (...command: string[]) => Promise<Ended>
  /** A shell's line, in which `ssoenv` is the program; its exit status is the line's own. */
  shell: (line: string) => Promise<Ended>
  /** Makes a file below the home; returns its path. */
  file: (name: string, text: string, mode: number) => Promise<string>
}

async function sceneFor(t: TestContext, node: string): Promise<Scene> {
  const home = await homeFor(t)
  await home.writeConfig({ 'profile plain': { region: 'eu-west-1' } })
  const env = { ...home.env(), SSOENV_TEST: `${node} ${PROGRAM}` }
  const words = ['exec', 'plain', '--']
  return {
    env,
    exec: (...command) => run([...words, ...command], { env, node }),
    shell: (line) =>
      run([], { env, through: ['bash', '-c', `ssoenv() { $SSOENV_TEST "$@"; }; ${line}`, 'bash'] }),
    file: async (name, text, mode) => {
      const file = path.join(home.path, name)
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, text)
      await chmod(file, mode)
      return file
    },
  }
}

/** Those that end a process, by the numbers that every Unix has given them. */
const ENDING: NodeJS.Signals[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGKILL',
  'SIGUSR1',
  'SIGSEGV',
  'SIGUSR2',
  'SIGPIPE',
  'SIGALRM',
  'SIGTERM',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGVTALRM',
  'SIGPROF',
  'SIGSYS',
]

for (const [version, node] of NODES) {
  it(`Node ${version}: every exit status from 0 to 255 is the command's`, async (t) => {
    const { shell } = await sceneFor(t, node)
    const { stdout } = await shell(
      'one() { ssoenv exec plain -- sh -c "exit $1"; echo "$1 $?"; }; export -f ssoenv one; seq 0 255 | xargs -n 1 -P 4 bash -c "one \\$0"',
    )
    const got = stdout
      .trim()
      .split('\n')
      .sort((a, b) => Number(a.split(' ')[0]) - Number(b.split(' ')[0]))
    assert.deepEqual(
      got,
      Array.from({ length: 256 }, (_, status) => `${status} ${status}`),
    )
  })

  it(`Node ${version}: a command that dies of a signal looks to a shell as if it had been started there`, async (t) => {
    const { shell } = await sceneFor(t, node)
    const names = ENDING.map((name) => name.slice(3))
    const { stdout } = await shell(
      `ulimit -c 0; for name in ${names.join(' ')}; do ssoenv exec plain -- sh -c 'kill -s "$0" $$' $name; echo $?; done`,
    )
    assert.deepEqual(
      stdout.trim().split('\n').map(Number),
      ENDING.map((name) => 128 + constants.signals[name]),
    )
  })

  it(`Node ${version}: a command that is not found ends with 127, one that cannot be run with 126, and nothing is asked before`, async (t) => {
    const { exec, file, env } = await sceneFor(t, node)
    const folder = path.dirname(await file('bin/inside/x', '', 0o755))
    const cases: [command: string, status: number, words: RegExp][] = [
      ['no-such-command', 127, /^ssoenv: There is no command "no-such-command" in the folders of PATH\.\n$/],
      ['', 127, /^ssoenv: There is no command "" in the folders of PATH\.\n$/],
      ['/no/such/command', 127, /^ssoenv: There is no "\/no\/such\/command"\.\n$/],
      [folder, 126, /^ssoenv: ".*\/inside" is a directory\.\n$/],
      [await file('closed', '#!/bin/sh\n', 0o644), 126, /^ssoenv: ".*\/closed" is not executable\.\n$/],
      [await file('lost', '#!/no/such/interpreter\n', 0o755), 127, /lost/],
    ]
    for (const [command, status, words] of cases) {
      const ended = await exec(command)
      assert.deepEqual([command, ended.status, ended.stdout], [command, status, ''], ended.stderr)
      assert.match(ended.stderr, words)
    }
    const inPath = { ...env, PATH: `${path.dirname(folder)}:${env['PATH']}` }
    assert.equal((await run(['exec', 'plain', '--', 'inside'], { env: inPath, node })).status, 127)
    const closed = { ...env, PATH: `${env['HOME']}:${env['PATH']}` }
    assert.equal((await run(['exec', 'plain', '--', 'closed'], { env: closed, node })).status, 126)
  })

  it(`Node ${version}: a script without an interpreter's line runs, and words arrive as they are`, async (t) => {
    const { exec, file } = await sceneFor(t, node)
    const script = await file('script', 'printf "%s|" "$@"\n', 0o755)
    const words = ['', ' a  b ', "it's", '"', '$HOME', '*', 'two\nlines', '--help', '--', '-h', 'ä€😀', '\t']
    assert.equal((await exec(script, ...words)).stdout, words.map((word) => `${word}|`).join(''))
    assert.equal((await exec('env', '--', 'printf', '%s', '--json')).stdout, '--json')
    await file('a=b', '#!/bin/sh\necho "$0" "$1"\n', 0o755)
    assert.match((await exec(script.replace(/script$/, 'a=b'), 'c')).stdout, /\/a=b c\n$/)
  })

  it(`Node ${version}: a word that is not UTF-8 is refused, since it would arrive as another one`, async (t) => {
    const { shell } = await sceneFor(t, node)
    const { status, stdout, stderr } = await shell(`ssoenv exec plain -- echo $'caf\\xe9'`)
    assert.deepEqual([status, stdout], [2, ''])
    assert.match(stderr, /not UTF-8/)
  })

  it(`Node ${version}: works in pipes: input, output and their end are the command's`, async (t) => {
    const { shell } = await sceneFor(t, node)
    const { stdout } = await shell(
      [
        'printf "one\\ntwo\\n" | ssoenv exec plain -- sed s/^/in:/ | sed s/^/out:/',
        'ssoenv exec plain -- yes | head -n 1; echo "${PIPESTATUS[0]}"',
        'ssoenv exec plain -- cat <&-; echo closed',
        'ssoenv exec plain -- sh -c "echo to standard error >&2" 2>&1 >/dev/null',
        // The reader sees the end when the command closes its output, not when it ends.
        'mkfifo "$HOME/fifo"',
        `$SSOENV_TEST exec plain -- sh -c 'exec >&-; read -r word <"$HOME/fifo"; echo "$word" >&2' 2>"$HOME/said" | { cat; echo read >"$HOME/fifo"; }`,
        'cat "$HOME/said"',
      ].join('\n'),
    )
    assert.equal(stdout, 'out:in:one\nout:in:two\ny\n141\nclosed\nto standard error\nread\n')
  })

  it(`Node ${version}: a command without a terminal, in a session of its own, runs as it is`, async (t) => {
    const { env } = await sceneFor(t, node)
    const { status, stdout } = await run(['exec', 'plain', '--', 'sh', '-c', 'echo "$AWS_PROFILE"; pwd'], {
      env,
      node,
      cwd: '/usr',
      through: ['setsid', '-w'],
    })
    assert.deepEqual([status, stdout], [0, 'plain\n/usr\n'])
  })

  it(`Node ${version}: no signal is blocked or ignored in the command, and umask and limits are those of the caller`, async (t) => {
    const { shell } = await sceneFor(t, node)
    const command = 'grep -E "^Sig(Blk|Ign)" /proc/self/status | tr -d "\\t"; umask; ulimit -f; ulimit -c'
    const { stdout } = await shell(
      `umask 0137; ulimit -f 4096; ulimit -c 0; ssoenv exec plain -- sh -c '${command}'`,
    )
    assert.equal(
      stdout,
      'SigBlk:0000000000000000\nSigIgn:0000000000000000\n0137\n4096\n0\n'.replace('4096', '8192'),
    )
  })

  it(`Node ${version}: after a question on the terminal the command reads from it as from any`, async (t) => {
    const { env } = await sceneFor(t, node)
    const { screen } = await runCommandOnTerminal(
      [node, PROGRAM, 'exec', 'plain', '--', 'sh', '-c', 'read -r line; echo "got $line"'],
      [
        ['[y/N] ', { type: 'y\n' }],
        ['y\r\n', { type: 'typed\n' }],
      ],
      { env: { ...env, SSOENV_PROTECT: 'plain' } },
    )
    assert.match(screen, /got typed\r\n$/)
  })

  it(`Node ${version}: the modes that the command gives the terminal stay`, async (t) => {
    const { env } = await sceneFor(t, node)
    const line = `${node} ${PROGRAM} exec plain -- stty -echo; stty -a | tr ' ' '\\n' | grep -- '^-echo$'`
    const { screen } = await runCommandOnTerminal(['sh', '-c', line], [], { env })
    assert.equal(screen, '-echo\r\n')
  })
}

it('the state of a process is the same by /proc and by ps', () => {
  const state = processState(process.pid)
  assert.equal(state?.isStopped, false)
  assert.deepEqual(fromPs(process.pid), state)
  assert.equal(processState(2 ** 30), undefined)
})
