import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { homeFor } from '../support/home.js'

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** The same words twice: in the form that the hooks write (the quick door), and in one that only oclif reads. */
const PAIRS: [quick: string[], oclif: string[]][] = [
  [
    ['hook', 'bash', '--no-prompt'],
    ['hook', '--no-prompt', 'bash'],
  ],
  [
    ['hook', 'zsh', '--no-cd'],
    ['hook', '--no-cd', 'zsh'],
  ],
  [
    ['hook', 'fish', '--no-prompt', '--no-cd'],
    ['hook', '--no-prompt', 'fish', '--no-cd'],
  ],
  [
    ['settle', '--shell', 'bash', '--event', 'first', '--dir', 'HERE'],
    ['settle', '--shell=bash', '--event=first', '--dir=HERE'],
  ],
  [
    ['settle', '--shell', 'fish', '--event', 'prompt', '--dir', 'HERE', '--direnv'],
    ['settle', '--shell=fish', '--event=prompt', '--dir=HERE', '--direnv'],
  ],
  [
    ['settle', '--shell', 'direnv', '--event', 'direnv', '--dir', 'HERE', '--profile', 'nobody'],
    ['settle', '--shell=direnv', '--event=direnv', '--dir=HERE', '--profile=nobody'],
  ],
]

async function project(t: TestContext): Promise<{ here: string; env: Record<string, string> }> {
  const home = await homeFor(t)
  const here = path.join(home.path, 'acme')
  await mkdir(here)
  await home.writeConfig({ 'profile dev': { region: 'eu-west-1' } })
  await writeFile(path.join(here, '.ssoenv'), 'profile = dev\n')
  return { here, env: home.env() }
}

for (const [quick, oclif] of PAIRS) {
  it(`both doors print the same for: ${quick.join(' ')}`, async (t) => {
    const { here, env } = await project(t)
    const run = (words: string[]): { status: number | null; stdout: string; stderr: string } => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [program, ...words.map((word) => word.replace('HERE', here))],
        { cwd: here, env, encoding: 'utf8' },
      )
      return { status, stdout, stderr }
    }
    const answer = run(quick)
    assert.equal(answer.status, 0)
    assert.notEqual(answer.stdout, '')
    assert.deepEqual(run(oclif), answer)
  })
}

it('a word too many is refused by both', async (t) => {
  const { here, env } = await project(t)
  for (const words of [['hook', 'tcsh'], ['hook', 'bash', 'zsh'], ['settle', '--event', 'never'], ['hook']]) {
    const { status, stdout } = spawnSync(process.execPath, [program, ...words], {
      cwd: here,
      env,
      encoding: 'utf8',
    })
    assert.equal(status, 2, words.join(' '))
    assert.equal(stdout, '')
  }
})
