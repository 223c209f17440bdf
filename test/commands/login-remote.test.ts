import jsQR from 'jsqr'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.js'
import { BROWSER, endpointsOf, homeFor, sandboxSections, type Home } from '../support/home.js'
import { runCommandOnTerminal, runOnTerminal, type Seen, type Step } from '../support/on-terminal.js'
import { PROGRAM, run } from '../support/program.js'
import { sandboxFor } from '../support/sandbox.js'
import { until } from '../support/until.js'

const ELSEWHERE = fileURLToPath(new URL('../support/browser-elsewhere', import.meta.url))
const SSH = { SSH_CONNECTION: '10.0.0.1 50122 10.0.0.2 22' }
const ASKED = 'Address (it is not shown): '

interface Scene {
  sandbox: Sandbox
  home: Home
  env: Record<string, string>
  login: (words: string[], steps?: Step[], more?: Record<string, string>) => Promise<Seen>
}

async function sceneFor(
  t: TestContext,
  mode: 'approve' | 'deny' | 'wait' = 'approve',
  settings: SandboxOptions['settings'] = {},
): Promise<Scene> {
  const sandbox = await sandboxFor(t, { person: { mode }, settings })
  const home = await homeFor(t)
  await home.writeConfig(sandboxSections(sandbox))
  const env = home.env(endpointsOf(sandbox))
  const login: Scene['login'] = (words, steps = [], more = {}) =>
    runOnTerminal(['login', ...words], steps, { env: { ...env, ...more }, seconds: 60 })
  return { sandbox, home, env, login }
}

