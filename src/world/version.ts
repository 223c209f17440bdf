/** ssoenv's version, from the package that this file was installed with. */
import { readFileSync } from 'node:fs'
import { packageFolder } from './package-folder.js'

export const version: string = (
  JSON.parse(readFileSync(`${packageFolder}/package.json`, 'utf8')) as { version: string }
).version
