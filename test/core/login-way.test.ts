import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loginWay, type LoginWords, type Surroundings } from '../../src/core/session/login-way.js'

const DESK: Surroundings = {
  env: { DISPLAY: ':0' },
  platform: 'linux',
  release: '6.1.0-30-amd64',
  marks: [],
  browser: ['xdg-open'],
  browserChosen: false,
}
const MAC: Partial<Surroundings> = { env: {}, platform: 'darwin', release: '24.6.0', browser: ['open'] }
const WSL2 = '5.15.153.1-microsoft-standard-WSL2'
const WSL1 = '4.4.0-19041-Microsoft'
const POWERSHELL = ['powershell.exe', '-EncodedCommand'] as const
const SSH = {
  SSH_CONNECTION: '10.0.0.1 50122 10.0.0.2 22',
  SSH_CLIENT: '10.0.0.1 50122 22',
  SSH_TTY: '/dev/pts/0',
}
const VSCODE = { BROWSER: '/home/ada/.vscode-server/cli/servers/Stable-1/server/bin/helpers/browser.sh' }
const IN_DOCKER = { marks: ['/.dockerenv'], env: {} }

/** Where `auto` opens the browser. */
const rightPlaces: [place: string, here: Partial<Surroundings>, because: string][] = [
  ['on a desktop with X', {}, 'there is a display (DISPLAY)'],
  ['under Wayland', { env: { WAYLAND_DISPLAY: 'wayland-0' } }, 'there is a display (WAYLAND_DISPLAY)'],
  [
    'in tmux on a desktop',
    { env: { DISPLAY: ':0', TMUX: '/tmp/tmux-1000/default,1,0' } },
    'there is a display (DISPLAY)',
  ],
  ['on a Mac', MAC, 'this is a Mac'],
  [
    'in WSL 2, NAT or mirrored',
    {
      env: { WSL_DISTRO_NAME: 'Debian', WSL_INTEROP: '/run/WSL/1_interop' },
      release: WSL2,
      browser: POWERSHELL,
    },
    'WSL opens that of Windows',
  ],
  [
    'in WSL 1',
    { env: { WSL_DISTRO_NAME: 'Debian' }, release: WSL1, browser: ['wslview'] },
    'WSL opens that of Windows',
  ],
  [
    'in WSL where only a Linux browser is found, on WSLg',
    { env: { WSL_DISTRO_NAME: 'Debian', DISPLAY: ':0' }, release: WSL2 },
    'there is a display (DISPLAY)',
  ],
  [
    'in Termux',
    { env: { TERMUX_VERSION: '0.118' }, platform: 'android', browser: ['termux-open-url'] },
    'Termux opens that of the phone',
  ],
  ['where BROWSER is set, without a display', { env: { BROWSER: 'firefox' } }, 'BROWSER names one'],
  ['where the settings name one', { env: {}, browserChosen: true }, 'the settings name a browser'],
  [
    'in a container where BROWSER is set',
    { ...IN_DOCKER, env: { BROWSER: 'host-open' } },
    'BROWSER names one',
  ],
  [
    'in a dev container of VS Code',
    {
      ...IN_DOCKER,
      env: {
        REMOTE_CONTAINERS: 'true',
        BROWSER: '/vscode/vscode-server/bin/linux-x64/a1/bin/helpers/browser.sh',
      },
    },
    'VS Code opens the browser of your machine (BROWSER)',
  ],
  [
    'in VS Code over SSH',
    { env: { ...SSH, ...VSCODE } },
    'VS Code opens the browser of your machine (BROWSER)',
  ],
  [
    'in Toolbx',
    { marks: ['/run/.containerenv', '/run/.toolboxenv'], env: { DISPLAY: ':0', container: 'oci' } },
    'there is a display (DISPLAY)',
  ],
  [
    'in Distrobox',
    {
      marks: ['/run/.containerenv'],
      env: { DISPLAY: ':0', DISTROBOX_ENTER_PATH: '/usr/bin/distrobox-enter' },
    },
    'there is a display (DISPLAY)',
  ],
  [
    'in a terminal from Flatpak',
    { env: { DISPLAY: ':0', container: 'flatpak' } },
    'there is a display (DISPLAY)',
  ],
  ['with CI=false', { env: { DISPLAY: ':0', CI: 'false' } }, 'there is a display (DISPLAY)'],
]
for (const [place, here, because] of rightPlaces) {
  test(`${place} the browser opens`, () => {
    const way = loginWay({ flow: 'auto' }, { ...DESK, ...here })
    assert.deepEqual(way, { kind: 'browser', opensBrowser: true, because })
  })
}

