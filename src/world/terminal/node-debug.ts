/**
 * Takes what Node says about itself under NODE_DEBUG out of our error stream: `http` and `net` print headers, and with them the
 * token (Node warns of it), and `module` and others are of use to nobody but those who work on Node.
 *
 * @see Node lib/internal/util/debuglog.js: each message is one write that begins with the module's name and the process id
 */
export function withholdNodeDebug(): void {
  const { stderr } = process
  const write = stderr.write.bind(stderr) as (...given: unknown[]) => boolean
  const start = new RegExp(`^[A-Z_0-9]+ (?:\\u001b\\[\\d+m)*${process.pid}(?:\\u001b\\[\\d+m)*: `)
  stderr.write = (...given: unknown[]) =>
    typeof given[0] === 'string' && start.test(given[0]) ? true : write(...given)
}
