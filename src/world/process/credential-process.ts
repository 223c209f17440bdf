/** Credentials that a profile's `credential_process` prints. It is the person's own command, which every AWS tool runs. */
import { spawn } from 'node:child_process'
import { shellWords } from '../../core/config/python-text.js'
import { ConfigError } from '../../core/errors.js'
import type { Env } from '../../core/paths.js'
import { printable, quoted } from '../../core/text/display.js'
import type { SigningKeys } from '../network/key-services.js'

const PATIENCE_SECONDS = 60
const LIMIT_BYTES = 256 * 1024

/**
 * Runs it as botocore does, without a shell, and without a terminal to ask on.
 *
 * @throws ConfigError where it cannot be run, fails (with the first line that it said), or prints something else
 * @see AWS SDKs and Tools Reference Guide, feature-process-credentials; botocore credentials.py, ProcessProvider
 */
export async function processCredentials(env: Env, profile: string, command: string): Promise<SigningKeys> {
  const what = `The credential_process of ${quoted(profile)}`
  const [file, ...words] = shellWords(command) ?? []
  if (file === undefined) throw new ConfigError(`${what} is no command.`)
  const { status, stdout, stderr, failure } = await ended(env, file, words)
  if (failure !== undefined) throw new ConfigError(`${what} ${failure}.`)
  if (status !== 0) {
    const [line = ''] = stderr.trim().split('\n')
    throw new ConfigError(
      `${what} failed (exit status ${status})${line === '' ? '.' : `: ${printable(line)}`}`,
    )
  }
  const keys = keysIn(stdout)
  if (!keys) throw new ConfigError(`${what} printed something else than credentials of version 1.`)
  return keys
}

interface Ended {
  status: number
  stdout: string
  stderr: string
  /** That it could not be started, or did not end. */
  failure?: string
}

function ended(env: Env, file: string, words: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(file, words, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const output = { stdout: '', stderr: '' }
    const take = (name: 'stdout' | 'stderr') => (chunk: string) => {
      if (output[name].length < LIMIT_BYTES) output[name] += chunk
    }
    child.stdout.setEncoding('utf8').on('data', take('stdout'))
    child.stderr.setEncoding('utf8').on('data', take('stderr'))
    let failure: string | undefined
    const timer = setTimeout(() => {
      failure = `did not end within ${PATIENCE_SECONDS} s`
      child.kill('SIGKILL')
    }, PATIENCE_SECONDS * 1000)
    const end = (status: number | null, why?: string): void => {
      clearTimeout(timer)
      const said = why ?? failure
      resolve({ ...output, status: status ?? 1, ...(said === undefined ? {} : { failure: said }) })
    }
    child.on('error', () => end(null, `cannot be run: ${quoted(file)}`))
    child.on('close', (status) => end(status))
  })
}

function keysIn(text: string): SigningKeys | undefined {
  let members: Record<string, unknown>
  try {
    members = Object(JSON.parse(text)) as Record<string, unknown>
  } catch {
    return undefined
  }
  const { Version, AccessKeyId, SecretAccessKey, SessionToken } = members
  if (Version !== 1 || typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string')
    return undefined
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(typeof SessionToken === 'string' ? { sessionToken: SessionToken } : {}),
  }
}
