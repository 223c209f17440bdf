/**
 * The quick door: exact word sequences that a hook, direnv or an SDK calls many times a day, answered without oclif
 * (1.2 × bare node instead of 2 ×). Anything else, also a flag more, is oclif's, which has the same commands.
 *
 * What is imported on use here is built into a file of its own, so that a start reads no more than it needs (scripts/build.js).
 */
import { SHELLS, type Shell } from './shells/dialect.js'
import { EVENTS, type SettleEvent, type SettleInput } from './core/for-shells/settle-event.js'

/** @returns whether the words were answered here */
export async function quickDoor(words: readonly string[]): Promise<boolean> {
  const [command, ...rest] = words
  if (command === 'settle') {
    const input = settleInput(rest)
    if (!input) return false
    const { runSettle } = await import('./flows/for-shells/answer-settle.js')
    await runSettle(input)
    return true
  }
  if (command === 'hook') {
    const [shell, ...options] = rest
    if (!isHookShell(shell) || options.some((option) => option !== '--no-prompt' && option !== '--no-cd'))
      return false
    const { runHook } = await import('./flows/for-shells/answer-hook.js')
    await runHook(shell, { prompt: !options.includes('--no-prompt'), cd: !options.includes('--no-cd') })
    return true
  }
  if (command === 'credential-process') {
    const [option, profile, ...more] = rest
    if (more.length > 0 || (option !== undefined && (option !== '--profile' || profile === undefined)))
      return false
    const { answerKept } = await import('./flows/credentials/answer-kept.js')
    if (await answerKept(profile)) return true
    const { answerCredentials } = await import('./flows/credentials/answer-credentials.js')
    await answerCredentials(profile)
    return true
  }
  if (command === 'env') {
    const { answerEnv } = await import('./flows/credentials/answer-env.js')
    return answerEnv(rest)
  }
  if (command === 'keys-for-direnv') {
    const [profile, option, ...more] = rest
    if (profile === undefined || more.length > 0 || (option !== undefined && option !== '--yes')) return false
    const { answerKeys } = await import('./flows/credentials/answer-keys.js')
    await answerKeys(profile, option === '--yes')
    return true
  }
  if (command === 'exec') {
    const { answerExec } = await import('./flows/credentials/answer-exec.js')
    return answerExec(rest)
  }
  if (command === 'refresh' && (rest.length === 3 || rest.length === 4)) {
    const { runRefresh } = await import('./flows/for-shells/answer-settle.js')
    await runRefresh(rest)
    return true
  }
  return false
}

function isHookShell(word: string | undefined): word is Shell | 'direnv' {
  return word === 'direnv' || SHELLS.some((shell) => shell === word)
}

/** The words of `settle` in the order and form in which the hooks write them. */
export function settleInput(words: readonly string[]): SettleInput | undefined {
  const values = new Map<string, string>()
  let direnv = false
  for (let index = 0; index < words.length; index++) {
    const word = words[index]
    if (word === '--direnv') direnv = true
    else if (word === '--shell' || word === '--event' || word === '--dir' || word === '--profile') {
      const value = words[++index]
      if (value === undefined) return undefined
      values.set(word, value)
    } else return undefined
  }
  const event = values.get('--event')
  const directory = values.get('--dir')
  if (!isEvent(event) || !directory?.startsWith('/')) return undefined
  const profile = values.get('--profile')
  return { event, directory, direnv, ...(profile === undefined ? {} : { profile }) }
}

function isEvent(word: string | undefined): word is SettleEvent {
  return EVENTS.some((event) => event === word)
}
