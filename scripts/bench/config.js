/** Reading a large AWS config, over start-up; editing one. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'
import { median, milliseconds, SESSION_CONFIG, throwAwayHome, verdict } from './measure.js'

const BUDGET_MILLISECONDS = 60
const EDIT_BUDGET_MILLISECONDS = 1000
/** What a person does not notice between a key and what it does. */
const FRAME_MILLISECONDS = 50

function largeConfig(profiles) {
  const sections = [SESSION_CONFIG]
  for (let index = 0; index < profiles; index++) {
    const account = String(100_000_000_000 + index)
    sections.push(
      `[profile team-${index}-Developer]\nsso_session = bench\nsso_account_id = ${account}\nsso_role_name = Developer\nregion = eu-west-1\n`,
    )
  }
  return sections.join('\n')
}

export async function benchConfig(root) {
  return [...benchReading(root), ...(await benchEditing(root))]
}

function benchReading(root) {
  const time = (profiles) => {
    const { home, env, program, remove } = throwAwayHome(root, largeConfig(profiles))
    try {
      const project = path.join(home, 'acme')
      mkdirSync(project)
      writeFileSync(path.join(project, '.ssoenv'), 'profile = bench-dev\n')
      const options = { cwd: project, env: { ...env, PWD: project } }
      milliseconds([process.execPath, program, 'allow'], options)
      const settle = [
        process.execPath,
        program,
        'settle',
        '--shell',
        'bash',
        '--event',
        'first',
        '--dir',
        project,
      ]
      milliseconds(settle, options)
      return median(Array.from({ length: 11 }, () => milliseconds(settle, options)))
    } finally {
      remove()
    }
  }
  const small = time(10)
  return [1000, 10_000].map((profiles) => {
    const more = time(profiles) - small
    return {
      what: `config of ${profiles} profiles: settling a directory, over one of 10`,
      measured: `${more.toFixed(0)} ms`,
      budget: `${BUDGET_MILLISECONDS} ms`,
      met: verdict(more <= BUDGET_MILLISECONDS),
    }
  })
}

/** Without a process around it: what a command spends on 10,000 changes, on showing them, and on a key in a list of as many. */
async function benchEditing(root) {
  const { home, remove } = throwAwayHome(root)
  try {
    const bundle = path.join(home, 'edit.mjs')
    buildSync({
      stdin: {
        contents: `export * from './config/config-edit.ts'; export * from './config/diff.ts'; export * from './profile/filter.ts'`,
        resolveDir: path.join(root, 'src/core'),
      },
      outfile: bundle,
      bundle: true,
      format: 'esm',
    })
    const { editAwsConfig, configDiff, filterFor } = await import(pathToFileURL(bundle).href)
    const before = largeConfig(10_000)
    const each = (change) => Array.from({ length: 10_000 }, (_, index) => change(index))
    const profile = (index) => ({ kind: 'profile', name: `team-${index}-Developer` })
    const added = (index) => ({ kind: 'profile', name: `team-${index}-ReadOnly` })
    const keys = [
      ['sso_session', 'bench'],
      ['sso_role_name', 'ReadOnly'],
    ]
    const kinds = {
      '10,000 keys set': each((at) => ({ change: 'set', section: profile(at), key: 'region', value: 'x' })),
      '10,000 profiles added': each((at) => ({ change: 'add-section', section: added(at), keys })),
      '10,000 profiles removed': each((at) => ({ change: 'remove-section', section: profile(at) })),
    }
    const words = (at) => `team-${at}-Developer  ${100_000_000_000 + at}  Developer`
    const filtered = filterFor(each((at) => ({ value: String(at), words: words(at) })))
    const key = inProcess(() => filtered('team 99 dev'))
    const picking = {
      what: 'list of 10,000 profiles: a key typed',
      measured: `${key.toFixed(1)} ms`,
      budget: `${FRAME_MILLISECONDS} ms`,
      met: verdict(key <= FRAME_MILLISECONDS),
    }
    const edits = Object.entries(kinds).flatMap(([what, changes]) => {
      let after = ''
      const edit = inProcess(() => (after = editAwsConfig(before, changes, 'config')))
      const diff = inProcess(() => configDiff(before, after, 'config', { colour: true }))
      return [editRow(`edit, ${what}`, edit), editRow(`diff of ${what}`, diff)]
    })
    return [...edits, picking]
  } finally {
    remove()
  }
}

function inProcess(act) {
  const times = Array.from({ length: 5 }, () => {
    const started = process.hrtime.bigint()
    act()
    return Number(process.hrtime.bigint() - started) / 1e6
  })
  return median(times)
}

function editRow(what, taken) {
  return {
    what: `config of 10,000 profiles: ${what}`,
    measured: `${taken.toFixed(0)} ms`,
    budget: `${EDIT_BUDGET_MILLISECONDS} ms`,
    met: verdict(taken <= EDIT_BUDGET_MILLISECONDS),
  }
}
