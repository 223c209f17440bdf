/** A connection that breaks off in the middle of a reply: bytes go through as they are, until so many of that reply have. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

export interface Cut {
  /** Of which request's reply: how its text, head and body, has to look. */
  of: RegExp
  /** So many bytes go through, counted over head and body. */
  after: number
  /** How it ends: the bytes and then an end in order, or a reset (RST). Default: an end. */
  by?: 'end' | 'reset'
  /** How many such replies. Default: one. */
  times?: number
}

export interface CuttingProxy {
  url: string
  /** From now on; undefined: every byte goes through. */
  cut: (cut: Cut | undefined) => void
  /** How many replies have been cut since. */
  cuts: () => number
  /** The bytes of the latest reply that was meant, as far as they came. */
  length: () => number
}

/** Starts one on loopback before a server of http at `port`; it ends with the test. */
export async function cuttingProxyFor(t: TestContext, port: number): Promise<CuttingProxy> {
  let [wanted, cuts, length] = [undefined as Cut | undefined, 0, 0]
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    sockets.add(client).add(upstream)
    client.on('error', () => undefined).on('close', () => void sockets.delete(client))
    upstream.on('error', () => undefined).on('close', () => void sockets.delete(upstream))
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.end())
    // Of the exchange that is going on. A client of HTTP/1.1 asks for nothing before it has its reply.
    let [asked, passed] = ['', 0]
    client.on('data', (chunk) => {
      if (passed > 0) [asked, passed] = ['', 0]
      asked += chunk.toString('latin1')
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      const before = passed
      passed += chunk.length
      const isMeant = wanted?.of.test(asked)
      if (isMeant) length = passed
      if (!wanted || !isMeant || cuts === (wanted.times ?? 1) || wanted.after >= passed)
        return void client.write(chunk)
      cuts += 1
      upstream.removeAllListeners('data').resume()
      breakOff(client, chunk.subarray(0, wanted.after - before), wanted.by)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: (cut) => {
      ;[wanted, cuts] = [cut, 0]
    },
    cuts: () => cuts,
    length: () => length,
  }
}

function breakOff(client: Socket, last: Buffer, by: Cut['by'] = 'end'): void {
  if (by === 'end') client.end(last)
  else if (last.length === 0) client.resetAndDestroy()
  else client.write(last, () => client.resetAndDestroy())
}
