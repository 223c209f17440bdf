/** Commands that need no network, beside `node -e 0`. */
import { inTurn, isInstalled, verdict } from './measure.js'
import { boundProject } from './project.js'

const SHORT = 1.3
const OTHER = 2.5

export function benchCommands(root) {
  const { project, options, ours, remove } = boundProject(root)
  try {
    const bare = [process.execPath, '-e', '0']
    const row = (words, budget) => {
      const { one, ratio } = inTurn(ours(...words), bare, options)
      return {
        what: `ssoenv ${words.join(' ')}`,
        measured: `${ratio.toFixed(2)} × node -e 0 (${one.toFixed(0)} ms)`,
        budget: `${budget} ×`,
        met: verdict(ratio <= budget),
      }
    }
    // A machine that idled has to wake up first, and the files to be read once.
    inTurn(ours('hook', 'bash'), bare, options)
    const rows = [
      ...['bash', 'zsh', 'fish', 'direnv'].map((shell) => row(['hook', shell], SHORT)),
      row(['credential-process', '--profile', 'bench-dev'], SHORT),
      row(['env', 'bench-dev'], SHORT),
      row(['allow'], OTHER),
      row(['exec', 'bench-dev', '--', 'true'], OTHER),
      row(['exec', 'bench-dev', '--keys', '--', 'true'], OTHER),
      row(['whoami', 'bench-dev', '--offline'], OTHER),
      row(['console', 'bench-dev', '--print'], OTHER),
      row(['status'], OTHER),
      row(['prompt'], OTHER),
      row(['login', 'bench-dev'], OTHER),
      row(['settle', '--shell', 'bash', '--event', 'prompt', '--dir', project], OTHER),
    ]
    if (isInstalled('/usr/bin/aws', '--version')) {
      for (const format of ['process', 'env']) {
        const words = ['configure', 'export-credentials', '--profile', 'bench-dev', '--format', format]
        const { one, ratio } = inTurn(['/usr/bin/aws', ...words], bare, options, 5)
        rows.push({
          what: `beside: AWS CLI, role credentials from its cache, as ${format}`,
          measured: `${ratio.toFixed(2)} × node -e 0 (${one.toFixed(0)} ms)`,
        })
      }
    }
    return rows
  } finally {
    remove()
  }
}
