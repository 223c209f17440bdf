/** ssoenv's version, from the package that this file was installed with. */
import { readFileSync } from 'node:fs'
import { packageFolder } from './package-folder.js'

// Marked as without effects: what is built with it, and does not use it, does not read the file.
export const version: string = /* @__PURE__ */ readVersion()

function readVersion(): string {
  return (JSON.parse(readFileSync(`${packageFolder}/package.json`, 'utf8')) as { version: string }).version
}
