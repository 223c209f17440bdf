/**
 * Sees to it that the programs which the tests drive are on the machine: installs Debian's packages where it may (root, as
 * in a container or CI), else names what is missing and the one command that installs it.
 */
import { spawnSync } from 'node:child_process'
import { PARTS, PROGRAMS, skippedParts } from './parts.js'

const present = ({ check: [command, ...words] }) =>
  spawnSync(command, words, { stdio: 'ignore' }).status === 0

/** @returns whether everything that the parts need is there */
export function requirePrograms(env, parts = PARTS) {
  const skipped = skippedParts(env)
  const wanted = PROGRAMS.filter(({ needs }) =>
    needs.some((part) => parts.includes(part) && !skipped.includes(part)),
  )
  let missing = wanted.filter((program) => !present(program))
  if (missing.length === 0) return true
  const packages = missing.map(({ debian }) => debian)
  const canInstall =
    process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0
  if (canInstall) {
    console.log(`Installing what the tests need: ${packages.join(' ')}`)
    const apt = (...words) =>
      spawnSync('apt-get', words, {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      })
    apt('update', '-qq')
    apt('install', '-y', '-qq', '--no-install-recommends', ...packages)
    missing = wanted.filter((program) => !present(program))
    if (missing.length === 0) return true
  }
  console.error(`Missing for the tests: ${missing.map(({ name }) => name).join(', ')}.`)
  console.error(`Install with:  sudo apt-get install -y ${missing.map(({ debian }) => debian).join(' ')}`)
  const parts_ = [...new Set(missing.flatMap(({ needs }) => needs))].filter((part) => !skipped.includes(part))
  console.error(`Or leave the parts out:  SSOENV_SKIP="${parts_.join(' ')}" npm test`)
  return false
}
