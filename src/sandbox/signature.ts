/** Signature version 4 as AWS checks it: who signed a call, and whether with the right secret. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Call } from './wire.js'

/** The `Authorization` header of a signed call. */
export interface Signed {
  accessKeyId: string
  /** `20260101/eu-west-1/sts/aws4_request` in its parts. */
  scope: { date: string; region: string; service: string }
  headers: readonly string[]
  signature: string
}

/** What the header says; undefined where it is not of this form. */
export function signedBy(authorization: string): Signed | undefined {
  const [, accessKeyId, date, region, service, headers, signature] = FORM.exec(authorization) ?? []
  if (!accessKeyId || !date || !region || !service || !headers || !signature) return undefined
  return { accessKeyId, scope: { date, region, service }, headers: headers.split(';'), signature }
}

const FORM =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/

/**
 * Whether the call was signed with this secret. The time of signing is not looked at: the sandbox's clock may be elsewhere.
 *
 * @see AWS IAM user guide, "Create a signed AWS API request"
 */
export function isSignedWith(secretAccessKey: string, signed: Signed, call: Call): boolean {
  const { date, region, service } = signed.scope
  const scope = `${date}/${region}/${service}/aws4_request`
  const at = headerOf(call, 'x-amz-date')
  const text = ['AWS4-HMAC-SHA256', at, scope, sha256(canonicalRequest(signed, call))].join('\n')
  const key = [date, region, service, 'aws4_request'].reduce<Buffer>(
    (earlier, part) => hmac(earlier, part),
    Buffer.from(`AWS4${secretAccessKey}`),
  )
  return timingSafeEqual(hmac(key, text), Buffer.from(signed.signature, 'hex'))
}

function canonicalRequest({ headers }: Signed, call: Call): string {
  const query = [...call.url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&')
  const lines = headers.map((name) => `${name}:${headerOf(call, name)}`)
  return [call.method, call.url.pathname, query, ...lines, '', headers.join(';'), sha256(call.body)].join(
    '\n',
  )
}

function headerOf({ headers }: Call, name: string): string {
  const value = headers[name] ?? ''
  return (typeof value === 'string' ? value : value.join(',')).trim().replace(/ +/g, ' ')
}

/** `encodeURIComponent`, and what RFC 3986 reserves beside it. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
