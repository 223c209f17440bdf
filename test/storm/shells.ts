/** Twenty people in tmux: real shells of all three kinds, each with the hook, that go into bound directories and out again. */
import { spawn, type ChildProcess } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Home } from '../support/home.js'
import { PROGRAM } from '../support/program.js'

/** How a shell stood at a prompt. */
export interface Sighting {
  shell: string
  /** The last part of the directory. */
  place: string
  profile: string
  /** SSOENV_STATE. */
  state: string
}

export interface Shells {
  /** Every shell goes from place to place, at its own pace, while `goesOn` says so; @returns what was seen after each step. */
  wander: (places: readonly string[], goesOn: () => boolean) => Promise<Sighting[]>
  /** `exit` in each; resolves when tmux has ended. */
  leave: () => Promise<void>
}

const KINDS = ['bash', 'zsh', 'fish']
const PATIENCE_MILLISECONDS = 3 * 60_000
const BETWEEN_MILLISECONDS = 300

const NOTE = `storm_note() { printf '%s\\t%s\\t%s\\t%s\\n' "$1" "\${PWD##*/}" "\${AWS_PROFILE-}" "\${SSOENV_STATE-}" >>"$HOME/shells/$STORM_SHELL"; }`

const RC_FILES: Record<string, string> = {
  '.bashrc': `PS1='$ '\n${NOTE}\neval "$(ssoenv hook bash)"\n`,
  '.zshrc': `PROMPT='$ '\n${NOTE}\neval "$(ssoenv hook zsh)"\n`,
  '.config/fish/config.fish': `set -g fish_greeting
function fish_prompt; printf '$ '; end
function storm_note
    printf '%s\\t%s\\t%s\\t%s\\n' $argv[1] (string replace -r '.*/' '' -- $PWD) "$AWS_PROFILE" "$SSOENV_STATE" >>$HOME/shells/$STORM_SHELL
end
ssoenv hook fish | source
`,
}

/**
 * Opens `count` shells and waits until each has shown its first prompt.
 *
 * tmux is spoken to by one client in control mode (tmux(1), CONTROL MODE): a key costs no process.
 */
export async function openShells(home: Home, env: Record<string, string>, count: number): Promise<Shells> {
  const bin = path.join(home.path, 'bin')
  // Without the last folder each fish makes completions out of all man pages, beside the storm.
  for (const folder of ['bin', 'shells', '.local/share/fish/generated_completions']) {
    await mkdir(path.join(home.path, folder), { recursive: true })
  }
  await symlink(PROGRAM, path.join(bin, 'ssoenv'))
  for (const [file, text] of Object.entries(RC_FILES)) await home.write(file, text)
  const names = Array.from({ length: count }, (_, index) => `${KINDS[index % KINDS.length]!}-${index}`)
  const conf = names.map((name, index) => {
    const opens = index === 0 ? 'new-session -d -x 100 -y 20 -s storm' : 'new-window -d -t storm:'
    return `${opens} -n ${name} -e STORM_SHELL=${name} -c ${home.path} "exec ${/^[a-z]+/.exec(name)![0]} -i"`
  })
  const confFile = await home.write('tmux.conf', `${conf.join('\n')}\n`)
  const socket = path.join(home.path, 'tmux.socket')
  const client = spawn(
    'tmux',
    ['-S', socket, '-f', confFile, '-C', 'attach', '-f', 'no-output,ignore-size'],
    {
      env: { ...env, PATH: `${bin}:${env['PATH']}`, PWD: home.path },
      cwd: home.path,
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const ended = new Promise<void>((resolve) => client.once('close', () => resolve()))
  const refused: string[] = []
  client.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes('%error')) refused.push(text)
  })
  const shells = names.map((name) => new Shell(name, home, client))
  await Promise.all(shells.map((shell) => shell.sighted()))
  return {
    wander: async (places, goesOn) => {
      const sightings = await Promise.all(
        shells.map((shell, index) => wandered(shell, index, places, goesOn)),
      )
      if (refused.length > 0) throw new Error(`tmux: ${refused.join('')}`)
      return sightings.flat()
    },
    leave: async () => {
      for (const shell of shells) shell.type('exit')
      await Promise.race([ended, pause(PATIENCE_MILLISECONDS, undefined, { ref: false })])
      if (existsSync(socket) && client.exitCode === null) {
        client.stdin.write('kill-server\n')
        await ended
        throw new Error('A shell has not ended.')
      }
    },
  }
}

async function wandered(
  shell: Shell,
  index: number,
  places: readonly string[],
  goesOn: () => boolean,
): Promise<Sighting[]> {
  const sightings: Sighting[] = []
  for (let step = index; goesOn(); step++) {
    shell.type(`cd ${places[step % places.length]!}`)
    sightings.push(await shell.sighted())
    // Faster than anybody types; without it the shells leave the processors to nobody else.
    await pause(BETWEEN_MILLISECONDS)
  }
  return sightings
}

class Shell {
  #notes = 0
  readonly #file: string

  constructor(
    readonly name: string,
    home: Home,
    readonly client: ChildProcess,
  ) {
    this.#file = path.join(home.path, 'shells', name)
    appendFileSync(this.#file, '')
  }

  type(line: string): void {
    const target = `send-keys -t storm:${this.name}`
    this.client.stdin!.write(`${target} -l '${line}'\n${target} Enter\n`)
  }

  /** How it stands at the prompt after all that was typed: it is asked by one more line, which it reads at that prompt. */
  async sighted(): Promise<Sighting> {
    const note = String(++this.#notes)
    this.type(`storm_note ${note}`)
    const end = Date.now() + PATIENCE_MILLISECONDS
    for (;;) {
      const lines = readFileSync(this.#file, 'utf8').split('\n')
      const line = lines.find((one) => one.startsWith(`${note}\t`))
      if (line !== undefined && lines.indexOf(line) < lines.length - 1) {
        const [, place = '', profile = '', state = ''] = line.split('\t')
        return { shell: this.name, place, profile, state }
      }
      if (Date.now() > end) throw new Error(`${this.name} shows no prompt.`)
      await pause(50)
    }
  }
}
