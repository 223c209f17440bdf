/** Many processes of all tools at the same token at the same moment. */
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import {
  EVERYBODY,
  refreshers,
  stageFor,
  statusOf,
  succeeded,
  tokenIn,
  untilEnded,
  type Outcome,
  type Stage,
} from './corporate-network.js'

type Tool = 'ssoenv' | 'aws' | 'botocore' | 'javascript'

/**
 * Starts them all at once, each with a profile of another role as far as there are: the AWS CLI writes its role credentials in
 * place, and fails by itself where another one reads half of them.
 *
 * @returns who succeeded and who did not, with the account that each was told
 */
async function crowd(
  stage: Stage,
  counts: Record<Tool, number>,
): Promise<{ tool: Tool; outcome: Outcome }[]> {
  const query = ['--query', 'Account', '--output', 'text']
  const calls: Record<Tool, (profile: string) => Promise<Outcome>> = {
    ssoenv: (profile) => stage.ssoenv(['login', profile, '--flow', 'browser']),
    aws: (profile) => stage.aws(['sts', 'get-caller-identity', '--profile', profile, ...query]),
    botocore: (profile) => stage.botocore([profile]),
    javascript: (profile) => stage.javascript(['credentials', profile]),
  }
  const tools = Object.keys(counts) as Tool[]
  const all = tools.flatMap((tool) =>
    Array.from({ length: counts[tool] }, async (_, index) => {
      const { profile, accountId } = EVERYBODY[index % EVERYBODY.length]!
      const outcome = await calls[tool](profile)
      if (tool !== 'ssoenv' && outcome.status === 0) assert.equal(outcome.stdout.trim(), accountId, tool)
      return { tool, outcome }
    }),
  )
  return Promise.all(all)
}

test('fifty processes of all tools, a token with 18 minutes left: one refresh, by ssoenv, and nobody fails', async (t) => {
  const stage = await stageFor(t, { accessTokenSeconds: 1080 })
  // Two AWS CLIs 2.9 that make this folder at once: one of them fails.
  await mkdir(path.join(stage.home.path, '.aws/cli/cache'), { recursive: true })
  succeeded(await stage.ssoenv(['login', 'dev', '--flow', 'browser']), 'login')
  stage.sandbox.settings({ accessTokenSeconds: 3600 })
  const results = await crowd(stage, { ssoenv: 25, aws: 10, botocore: 8, javascript: 7 })
  for (const { tool, outcome } of results) succeeded(outcome, tool)
  assert.deepEqual(refreshers(stage.sandbox), ['ssoenv'])
  assert.equal(stage.sandbox.count('CreateToken'), 2)
})

for (const rotation of ['reject', 'grace'] as const) {
  test(`twenty processes of all tools, an expired token (${rotation}): ssoenv succeeds each time, whoever was first`, async (t) => {
    const stage = await stageFor(t, { accessTokenSeconds: 1, rotation })
    succeeded(await stage.ssoenv(['login', 'dev', '--flow', 'browser']), 'login')
    await untilEnded(stage.home, 'sso-session')
    stage.sandbox.settings({ accessTokenSeconds: 3600 })
    const results = await crowd(stage, { ssoenv: 8, aws: 4, botocore: 4, javascript: 4 })
    for (const { tool, outcome } of results) if (tool === 'ssoenv') succeeded(outcome, tool)
    assert.deepEqual(await statusOf(stage, 'sso-session'), { token: 'valid', renewable: true })
    assert.equal(Object.keys(await tokenIn(stage.home, 'sso-session')).length, 8)
  })
}
