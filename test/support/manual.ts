/** The pages of the manual: their blocks, and their commands run as a reader would, beside the sandbox. */
import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The blocks of one language of a page, in order. */
export function blocks(page: string, language: string): string[] {
  const text = readFileSync(path.join(root, page), 'utf8')
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ([, block]) => block ?? '',
  )
}

/** Lines that other tests run. */
const RUN_ELSEWHERE = /^npm /

/** The commands of a page, in order. A line may end with `# exit N`, where it is to fail so. */
export function commandsOf(page: string): string[] {
  return (
    blocks(page, 'sh')
      .flatMap((text) => text.trim().split('\n'))
      .filter((line) => !RUN_ELSEWHERE.test(line))
      // A person is asked; here is none.
      .map((line) => (line.startsWith('ssoenv setup') ? `${line} --yes` : line))
  )
}

/**
 * Runs commands one after the other in an interactive bash with the hook, on a terminal, beside a sandbox that approves.
 *
 * @returns what was on the screen; it ends with "all of it" where each command ended as it was to
 */
export function runCommands(commands: readonly string[]): { status: number | null; screen: string } {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'ssoenv-manual-')))
  try {
    const bin = path.join(folder, 'bin')
    mkdirSync(bin)
    symlinkSync(path.join(root, 'dist/main.js'), path.join(bin, 'ssoenv'))
    symlinkSync(path.join(root, 'scripts/demo/visit.js'), path.join(bin, 'visit'))
    const script = path.join(folder, 'script')
    writeFileSync(
      script,
      ['eval "$(ssoenv hook bash)"', 'mkdir -p ~/src/api', ...commands.map(checked), 'echo all of it'].join(
        '\n',
      ),
    )
    const sandbox = [path.join(root, 'dist/main.js'), 'sandbox', '--person', 'approve', '--']
    // On a terminal, as a reader has one: without it no login starts by itself.
    const terminal = [path.join(root, 'test/support/terminal.py'), '110', '[]', process.execPath]
    const { stdout, stderr } = spawnSync(
      '/usr/bin/python3',
      [...terminal, ...sandbox, 'bash', '--norc', '-i', script],
      {
        encoding: 'utf8',
        timeout: 300_000,
        env: {
          HOME: folder,
          PATH: `${bin}:${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
          BROWSER: 'visit',
          TERM: 'xterm',
          TMPDIR: folder,
        },
      },
    )
    if (stdout === '') return { status: null, screen: stderr }
    return JSON.parse(stdout) as { status: number | null; screen: string }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function checked(line: string): string {
  const wanted = /# exit (\d+)$/.exec(line)?.[1] ?? '0'
  return `${line}\n[ $? = ${wanted} ] || { echo "FAILED: ${line.replace(/["$`\\]/g, '')}"; exit 1; }`
}
