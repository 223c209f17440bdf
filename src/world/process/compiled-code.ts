/**
 * Compiled code, kept from one start to the next.
 *
 * Of what a quick start costs over a bare Node, half is reading our own JavaScript as a language. V8 can write down what it has made
 * of a script. Node has that too from 22.1 on (`module.enableCompileCache`), but not 20, and it would not look whose the files are.
 *
 * What is kept is run, so it is as much to be trusted as a program. It lies below HOME, which shells run their own files from, and
 * not where XDG_CACHE_HOME leads: a variable that some project sets must not choose our code. A file that is not this user's own, or
 * that others may write, is not used.
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { Script } from 'node:vm'
import type { Env } from '../../core/paths.js'
import { randomName } from '../files/random.js'

/** node:module's default: what it calls for the text of each CommonJS file is not declared in its types. */
interface CommonJs {
  prototype: { _compile: (this: NodeJS.Module, text: string, file: string, ...more: unknown[]) => unknown }
  createRequire: (file: string) => NodeJS.Require
  wrap: (text: string) => string
}

/**
 * From now on, files below `folder` are compiled once for all starts. Where they cannot be kept, everything is as without it;
 * NODE_DISABLE_COMPILE_CACHE turns it off, as it does Node's own.
 */
export function keepCompiledCode(folder: string, env: Env): void {
  const home = env['HOME']
  if (!home?.startsWith('/') || env['NODE_DISABLE_COMPILE_CACHE'] || process.getuid === undefined) return
  // Not by an import: what makes a built-in module importable takes longer than all that is done here.
  const node = module.constructor as unknown as CommonJs
  const kept = `${compiledCodeFolder(home)}/${process.version}-${process.arch}`
  const compile = node.prototype._compile
  node.prototype._compile = function (text, file, ...more) {
    if (!file.startsWith(`${folder}/`)) return compile.call(this, text, file, ...more)
    const name = `${kept}/${file.slice(folder.length + 1).replaceAll('/', '-')}`
    const run = compiled(node.wrap(text), file, name).runInThisContext() as (...words: unknown[]) => void
    run.call(this.exports, this.exports, node.createRequire(file), this, file, path.dirname(file))
  }
}

/** Where it is kept: in a folder for each version of Node. */
export const compiledCodeFolder = (home: string): string => `${home}/.cache/ssoenv`

/** This process keeps no code any more, also of what it has compiled already. */
export function keepNoCompiledCode(): void {
  // Not a variable of this module: each bundle has a module of its own.
  process.env['NODE_DISABLE_COMPILE_CACHE'] = '1'
}

/** The script, from what is kept of it, or else to be kept when the process has ended well. */
function compiled(text: string, file: string, name: string): Script {
  const { size, mtimeMs, ctimeMs, ino } = statSync(file)
  const stamp = `${file} ${size} ${mtimeMs} ${ctimeMs} ${ino}\n`
  const cachedData = readKept(name, stamp)
  const script = new Script(text, { filename: file, ...(cachedData ? { cachedData } : {}) })
  if (cachedData === undefined || script.cachedDataRejected) keepAtTheEnd(script, name, stamp)
  return script
}

/** What was written for exactly that file; undefined where there is nothing, or nothing that may be used. */
function readKept(name: string, stamp: string): Buffer | undefined {
  if (!existsSync(name)) return undefined
  let descriptor
  try {
    descriptor = openSync(name, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const found = fstatSync(descriptor)
    if (!found.isFile() || !isSafe(found)) return undefined
    const bytes = readFileSync(descriptor)
    const head = Buffer.from(stamp)
    return bytes.subarray(0, head.length).equals(head) ? bytes.subarray(head.length) : undefined
  } catch {
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** With the functions that were used by then: those that were not are compiled when they are. */
function keepAtTheEnd(script: Script, name: string, stamp: string): void {
  process.once('exit', (status) => {
    if (status !== 0 || process.env['NODE_DISABLE_COMPILE_CACHE']) return
    const temporary = `${name}.${randomName(8)}`
    try {
      const folder = path.dirname(name)
      // The home of somebody else, as under sudo, is not to fill with our files.
      if (!isMine(process.env['HOME'] ?? '/')) return
      // A version's first time.
      if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined)
        removeUnused(path.dirname(folder))
      removeHalves(folder)
      const descriptor = openSync(temporary, 'wx', 0o600)
      writeFileSync(descriptor, Buffer.concat([Buffer.from(stamp), script.createCachedData()]))
      // V8 believes what has the right length: no crash of the machine may leave a file of zeros behind.
      fsyncSync(descriptor)
      closeSync(descriptor)
      renameSync(temporary, name)
    } catch {
      remove(temporary)
    }
  })
}

/** Nobody takes so long to write a file. */
const HALF_MILLISECONDS = 3600_000

/** What processes that were killed have left of a file that they were writing. */
function removeHalves(folder: string): void {
  for (const name of readdirSync(folder).filter((name) => /\.[0-9a-f]{16}$/.test(name))) {
    const half = path.join(folder, name)
    const found = statSync(half, { throwIfNoEntry: false })
    // A clock that was set back makes files of the future.
    if (found && Math.abs(Date.now() - found.mtimeMs) > HALF_MILLISECONDS) remove(half)
  }
}

/** Where it can be: a process that has ended well has no trouble to tell. */
function remove(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // The disk can have become read-only.
  }
}

const UNUSED_MILLISECONDS = 60 * 24 * 3600 * 1000

/** What versions of Node have left that were not used for long. Reading counts, which file systems note once a day (`relatime`). */
function removeUnused(folder: string): void {
  const before = Date.now() - UNUSED_MILLISECONDS
  for (const version of readdirSync(folder).filter((name) => /^v\d+\.\d+\.\d+\b/.test(name))) {
    const files = readdirSync(path.join(folder, version)).map((name) =>
      statSync(path.join(folder, version, name)),
    )
    if (files.every(({ atimeMs, mtimeMs }) => Math.max(atimeMs, mtimeMs) < before) && files.length > 0)
      rmSync(path.join(folder, version), { recursive: true })
  }
}

/** Whether nobody else can have written it. */
const isSafe = ({ uid, mode }: { uid: number; mode: number }): boolean =>
  uid === process.getuid?.() && (mode & 0o022) === 0

const isMine = (folder: string): boolean =>
  statSync(folder, { throwIfNoEntry: false })?.uid === process.getuid?.()