/** A port that nobody has just now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await until(() => server.listening)
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const addressOn = (screen: string): string => /^ {2}(http\S+user_code=\S+)\r$/m.exec(screen)?.[1] ?? ''

test('over SSH a code is shown, with the reason and the other ways', async (t) => {
  const { login } = await sceneFor(t)
  const { status, screen } = await login([], [], SSH)
  assert.equal(status, 0, screen)
  const why = 'Device code, because this is an SSH connection (SSH_CONNECTION).'
  assert.ok(
    screen.includes(`${why} Other ways: ssoenv login --session sandbox --flow browser, or --flow paste.`),
  )
  assert.match(screen, /or this one, and type the code:\r\n {2}http:\S+\/device\r\n/)
  assert.match(screen, /approve only if it shows this code:\r\n {2}[A-Z]{4}-[A-Z]{4}\r\n/)
})

test('where the browser opens the reason is told too', async (t) => {
  const { login } = await sceneFor(t)
  const { status, screen } = await login([])
  assert.equal(status, 0, screen)
  assert.match(screen, /The browser opens, because BROWSER names one\. If it does not, open this address:/)
})

test('--qr shows the very address as a code for a camera, in colours that no terminal turns round', async (t) => {
  const { login } = await sceneFor(t)
  const { status, screen } = await login(['--qr'], [], { NO_COLOR: '1' })
  assert.equal(status, 0, screen)
  const [before, after] = ['\x1b[38;5;231;48;5;16m', '\x1b[0m\r']
  const lines = screen
    .split('\n')
    .filter((line) => line.startsWith(before))
    .map((line) => line.slice(before.length, -after.length))
  assert.ok(lines.length > 10 && lines.every((line) => line.length <= 80))
  const width = lines[0]?.length ?? 0
  const rows = lines.flatMap((line) =>
    ['█▀', '█▄'].map((lit) => Array.from(line, (block) => lit.includes(block))),
  )
  const pixels = rows.flatMap((row) =>
    Array.from({ length: 4 }, () =>
      row.flatMap((lit) =>
        Array.from({ length: 4 }, () => [lit ? 255 : 0, lit ? 255 : 0, lit ? 255 : 0, 255]).flat(),
      ),
    ).flat(),
  )
  const read = jsQR.default(Uint8ClampedArray.from(pixels), width * 4, rows.length * 4)
  assert.equal(read?.data, addressOn(screen))
})

test('--clipboard hands the address to the terminal, and tells that nobody knows whether it took it', async (t) => {
  const { login } = await sceneFor(t)
  const { status, screen } = await login(['--flow', 'device', '--clipboard'])
  assert.equal(status, 0, screen)
  const address = Buffer.from(addressOn(screen)).toString('base64')
  assert.ok(screen.includes(`\x1b]52;c;${address}\x07`))
  assert.match(screen, /in the clipboard, if this terminal allows that/)
})

test('clipboard = on does so at each login, and a terminal that would show it gets nothing', async (t) => {
  const { login } = await sceneFor(t)
  const { screen } = await login([], [], { SSOENV_CLIPBOARD: 'on', TERM: 'linux' })
  assert.doesNotMatch(screen, /\]52;/)
  assert.match(screen, /no clipboard that ssoenv can write to/)
  const other = await login(['--force'], [], { SSOENV_CLIPBOARD: 'on' })
  assert.match(other.screen, /\]52;c;/)
})

test('paste: the address at which a browser elsewhere ends logs in, and is not shown', async (t) => {
  const { login, sandbox } = await sceneFor(t)
  const { status, screen } = await login(['--flow', 'paste'], [[ASKED, { answer: [ELSEWHERE] }]], SSH)
  assert.equal(status, 0, screen)
  assert.match(screen, /SSO session "sandbox" is logged in now\./)
  assert.doesNotMatch(screen, /oauth\/callback\?|code=/)
  assert.equal(sandbox.count('CreateToken'), 1)
})

test('paste: what is something else is told, and asked for again', async (t) => {
  const { login } = await sceneFor(t)
  const { status, screen } = await login(
    ['--flow', 'paste'],
    [
      [ASKED, { type: 'x\x7f\x15\r' }],
      [ASKED, { type: 'https://x.awsapps.com/start/#/\r' }],
      [ASKED, { type: 'http://127.0.0.1:1/oauth/callback?code=secret&state=old\r' }],
      [ASKED, { answer: [ELSEWHERE] }],
    ],
  )
  assert.equal(status, 0, screen)
  assert.match(screen, /Nothing was pasted\./)
  assert.match(screen, /That is not the address at which such a login ends/)
  assert.match(screen, /That address is from another login\./)
  assert.doesNotMatch(screen, /secret|awsapps/)
})

test('paste: a bracketed one of 6000 characters is taken whole, and lines after it are no commands', async (t) => {
  const { sandbox, env } = await sceneFor(t)
  const ssoenv = [process.execPath, PROGRAM, 'login', '--flow', 'paste'].join(' ')
  const long = `\x1b[200~http://127.0.0.1:1/oauth/callback?state=old&code=${'x'.repeat(6000)}\x1b[201~\r`
  const { screen } = await runCommandOnTerminal(
    ['/bin/sh', '-c', `${ssoenv}; stty -a; read -r line; echo "[$line]"`],
    [
      [ASKED, { type: long }],
      [ASKED, { type: '\x04' }],
      ['min = ', { type: 'typed\r' }],
    ],
    { env, seconds: 60 },
  )
  assert.match(screen, /That address is from another login\./)
  assert.match(screen, / icanon .* echo /s)
  assert.match(screen, /\[typed\]/)
  assert.deepEqual(sandbox.count('CreateToken'), 0)
})

const leaving: [title: string, key: string, status: number | null, signal: string | null][] = [
  ['Ctrl-C', '\x03', null, 'SIGINT'],
  ['Ctrl-D', '\x04', 130, null],
  ['Ctrl-Z', '\x1a', 130, null],
]
for (const [title, key, status, signal] of leaving) {
  test(`paste: ${title} leaves it`, async (t) => {
    const { login, sandbox } = await sceneFor(t)
    const seen = await login(['--flow', 'paste'], [[ASKED, { type: key }]])
    assert.deepEqual([seen.status, seen.signal], [status, signal], seen.screen)
    assert.equal(sandbox.count('CreateToken'), 0)
  })
}

test('paste: a browser that comes back through a tunnel is as good, and its line is shown', async (t) => {
  const { login } = await sceneFor(t)
  const port = await freePort()
  const steps: Step[] = [[ASKED, { answer: [ELSEWHERE, 'tunnel'] }]]
  const { status, screen } = await login(['--callback-port', String(port)], steps, SSH)
  assert.equal(status, 0, screen)
  assert.match(
    screen,
    /A browser elsewhere, because this is an SSH connection .* --callback-port names a way back\./,
  )
  assert.ok(screen.includes(`  ssh -N -L ${port}:127.0.0.1:${port} ada@10.0.0.2\r\n`), screen)
  assert.match(screen, /is logged in now/)
})

test('paste: a login that was denied elsewhere is denied here', async (t) => {
  const { login } = await sceneFor(t, 'deny')
  const { status, screen } = await login(['--flow', 'paste'], [[ASKED, { answer: [ELSEWHERE] }]])
  assert.equal(status, 5, screen)
  assert.match(screen.replace(/\s+/g, ' '), /was denied in the browser/)
})

test('paste needs a terminal, and a QR code needs a device code: a matter of usage', async (t) => {
  const { env, sandbox } = await sceneFor(t)
  for (const words of [
    ['--flow', 'paste'],
    ['--flow', 'browser', '--qr'],
  ]) {
    assert.equal((await run(['login', ...words], { env })).status, 2)
  }
  assert.deepEqual(sandbox.counts(), {})
})

test('in WSL the address goes to PowerShell of Windows in one piece', async (t) => {
  const { home, login, env } = await sceneFor(t)
  const log = path.join(home.path, 'argv')
  const standIn = `#!/bin/sh
printf '%s\\n' "$@" > "$HOME/argv"
for last; do :; done
script=$(printf %s "$last" | base64 -d | tr -d '\\000')
address=\${script#*\\'}
exec ${BROWSER} "\${address%\\'}"
`
  await home.write('bin/powershell.exe', standIn, 0o755)
  const wsl = { WSL_DISTRO_NAME: 'Debian', BROWSER: '', PATH: `${home.path}/bin:${env['PATH'] ?? ''}` }
  const { status, screen } = await login([], [], wsl)
  assert.equal(status, 0, screen)
  assert.match(screen, /The browser opens, because WSL opens that of Windows\./)
  const [first, second, third, script = ''] = (await readFile(log, 'utf8')).split('\n')
  assert.deepEqual([first, second, third], ['-NoProfile', '-NonInteractive', '-EncodedCommand'])
  assert.match(
    Buffer.from(script, 'base64').toString('utf16le'),
    /^Start-Process -FilePath 'http:\S+&state=\S+'$/,
  )
})

test('a browser command that fails is told, and the address opens by hand', async (t) => {
  const { login } = await sceneFor(t)
  const { status, screen } = await login(
    ['--flow', 'browser'],
    [['ended with status 3. Open the address yourself.', { answer: [ELSEWHERE, 'tunnel'] }]],
    { SSOENV_TEST_BROWSER: 'fail' },
  )
  assert.equal(status, 0, screen)
})

test('a code that runs out is told, and Enter gives a new one', async (t) => {
  const { login, sandbox } = await sceneFor(t, 'wait', { deviceCodeSeconds: 2 })
  const first = login(['--flow', 'device', '--no-browser'], [['Press Enter for a new one', { type: '\r' }]])
  await until(() => sandbox.count('StartDeviceAuthorization') === 2)
  sandbox.person({ mode: 'approve' })
  const { status, screen } = await first
  assert.equal(status, 0, screen)
  assert.match(screen, /The code for "sandbox" ran out before it was approved\. Press Enter/)
  assert.equal(sandbox.count('StartDeviceAuthorization'), 2)
})

test('a port that was typed and is taken is an error that says so', async (t) => {
  const { login } = await sceneFor(t)
  const taken = createServer().listen(0, '127.0.0.1')
  t.after(() => taken.close())
  await until(() => taken.listening)
  const { port } = taken.address() as AddressInfo
  const { status, screen } = await login(['--callback-port', String(port)])
  assert.equal(status, 5, screen)
  const told = screen.replace(/\s+/g, ' ')
  assert.match(
    told,
    new RegExp(`cannot listen on 127\\.0\\.0\\.1:${port} for the browser: another program does\\.`),
  )
  assert.match(told, /ssoenv login --session sandbox/)
})
