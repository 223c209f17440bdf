/** `ssoenv doctor` on the hook and on rc files. */
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { complaints, of, patientFor, type Patient } from '../support/doctor.js'
import { runCommandOnTerminal } from '../support/on-terminal.js'
import { PROGRAM, run } from '../support/program.js'

const SHELLS: Record<string, { words: string[]; rc: string }> = {
  bash: { words: ['/bin/bash', '-i'], rc: '.bashrc' },
  zsh: { words: ['/bin/zsh', '-i'], rc: '.zshrc' },
  fish: { words: ['/usr/bin/fish', '-i'], rc: '.config/fish/config.fish' },
}

async function setUp({ env }: Patient, shell: string): Promise<void> {
  const { status, stderr } = await run(['setup', '--shell', shell, '--yes'], { env: env() })
  assert.equal(status, 0, stderr)
}

/** What a person sees who types `ssoenv doctor` in that shell. */
async function typed({ env, program }: Patient, shell: string): Promise<string> {
  await program('ssoenv', `#!/bin/sh\nexec ${process.execPath} ${PROGRAM} "$@"\n`)
  const { words } = SHELLS[shell] ?? { words: [] }
  const { screen } = await runCommandOnTerminal(
    words,
    [
      ['ready> ', { type: 'ssoenv doctor --offline; echo do"ne"\r' }],
      ['done', { type: 'exit\r' }],
    ],
    {
      env: env({
        NO_COLOR: '1',
        PS1: 'ready> ',
        PROMPT: 'ready> ',
        PATH: `${env()['PATH'] ?? ''}:/usr/bin:/bin`,
      }),
      seconds: 60,
    },
  )
  return screen
}

for (const [shell, { rc }] of Object.entries(SHELLS)) {
  test(`${shell}: whether the hook is loaded is told in the shell itself`, async (t) => {
    const patient = await patientFor(t)
    const prompt = shell === 'fish' ? "function fish_prompt; echo 'ready> '; end" : "PS1='ready> '"
    await patient.home.write(rc, `${prompt}\n`)
    assert.match(
      await typed(patient, shell),
      new RegExp(
        `warning +hook +The hook is not loaded in this ${shell}\\.[^]*Mend: ssoenv setup --shell ${shell}`,
      ),
    )
    await setUp(patient, shell)
    assert.match(await typed(patient, shell), new RegExp(`ok +hook +The hook is loaded in this ${shell}\\.`))
  })
}

test('a shell with a hook around one without it is not taken for it', async (t) => {
  const patient = await patientFor(t)
  await patient.home.write('.bashrc', "PS1='ready> '\n")
  const { env } = patient
  const screen = await typed({ ...patient, env: (extra) => env({ SSOENV_SHELL: 'zsh', ...extra }) }, 'bash')
  assert.match(screen, /The hook is not loaded in this bash/)
})

test('where the line is there and the shell was started before, a new shell is advised', async (t) => {
  const patient = await patientFor(t)
  await patient.home.write('.bashrc', "PS1='ready> '\nreturn\n")
  await setUp(patient, 'bash')
  assert.match(
    await typed(patient, 'bash'),
    /not loaded in this bash\. ~\/\.bashrc has its line\.[^]*Mend: exec bash/,
  )
})

test('a hook that is loaded twice, or is taken out again below its line, is told with the lines', async (t) => {
  const patient = await patientFor(t)
  const { home, doctor } = patient
  const eval_ = (shell: string): string => `eval "$(ssoenv hook ${shell})"\n`
  await home.write('.bashrc', `${eval_('bash')}# x\n${eval_('bash')}PROMPT_COMMAND="x; $PROMPT_COMMAND"\n`)
  await home.write('.zshrc', `${eval_('zsh')}\nprecmd_functions=(mine)\n`)
  const told = await doctor(['--offline'])
  assert.deepEqual(complaints(told, 'rc-files'), [
    'warning ~/.bashrc loads the hook 2 times, on lines 1, 3.',
    "problem ~/.zshrc:3 sets precmd_functions anew, below the hook's line 1.",
  ])
  await home.write('.zshrc', `${eval_('zsh')}precmd_functions=($precmd_functions mine)\n`)
  await home.write('.bashrc', `${eval_('bash')}export PROMPT_COMMAND='history -a'\n`)
  assert.deepEqual(complaints(await doctor(['--offline']), 'rc-files'), [
    "problem ~/.bashrc:2 sets PROMPT_COMMAND anew, below the hook's line 1.",
  ])
})

test('of several lines that setup has added setup leaves one', async (t) => {
  const patient = await patientFor(t)
  const rc = await patient.home.write('.bashrc', '')
  await setUp(patient, 'bash')
  const line = await readFile(rc, 'utf8')
  await writeFile(rc, `${line}\n${line}\n`)
  const [finding] = of(await patient.doctor(['--offline']), 'rc-files')
  assert.equal(finding?.mend, 'ssoenv setup --shell bash')
  await setUp(patient, 'bash')
  assert.deepEqual(complaints(await patient.doctor(['--offline']), 'rc-files'), [])
})

test("the hook's file of another version is made anew by --fix; one that is gone or not ours is told", async (t) => {
  const patient = await patientFor(t)
  const { home, doctor } = patient
  await setUp(patient, 'zsh')
  const file = path.join(home.path, '.local/share/ssoenv/hook.zsh')
  const made = await readFile(file, 'utf8')
  assert.deepEqual(complaints(await doctor(['--offline']), 'rc-files'), [])
  await writeFile(file, made.replace(/^# ssoenv 1 \w+/, `# ssoenv 1 ${'0'.repeat(40)}`))
  const told = await doctor(['--offline', '--fix', '--yes'])
  assert.equal(of(told, 'rc-files')[0]?.fixed, true, told.text)
  assert.equal(await readFile(file, 'utf8'), made)
  await writeFile(file, 'echo mine\n')
  assert.deepEqual(complaints(await doctor(['--offline', '--fix', '--yes']), 'rc-files'), [
    'warning ~/.local/share/ssoenv/hook.zsh is not what ssoenv has written.',
  ])
  assert.equal(await readFile(file, 'utf8'), 'echo mine\n')
  await run(['setup', '--shell', 'zsh', '--remove', '--yes'], { env: patient.env() })
})

test("direnv's extension is looked at where there is a direnv", async (t) => {
  const patient = await patientFor(t)
  const { home, doctor, program, env } = patient
  await program('direnv', '#!/bin/sh\n')
  const extension = path.join(home.path, '.config/direnv/lib/ssoenv.sh')
  const [absent] = of(await doctor(['--offline']), 'rc-files')
  assert.equal(absent?.mend, 'ssoenv setup --direnv')
  await run(['setup', '--direnv', '--shell', 'bash', '--yes'], { env: env() })
  const made = await readFile(extension, 'utf8')
  assert.deepEqual(complaints(await doctor(['--offline']), 'rc-files'), [])
  await writeFile(extension, made.replace(/^# ssoenv 1 \w+/, `# ssoenv 1 ${'0'.repeat(40)}`))
  assert.equal(of(await doctor(['--offline', '--fix', '--yes']), 'rc-files')[0]?.fixed, true)
  assert.equal(await readFile(extension, 'utf8'), made)
})
