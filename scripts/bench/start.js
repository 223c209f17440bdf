/** What a new shell costs: with the hook's file as `ssoenv setup` leaves it, with `ssoenv hook` evaluated, and with neither. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isInstalled, median, milliseconds, QUICK, SESSION_CONFIG, throwAwayHome } from './measure.js'

const SHELLS = {
  bash: { rc: '.bashrc', evaluated: 'eval "$(ssoenv hook bash)"\n' },
  zsh: { rc: '.zshrc', evaluated: 'eval "$(ssoenv hook zsh)"\n' },
  fish: { rc: '.config/fish/config.fish', evaluated: 'ssoenv hook fish | source\n' },
}

const RUNS = QUICK ? 1 : 15

export function benchStart(root) {
  const { home, env, remove } = throwAwayHome(root, SESSION_CONFIG)
  const rows = []
  try {
    const options = { cwd: home, env }
    for (const shell of Object.keys(SHELLS).filter((name) => isInstalled(name, '--version'))) {
      const { rc, evaluated } = SHELLS[shell]
      const file = path.join(home, rc)
      milliseconds(['ssoenv', 'setup', '--yes', '--shell', shell], options)
      const texts = [readFileSync(file, 'utf8'), evaluated, '']
      const homes = texts.map((text, index) => {
        const dotfiles = path.join(home, `start-${index}`)
        mkdirSync(path.join(dotfiles, path.dirname(rc)), { recursive: true })
        // The file with the hook stays where it is.
        writeFileSync(path.join(dotfiles, rc), text.replaceAll('~/', `${home}/`))
        return { ...options, env: { ...env, HOME: dotfiles } }
      })
      const start = [shell, '-i', '-c', ':']
      for (const each of homes) milliseconds(start, each)
      const runs = Array.from({ length: RUNS }, () => homes.map((each) => milliseconds(start, each)))
      const [ours, printed, bare] = homes.map((_, kind) => median(runs.map((run) => run[kind])))
      rows.push({
        what: `${shell}: a new shell with the hook, by setup's line`,
        measured: `${ours.toFixed(0)} ms: ${(ours - bare).toFixed(0)} more than without; \`ssoenv hook\` costs ${(printed - bare).toFixed(0)}`,
      })
    }
    return rows
  } finally {
    remove()
  }
}
