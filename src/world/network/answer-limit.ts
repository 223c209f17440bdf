/** A service's answer has an end: whoever stands in a service's place must not fill our memory. */
import type { SSOClient } from '@aws-sdk/client-sso'
import type { SSOOIDCClient } from '@aws-sdk/client-sso-oidc'
import type { STSClient } from '@aws-sdk/client-sts'
import { pipeline, Readable, Transform } from 'node:stream'

/** A page of 100 accounts comes to 20 KB. */
const ANSWER_BYTES = 4 * 1024 * 1024

/** Lets the client read no more than that of an answer; the rest is an error, as any other form that cannot be used. */
export function limitAnswers(client: SSOClient | SSOOIDCClient | STSClient): void {
  const { middlewareStack } = client as SSOClient
  middlewareStack.add(
    (next) => async (words) => {
      const result = await next(words)
      const response = Object(result.response) as { body?: unknown }
      if (response.body instanceof Readable) response.body = limited(response.body)
      return result
    },
    // Behind the one that reads the body.
    { step: 'deserialize', priority: 'low', name: 'limitAnswers' },
  )
}

function limited(body: Readable): Readable {
  let size = 0
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size > ANSWER_BYTES) done(new Error('the answer is too long'))
      else done(null, chunk)
    },
  })
  // An error of one ends both; whoever reads sees it.
  return pipeline(body, counting, () => undefined)
}
