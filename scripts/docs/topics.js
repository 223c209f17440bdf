/** The pages of docs/topics: the manual's reference, the sections of the man page, and what `ssoenv help TOPIC` prints. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** @returns texts by the topic's name, in the order of their names */
export function readTopics(root) {
  const folder = path.join(root, 'docs/topics')
  const files = readdirSync(folder).filter((file) => file.endsWith('.md'))
  return Object.fromEntries(
    files.sort().map((file) => [file.slice(0, -3), readFileSync(path.join(folder, file), 'utf8')]),
  )
}
