/**
 * Stands between the program and its files (`node --require`): counts the calls that change something below a folder, and at one of
 * them kills the process or lets the call fail.
 *
 * SSOENV_FAULT, as JSON: `below`: the folder; `log`: a file, one line of JSON for each call; `at`: which one, from 1; `kind`: `kill`
 * (SIGKILL before the call, and half of it done where it writes), or the code of a system error, half written too; `lasting`:
 * that error from there on, as of a full disk: at all calls that need what is missing.
 *
 * The variable is taken away, so that programs that are started run without.
 */
const fs = require('node:fs')
const net = require('node:net')
const path = require('node:path')

const { below, log, at, kind, lasting = false } = JSON.parse(process.env.SSOENV_FAULT)
delete process.env.SSOENV_FAULT

const own = { ...fs }
const opened = new Map()
/** Half written. */
const torn = new Set()
let depth = 0
let count = 0

/** What a full disk has no room for; removing and flushing go on. */
const NEEDS_ROOM = ['open', 'write', 'mkdir', 'symlink', 'bind', 'rename']

/** Compiled code is nobody's file: how its writing fares is told in test/package/compiled-code.test.ts. */
const cache = `${below}/.cache`
const isBelow = (file) =>
  typeof file === 'string' &&
  (file === below || file.startsWith(`${below}/`)) &&
  !(file === cache || file.startsWith(`${cache}/`))

/** A path by an open folder, as sockets have it. */
function plain(file) {
  const [, descriptor, rest] = /^\/proc\/self\/fd\/(\d+)(\/.*)$/.exec(String(file)) ?? []
  return descriptor === undefined
    ? path.resolve(String(file))
    : own.readlinkSync(`/proc/self/fd/${descriptor}`) + rest
}

function failure(operation, file) {
  const words = {
    code: kind,
    errno: -require('node:os').constants.errno[kind],
    syscall: operation,
    path: file,
  }
  return Object.assign(new Error(`${kind}: ${operation} '${file}'`), words)
}

/** One call that changes something: done, or not. @param half does half of it */
function point(operation, file, half, to) {
  count++
  const more = operation === 'rename' ? { to, ...whole(file) } : {}
  if (log) own.appendFileSync(log, `${JSON.stringify({ operation, file, ...more })}\n`)
  if (at === undefined || (lasting ? count < at : count !== at)) return
  if (lasting && kind === 'ENOSPC' && !NEEDS_ROOM.includes(operation)) return
  if (half) {
    half()
    torn.add(file)
  }
  if (kind === 'kill') process.kill(process.pid, 'SIGKILL')
  throw failure(operation, file)
}

/** The text that gets a name, unless it is half of one. */
function whole(file) {
  const found = own.lstatSync(file, { throwIfNoEntry: false })
  return found?.isFile() && !torn.has(file) ? { text: own.readFileSync(file, 'utf8') } : {}
}

/** Node's own functions call each other: the outer one counts. */
function wrap(name, operation, fileOf, halfOf = () => undefined) {
  const call = fs[name]
  fs[name] = (...words) => {
    const file = depth === 0 ? fileOf(...words) : undefined
    if (file !== undefined && isBelow(file))
      point(operation, file, halfOf(...words), operation === 'rename' ? plain(words[1]) : undefined)
    depth++
    try {
      return call(...words)
    } finally {
      depth--
    }
  }
}

const named = (file) => plain(file)
const held = (descriptor) => opened.get(descriptor)
const isThere = (file) => own.lstatSync(file, { throwIfNoEntry: false }) !== undefined

function changes(flags) {
  if (typeof flags === 'string') return /[wa+]/.test(flags)
  return (
    ((flags ?? 0) &
      (fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_TRUNC)) !==
    0
  )
}

wrap('openSync', 'open', (file, flags) => (changes(flags) ? plain(file) : undefined))
const countedOpen = fs.openSync
fs.openSync = (file, flags, mode) => {
  const descriptor = countedOpen(file, flags, mode)
  opened.set(descriptor, plain(file))
  return descriptor
}
const close = fs.closeSync
fs.closeSync = (descriptor) => {
  opened.delete(descriptor)
  close(descriptor)
}
wrap(
  'writeFileSync',
  'write',
  (file) => (typeof file === 'number' ? held(file) : plain(file)),
  (file, text) => () => {
    const bytes = Buffer.from(text)
    if (typeof file === 'number') own.writeSync(file, bytes.subarray(0, Math.floor(bytes.length / 2)))
  },
)
wrap('fsyncSync', 'fsync', held)
wrap('fchmodSync', 'chmod', held)
wrap('fchownSync', 'chown', held)
wrap('futimesSync', 'utimes', held)
wrap('renameSync', 'rename', named)
wrap('mkdirSync', 'mkdir', (file) => (isThere(plain(file)) ? undefined : plain(file)))
wrap('rmSync', 'unlink', (file) => (isThere(plain(file)) ? plain(file) : undefined))
wrap('unlinkSync', 'unlink', (file) => (isThere(plain(file)) ? plain(file) : undefined))
wrap('rmdirSync', 'unlink', named)
wrap('symlinkSync', 'symlink', (_to, file) => plain(file))
wrap('chmodSync', 'chmod', named)
wrap('utimesSync', 'utimes', named)
wrap('appendFileSync', 'write', named)

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (options, ...rest) {
  const file = typeof options?.path === 'string' ? plain(options.path) : undefined
  try {
    if (file !== undefined && isBelow(file)) point('bind', file)
  } catch (error) {
    process.nextTick(() => this.emit('error', error))
    return this
  }
  return listen.call(this, options, ...rest)
}
