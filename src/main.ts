#!/usr/bin/env node
/** The bin: a quick door for what shells and SDKs call, otherwise oclif (src/README.md). */
import { quickDoor } from './quick-door.js'

if (!(await quickDoor(process.argv.slice(2)))) {
  const { run } = await import('./cli.js')
  await run()
}
