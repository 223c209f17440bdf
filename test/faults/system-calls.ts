/** The system calls of a command, as strace tells them, that change something below a folder. */
import path from 'node:path'

export interface SystemCall {
  name: string
  /** As the points of layer.cjs are called. */
  operation: string
  /** An absolute path; of a rename the one before. */
  file: string
  /** As strace shows them. */
  words: string
}

/** Opening for writing, and whatever else changes a file or a folder; `?`: not every processor's kernel has it. */
const OPERATIONS: Readonly<Record<string, string>> = {
  ...all('open', 'open openat openat2 creat'),
  ...all('write', 'write writev pwrite64 pwritev pwritev2 sendfile copy_file_range fallocate'),
  ...all('truncate', 'truncate ftruncate'),
  ...all('fsync', 'fsync fdatasync'),
  ...all('chmod', 'chmod fchmod fchmodat fchmodat2'),
  ...all('chown', 'chown lchown fchown fchownat'),
  ...all('utimes', 'utime utimes utimensat futimesat'),
  ...all('xattr', 'setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr'),
  ...all('rename', 'rename renameat renameat2'),
  ...all('mkdir', 'mkdir mkdirat'),
  ...all('make', 'mknod mknodat link linkat'),
  ...all('unlink', 'unlink unlinkat rmdir'),
  ...all('symlink', 'symlink symlinkat'),
  ...all('bind', 'bind'),
}

function all(operation: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, operation]))
}

/** A command in front of a command, so that what it does is told in `file`. */
export function stracing(file: string): string[] {
  const names = Object.keys(OPERATIONS).map((name) => `?${name}`)
  const how = ['-f', '-qq', '-y', '--seccomp-bpf', '-s', '4096', '-e', 'signal=none']
  return ['strace', ...how, '-e', `trace=${names.join(',')}`, '-o', file]
}

/** All calls of a trace that succeeded and name a file, in the order in which they began; `cwd` for relative names. */
export function callsOf(trace: string, cwd: string): SystemCall[] {
  const descriptors = new Map<string, string>()
  return wholeLines(trace).flatMap((line) => {
    const [, name = '', words = '', result = ''] = /^\d+ +(\w+)\((.*)\) += (.*)$/.exec(line) ?? []
    const operation = OPERATIONS[name]
    if (operation === undefined || result.startsWith('-1')) return []
    const [, number, opened] = /^(\d+)<(.*)>$/.exec(result) ?? []
    if (operation === 'open' && number !== undefined) descriptors.set(number, opened ?? '')
    if (operation === 'open' && !/O_(?:WRONLY|RDWR|CREAT|TRUNC)/.test(words) && name !== 'creat') return []
    const file = fileIn(operation, words, cwd, descriptors)
    return file === undefined ? [] : [{ name, operation, file, words }]
  })
}

/** A call that another thread interrupts is told in two lines: put together where it began. */
function wholeLines(trace: string): string[] {
  const lines: string[] = []
  const begun = new Map<string, number>()
  for (const line of trace.split('\n')) {
    const [, pid = '', rest] = /^(\d+) +<\.\.\. \w+ resumed>(.*)$/.exec(line) ?? []
    const at = begun.get(pid)
    if (rest !== undefined && at !== undefined) lines[at] = `${lines[at]}${rest}`
    else if (line.endsWith(' <unfinished ...>')) {
      begun.set(/^\d+/.exec(line)?.[0] ?? '', lines.push(line.slice(0, -' <unfinished ...>'.length)) - 1)
    } else lines.push(line)
  }
  return lines
}

/** The path that is changed; by a descriptor, by a folder's descriptor, or by name. */
function fileIn(
  operation: string,
  words: string,
  cwd: string,
  descriptors: ReadonlyMap<string, string>,
): string | undefined {
  const plain = (name: string): string =>
    name.replace(/^\/proc\/self\/fd\/(\d+)/, (all, number: string) => descriptors.get(number) ?? all)
  if (operation === 'bind') {
    const [, name] = /sun_path="([^"]+)"/.exec(words) ?? []
    return name === undefined ? undefined : plain(name)
  }
  const held = /^\d+<(\/[^>]*)>/.exec(words)?.[1]
  const isByName = /^(?:AT_FDCWD(?:<[^>]*>)?, |\d+<[^>]*>, )?"/.test(words) && operation !== 'write'
  if (!isByName) return held
  // What a link says comes first, then where it is.
  const names = [...words.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, name = '']) => name)
  const name = (operation === 'symlink' ? names[1] : names[0]) ?? ''
  const inFolder = held === undefined || words.startsWith('AT_FDCWD') ? cwd : held
  return path.resolve(inFolder, plain(name))
}
