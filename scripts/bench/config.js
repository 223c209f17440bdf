/** Reading a large AWS config, over start-up; editing one. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'
import {
  isInstalled,
  median,
  milliseconds,
  QUICK,
  SESSION_CONFIG,
  throwAwayHome,
  verdict,
} from './measure.js'
import { boundProject } from './project.js'

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

/** What is started often, with configs of three sizes; beside it the AWS CLI, which reads its config each time too. */
function benchReading(root) {
  const sizes = [10, 1000, 10_000].map((profiles) => timesWith(root, profiles))
  const [small] = sizes
  return sizes.slice(1).flatMap(({ profiles, times }) =>
    Object.entries(times).map(([what, taken]) => {
      const more = taken - small.times[what]
      const ours = !what.startsWith('beside')
      return {
        what: `config of ${profiles} profiles: ${what}, over one of 10`,
        measured: `${more.toFixed(0)} ms`,
        ...(ours ? { budget: `${BUDGET_MILLISECONDS} ms`, met: verdict(more <= BUDGET_MILLISECONDS) } : {}),
      }
    }),
  )
}

function timesWith(root, profiles) {
  const { project, options, ours, remove } = boundProject(root, largeConfig(profiles))
  try {
    milliseconds(ours('allow'), options)
    const commands = {
      'settling a directory': ours('settle', '--shell', 'bash', '--event', 'first', '--dir', project),
      'credential-process': ours('credential-process', '--profile', 'bench-dev'),
      env: ours('env', 'bench-dev'),
      exec: ours('exec', 'bench-dev', '--', 'true'),
      whoami: ours('whoami', 'bench-dev', '--offline'),
      status: ours('status'),
    }
    if (isInstalled('/usr/bin/aws', '--version'))
      commands['beside: AWS CLI, role credentials from its cache'] =
        '/usr/bin/aws configure export-credentials --profile bench-dev'.split(' ')
    const times = Object.entries(commands).map(([what, command]) => {
      milliseconds(command, options)
      const runs = QUICK ? 1 : what.startsWith('beside') ? 5 : 11
      return [what, median(Array.from({ length: runs }, () => milliseconds(command, options)))]
    })
    return { profiles, times: Object.fromEntries(times) }
  } finally {
    remove()
  }
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
