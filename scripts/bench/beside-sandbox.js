/** The local Identity Center as a process beside a measurement. */
import { spawn } from 'node:child_process'

/** Runs `work` beside a sandbox of the built program. @param words more words for `ssoenv sandbox` */
export async function besideSandbox(program, words, work) {
  const child = spawn(process.execPath, [program, 'sandbox', '--json', ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const line = await new Promise((resolve, reject) => {
      let text = ''
      child.stdout.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
        if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
      })
      child.on('exit', () => reject(new Error('the sandbox ended')))
    })
    return await work(JSON.parse(line))
  } finally {
    child.kill('SIGTERM')
    await new Promise((resolve) => child.once('close', resolve))
  }
}
