import { Args, Command, Flags } from '@oclif/core'
import { readFile } from 'node:fs/promises'
import { printable, quoted } from '../core/text/display.js'
import { isPortalUrl } from '../core/binding/binding-file.js'
import { UsageError } from '../core/errors.js'
import { DEFAULT_ACCOUNTS, manyAccounts } from '../sandbox/accounts.js'
import { conflictingVariables, makeSandboxHome, sandboxVariables, type SandboxHome } from '../sandbox/home.js'
import { runInside, stopInOrder } from '../sandbox/run.js'
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/server.js'
import { DEFAULT_SETTINGS, settingsFrom, type Rotation } from '../sandbox/settings.js'
import { BadRequest } from '../sandbox/wire.js'

export default class SandboxCommand extends Command {
  static override summary = 'A local Identity Center with a few accounts: try it all without an AWS account.'
  static override description = [
    "Serves IAM Identity Center's login, the access portal, STS and the access keys of IAM on this machine only, with a throw-away home that has " +
      'a matching ~/.aws/config and a long-lived key in ~/.aws/credentials. With a command, runs it in there and ends with it, with its exit status; without one, ' +
      'serves until Ctrl-C. Everything is removed at the end.',
    'With --json the first line of the output is one JSON object: url, startUrl, startUrls, region, home, env (to be ' +
      'set), unset (to be removed) and pid. The sandbox can be driven over HTTP below URL/_sandbox/ (clock, person, ' +
      'faults, log).',
    'AWS CLI 2.35.13 and newer refuse start URLs outside of AWS: for it, use --start-url https://NAME.awsapps.com/start.',
  ].join('\n\n')

  static override examples = [
    {
      description: 'A shell in the sandbox',
      command: '<%= config.bin %> <%= command.id %> -- $SHELL',
    },
    {
      description: 'A login that approves itself',
      command: '<%= config.bin %> <%= command.id %> --person approve -- ssoenv login acme-dev',
    },
    {
      description: 'Tokens that end after a minute',
      command: '<%= config.bin %> <%= command.id %> --access-token-lifetime 60 -- bash',
    },
  ]
  static override strict = false
  static override args = {
    command: Args.string({
      ignoreStdin: true,
      description: 'what to run in the sandbox, with its arguments',
    }),
  }
  static override flags = {
    port: Flags.integer({ default: 0, min: 0, max: 65_535, description: 'port; 0 takes a free one' }),
    json: Flags.boolean({ description: 'print what there is as one line of JSON first' }),
    person: Flags.option({ options: ['approve', 'deny', 'wait'] as const })({
      default: 'wait',
      description: 'who is asked approves or denies at once, or decides on the page',
    }),
    'person-delay': Flags.integer({ default: 0, min: 0, description: 'seconds until the person answers' }),
    rotation: Flags.option({ options: ['revoke', 'reject', 'grace', 'same', 'omit'] as const })({
      default: 'revoke' as Rotation,
      description: 'what happens to a used refresh token',
    }),
    'access-token-lifetime': Flags.integer({ min: 1, description: 'seconds; default 3600' }),
    'session-lifetime': Flags.integer({ min: 1, description: 'seconds; default 28800' }),
    set: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME=VALUE',
      description: `one of ${Object.keys(DEFAULT_SETTINGS).join(', ')}`,
    }),
    accounts: Flags.integer({ min: 1, max: 10_000, description: 'so many accounts instead of the few' }),
    roles: Flags.integer({ min: 1, max: 50, default: 5, description: 'roles in each of --accounts' }),
    region: Flags.string({ default: 'eu-west-1', description: 'sso_region' }),
    'start-url': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'start URL, or path here; default /start',
    }),
    'tls-key': Flags.string({ dependsOn: ['tls-cert'], description: 'PEM file: serve https' }),
    'tls-cert': Flags.string({ dependsOn: ['tls-key'], description: 'PEM file' }),
  }

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(SandboxCommand)
    // From here on a signal ends it in order.
    const stop = stopInOrder()
    const accounts = flags.accounts ? manyAccounts(flags.accounts, flags.roles) : DEFAULT_ACCOUNTS
    const startUrls = (flags['start-url'] ?? ['/start', '/other/start']).map(requirePortal)
    const sandbox = await started(flags.port, async () => ({
      port: flags.port,
      region: flags.region,
      instances: startUrls.map((startUrl) => ({ startUrl, accounts })),
      person: { mode: flags.person, delaySeconds: flags['person-delay'] },
      settings: {
        rotation: flags.rotation,
        ...(flags['access-token-lifetime'] ? { accessTokenSeconds: flags['access-token-lifetime'] } : {}),
        ...(flags['session-lifetime'] ? { sessionSeconds: flags['session-lifetime'] } : {}),
        ...settingsFrom(flags.set ?? []),
      },
      ...(flags['tls-key'] && flags['tls-cert']
        ? { tls: { key: await text(flags['tls-key']), cert: await text(flags['tls-cert']) } }
        : {}),
    }))
    const place = await makeSandboxHome(sandbox, accounts)
    const set = sandboxVariables(sandbox, place.home, process.env)
    const unset = conflictingVariables(process.env).filter((name) => !(name in set))
    try {
      if (flags.json) this.log(JSON.stringify(summary(sandbox, place, set, unset)))
      const command = argv.map(String)
      if (command.length > 0) process.exitCode = await runInside(command, set, unset)
      else {
        if (!flags.json) this.log(description(sandbox, place, set, unset))
        await stop.asked
      }
    } finally {
      await sandbox.close()
      await place.remove()
      stop.leave()
    }
  }
}

/** It stands in a config and is shown to people: of no other host than AWS's and this one. */
function requirePortal(startUrl: string): string {
  const here = 'http://127.0.0.1'
  if (URL.canParse(startUrl, here) && isPortalUrl(new URL(startUrl, here).href)) return startUrl
  throw new UsageError(
    `${quoted(startUrl)} is no start URL for the sandbox: a path, or https://NAME.awsapps.com/start.`,
  )
}

async function started(port: number, options: () => Promise<SandboxOptions>): Promise<Sandbox> {
  try {
    return await startSandbox(await options())
  } catch (error) {
    if (error instanceof BadRequest) throw new UsageError(error.message)
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new UsageError(`Port ${port} is in use.`, {
        suggestions: ['ssoenv sandbox --port 0'],
      })
    }
    throw error
  }
}

async function text(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new UsageError(`${printable(file)} cannot be read.`)
  })
}

function summary(
  sandbox: Sandbox,
  place: SandboxHome,
  env: Record<string, string>,
  unset: string[],
): unknown {
  const { url, startUrl, startUrls, region } = sandbox
  return { url, startUrl, startUrls, region, home: place.home, env, unset, pid: process.pid }
}

function description(
  sandbox: Sandbox,
  place: SandboxHome,
  set: Record<string, string>,
  unset: string[],
): string {
  const exports = Object.entries(set).map(
    ([name, value]) => `    export ${name}='${value.replaceAll("'", "'\\''")}'`,
  )
  return [
    `Local Identity Center at ${sandbox.url} (Ctrl-C ends it)`,
    `Start URL: ${sandbox.startUrl}`,
    `Home, removed at the end: ${place.home}`,
    '',
    'To use it in another terminal:',
    ...(unset.length > 0 ? [`    unset ${unset.join(' ')}`] : []),
    ...exports,
    '',
    'Its ~/.aws/config:',
    ...place.config.split('\n').map((line) => (line === '' ? '' : `    ${line}`)),
  ].join('\n')
}
