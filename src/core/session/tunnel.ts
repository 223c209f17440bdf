/** The way back from a browser on the other end of an SSH connection. */
import type { Env } from '../paths.js'

/**
 * The command to type on the machine where the browser is: it leads its 127.0.0.1:PORT to ours.
 *
 * The host is the address that this connection came to; a name that the person has for it is as good.
 *
 * @returns undefined where this is no SSH connection
 * @see sshd(8), SSH_CONNECTION: client's address and port, server's address and port
 */
export function tunnelCommand(env: Env, port: number): string | undefined {
  const connection = /^\S+ \d+ ([\da-fA-F.:]+)(?:%\w+)? (\d{1,5})$/.exec(env['SSH_CONNECTION'] ?? '')
  const [, address = '', serverPort = ''] = connection ?? []
  if (!address) return undefined
  const user = [env['USER'], env['LOGNAME']].find((name) => name && /^[a-z_][\w.-]*$/i.test(name))
  const host = address.replace(/^::ffff:(?=\d+\.)/i, '')
  const elsewhere = serverPort === '22' ? [] : ['-p', serverPort]
  return ['ssh', '-N', '-L', `${port}:127.0.0.1:${port}`, ...elsewhere, user ? `${user}@${host}` : host].join(
    ' ',
  )
}
