/** A portal that answers what a test says: for what no right one would answer. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export interface PortalAnswer {
  status?: number
  headers?: Record<string, string>
  /** JSON unless it is a string. */
  body: unknown
}

/** Each call is answered by `answer`, by its path and query. @returns its address, and the calls so far */
export async function portalFor(
  t: TestContext,
  answer: (url: URL, request: IncomingMessage) => PortalAnswer,
): Promise<{ url: string; calls: URL[] }> {
  const calls: URL[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://portal')
    calls.push(url)
    const { status = 200, headers = {}, body } = answer(url, request)
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls }
}
