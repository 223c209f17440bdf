#!/usr/bin/env node
/** The bin: a quick door for what shells and SDKs call, otherwise oclif (src/README.md). */
import { quickDoor } from './quick-door.js'
import { keepCompiledCode } from './world/process/compiled-code.js'
import { withholdNodeDebug } from './world/terminal/node-debug.js'

async function main(words: readonly string[]): Promise<void> {
  if (await quickDoor(words)) return
  const { run } = await import('./cli.js')
  await run()
}

if (process.env['NODE_DEBUG']) withholdNodeDebug()
keepCompiledCode(import.meta.dirname, process.env)
void main(process.argv.slice(2))