/** Where `auto` takes the device code; `shows`: even a browser that is asked for is not opened. */
const wrongPlaces: [place: string, here: Partial<Surroundings>, because: string, asked?: 'shows'][] = [
  ['over SSH', { env: SSH }, 'this is an SSH connection (SSH_CONNECTION)', 'shows'],
  [
    'over SSH where only SSH_TTY is left',
    { env: { SSH_TTY: '/dev/pts/0' } },
    'this is an SSH connection (SSH_TTY)',
    'shows',
  ],
  [
    'over SSH with X forwarding',
    { env: { ...SSH, DISPLAY: 'localhost:10.0' } },
    'this is an SSH connection (SSH_CONNECTION)',
  ],
  [
    'in tmux over SSH, with the DISPLAY of yesterday',
    { env: { ...SSH, DISPLAY: ':0', TMUX: '/tmp/tmux-1000/default,1,0' } },
    'this is an SSH connection (SSH_CONNECTION)',
  ],
  ['on a Mac over SSH', { ...MAC, env: SSH }, 'this is an SSH connection (SSH_CONNECTION)'],
  [
    'in WSL over SSH',
    { env: { ...SSH, WSL_DISTRO_NAME: 'Debian' }, release: WSL2, browser: POWERSHELL },
    'this is an SSH connection (SSH_CONNECTION)',
  ],
  [
    'over SSH where BROWSER is set',
    { env: { ...SSH, BROWSER: 'firefox' } },
    'this is an SSH connection (SSH_CONNECTION)',
  ],
  [
    'as root by sudo',
    { env: { SUDO_USER: 'ada', DISPLAY: ':0' } },
    'this is another user than whose desktop it is (SUDO_USER)',
  ],
  ['without a display', { env: {} }, 'there is no display (DISPLAY)', 'shows'],
  [
    'on FreeBSD without a display',
    { env: {}, platform: 'freebsd' },
    'there is no display (DISPLAY)',
    'shows',
  ],
  ['in Docker', IN_DOCKER, 'this is a container (/.dockerenv)', 'shows'],
  ['in Docker on WSL', { ...IN_DOCKER, release: WSL2, env: {} }, 'this is a container (/.dockerenv)'],
  [
    'in Podman',
    { marks: ['/run/.containerenv'], env: { container: 'podman' } },
    'this is a container (container)',
    'shows',
  ],
  [
    'in a pod of Kubernetes',
    { env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } },
    'this is a container (KUBERNETES_SERVICE_HOST)',
    'shows',
  ],
  [
    'in a dev container without its helper',
    { env: { REMOTE_CONTAINERS: 'true' } },
    'this is a container (REMOTE_CONTAINERS)',
    'shows',
  ],
  [
    'in a codespace, whatever opens it',
    { env: { CODESPACES: 'true', ...VSCODE } },
    'this is a codespace (CODESPACES)',
  ],
  [
    'in Gitpod',
    { env: { GITPOD_WORKSPACE_ID: 'a-b-1' } },
    'this is a Gitpod workspace (GITPOD_WORKSPACE_ID)',
    'shows',
  ],
  [
    'in AWS CloudShell',
    { env: { AWS_EXECUTION_ENV: 'CloudShell' } },
    'this is AWS CloudShell (AWS_EXECUTION_ENV)',
    'shows',
  ],
  [
    'in Google Cloud Shell',
    { env: { CLOUD_SHELL: 'true' } },
    'this is Google Cloud Shell (CLOUD_SHELL)',
    'shows',
  ],
  ['in Azure Cloud Shell', { env: { ACC_CLOUD: 'PROD' } }, 'this is Azure Cloud Shell (ACC_CLOUD)', 'shows'],
  [
    'in code-server, an editor in a web page',
    { env: { BROWSER: '/usr/lib/code-server/lib/vscode/bin/helpers/browser.sh' } },
    'this is an editor in a web page (BROWSER)',
  ],
  ['on a build machine', { env: { CI: 'true', DISPLAY: ':99' } }, 'this is a build machine (CI)'],
  [
    'where nothing opens addresses',
    { browser: undefined },
    'no program that opens addresses was found',
    'shows',
  ],
  [
    'with BROWSER=none',
    { env: { BROWSER: 'none', DISPLAY: ':0' }, browser: undefined },
    'BROWSER names none that is here',
    'shows',
  ],
  [
    "where the settings' browser is missing",
    { browser: undefined, browserChosen: true },
    'the browser of the settings was not found',
    'shows',
  ],
]
for (const [place, here, because, asked] of wrongPlaces) {
  test(`${place} the way is a device code`, () => {
    const way = loginWay({ flow: 'auto' }, { ...DESK, ...here })
    assert.deepEqual(way, { kind: 'device', opensBrowser: false, because })
  })

  test(`${place} a browser that is asked for is ${asked ? 'left to the person' : 'opened'}`, () => {
    const way = loginWay({ flow: 'browser' }, { ...DESK, ...here })
    assert.deepEqual([way.kind, way.opensBrowser], asked ? ['paste', false] : ['browser', true])
  })

  test(`${place} a port that was typed leads a browser elsewhere back`, () => {
    const way = loginWay({ flow: 'auto', portTyped: true }, { ...DESK, ...here })
    assert.deepEqual(way, {
      kind: 'paste',
      opensBrowser: false,
      because: `${because}, and --callback-port names a way back`,
    })
  })
}

const words: [title: string, words: LoginWords, kind: string, opens: boolean, because?: string][] = [
  ['the device code by wish opens its address where a browser is right', { flow: 'device' }, 'device', true],
  ['--flow device --no-browser opens nothing', { flow: 'device', noBrowser: true }, 'device', false],
  ['--flow paste opens nothing, anywhere', { flow: 'paste' }, 'paste', false],
  [
    '--flow browser --no-browser is that too',
    { flow: 'browser', noBrowser: true },
    'paste',
    false,
    '--no-browser was given',
  ],
  [
    '--no-browser alone takes the device code',
    { flow: 'auto', noBrowser: true },
    'device',
    false,
    '--no-browser was given',
  ],
  [
    '--qr takes the device code',
    { flow: 'auto', qr: true },
    'device',
    false,
    'only its address is good for a QR code',
  ],
  [
    'a port that was typed changes nothing where a browser is right',
    { flow: 'auto', portTyped: true },
    'browser',
    true,
    'there is a display (DISPLAY)',
  ],
]
for (const [title, said, kind, opensBrowser, because] of words) {
  test(title, () => {
    assert.deepEqual(loginWay(said, DESK), { kind, opensBrowser, ...(because ? { because } : {}) })
  })
}
