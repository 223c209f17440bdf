/** A throw-away certificate authority and a server certificate of its, by openssl. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface TestTls {
  /** PEM file of the authority, for AWS_CA_BUNDLE and NODE_EXTRA_CA_CERTS. */
  caFile: string
  ca: string
  key: string
  cert: string
}

/** A certificate for these host names and 127.0.0.1; the files are removed when the test is over. */
export async function tlsFor(t: TestContext, hosts: readonly string[]): Promise<TestTls> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ssoenv-tls-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = (name: string): string => path.join(folder, name)
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const openssl = (...words: string[]) => run('openssl', words)
  await openssl(
    ...['req', '-x509', ...newKey, '-subj', `/CN=ssoenv test authority ${path.basename(folder)}`],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    ...['-keyout', file('ca.key'), '-out', file('ca.pem')],
  )
  await openssl(
    'req',
    ...newKey.slice(0, 5),
    '-subj',
    '/CN=ssoenv test',
    '-keyout',
    file('key'),
    '-out',
    file('csr'),
  )
  const names = ['IP:127.0.0.1', ...hosts.map((host) => `DNS:${host}`)].join(',')
  await writeFile(file('ext'), `subjectAltName=${names}\nextendedKeyUsage=serverAuth\n`)
  await openssl(
    ...[
      'x509',
      '-req',
      '-in',
      file('csr'),
      '-CA',
      file('ca.pem'),
      '-CAkey',
      file('ca.key'),
      '-CAcreateserial',
    ],
    ...['-days', '2', '-extfile', file('ext'), '-out', file('cert')],
  )
  const read = (name: string) => readFile(file(name), 'utf8')
  return {
    caFile: file('ca.pem'),
    ca: await read('ca.pem'),
    key: await read('key'),
    cert: await read('cert'),
  }
}
