/** A local Identity Center for a test, closed when the test is over. */
import type { TestContext } from 'node:test'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/server.js'

/** Starts one in this process, on a free port; without the rate limit, unless the options set it. */
export async function sandboxFor(t: TestContext, options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ ...options, settings: { callsPerSecond: 0, ...options.settings } })
  t.after(() => sandbox.close())
  return sandbox
}
