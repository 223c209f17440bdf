/**
 * Where each partition's services are, seen from outside: a proxy that leads nowhere is asked for a way to them.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test, type TestContext } from 'node:test'
import { UnreachableError } from '../../src/core/errors.js'
import { networkFor } from '../../src/core/session/network.js'
import { openIdentityCenter } from '../../src/world/network/identity-center.js'
import { callerIdentity, setKeyStatus } from '../../src/world/network/key-services.js'
import { connectProxyFor } from '../support/connect-proxy.js'
import { cleanEnv } from '../support/home.js'

const KEYS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }
type Switches = readonly ('fips' | 'dual')[]
const EVERY_SWITCH: readonly Switches[] = [[], ['fips'], ['dual'], ['fips', 'dual']]

interface Hosts {
  /** Of the browser's /authorize too. */
  oidc: string
  portal: string
  sts: string
  iam: string
}

/** The hosts that are asked for, one for each service. */
function hostsOn(t: TestContext): (region: string, switches: Switches) => Promise<Hosts> {
  const opening = connectProxyFor(t, { routes: {} })
  return async (region, switches) => {
    const { port, asked } = await opening
    const network = networkFor({
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
      AWS_USE_FIPS_ENDPOINT: String(switches.includes('fips')),
      AWS_USE_DUALSTACK_ENDPOINT: String(switches.includes('dual')),
    })
    const machine = { network, now: () => new Date(), sleep: () => Promise.resolve() }
    const center = await openIdentityCenter(machine, region)
    t.after(() => center.close())
    const hostOf = async (call: () => Promise<unknown>): Promise<string> => {
      asked.length = 0
      await assert.rejects(call(), UnreachableError)
      const [host = ''] = new Set(asked)
      return host.replace(/:443$/, '')
    }
    const oidc = await hostOf(() => center.registerClient('device', [], 'https://x.awsapps.com/start'))
    assert.equal(await center.authorizeOrigin(), `https://${oidc}`)
    return {
      oidc,
      portal: await hostOf(() => center.listAccounts('token')),
      sts: await hostOf(() => callerIdentity(network, KEYS, region)),
      iam: await hostOf(() =>
        setKeyStatus(network, KEYS, region, { accessKeyId: KEYS.accessKeyId, status: 'Inactive' }),
      ),
    }
  }
}

interface Partition {
  region: string
  suffix: string
  dual: string
  iam: string
  /** Where there are no names with -fips. */
  plainFips?: boolean
}

const PARTITIONS: Readonly<Record<string, Partition>> = {
  commercial: { region: 'eu-west-1', suffix: 'amazonaws.com', dual: 'api.aws', iam: 'iam.amazonaws.com' },
  GovCloud: {
    region: 'us-gov-west-1',
    suffix: 'amazonaws.com',
    dual: 'api.aws',
    iam: 'iam.us-gov.amazonaws.com',
    plainFips: true,
  },
  China: {
    region: 'cn-north-1',
    suffix: 'amazonaws.com.cn',
    dual: 'api.amazonwebservices.com.cn',
    iam: 'iam.cn-north-1.amazonaws.com.cn',
  },
  'European Sovereign Cloud': {
    region: 'eusc-de-east-1',
    suffix: 'amazonaws.eu',
    dual: 'api.amazonwebservices.eu',
    iam: 'iam.eusc-de-east-1.amazonaws.eu',
  },
  ISO: {
    region: 'us-iso-east-1',
    suffix: 'c2s.ic.gov',
    dual: 'api.aws.ic.gov',
    iam: 'iam.us-iso-east-1.c2s.ic.gov',
  },
  'ISO B': {
    region: 'us-isob-east-1',
    suffix: 'sc2s.sgov.gov',
    dual: 'api.aws.scloud',
    iam: 'iam.us-isob-east-1.sc2s.sgov.gov',
  },
  'ISO E': {
    region: 'eu-isoe-west-1',
    suffix: 'cloud.adc-e.uk',
    dual: 'api.cloud-aws.adc-e.uk',
    iam: 'iam.eu-isoe-west-1.cloud.adc-e.uk',
  },
  'ISO F': {
    region: 'us-isof-south-1',
    suffix: 'csp.hci.ic.gov',
    dual: 'api.aws.hci.ic.gov',
    iam: 'iam.us-isof-south-1.csp.hci.ic.gov',
  },
}

for (const [name, { region, suffix, dual, iam, plainFips = false }] of Object.entries(PARTITIONS)) {
  test(`${name}: ${region} is at ${suffix}, with dual-stack at ${dual}`, async (t) => {
    const hosts = hostsOn(t)
    assert.equal((await hosts(region, [])).iam, iam)
    for (const switches of EVERY_SWITCH) {
      const isDual = switches.includes('dual')
      const fips = switches.includes('fips') && (isDual || !plainFips) ? '-fips' : ''
      const end = `${fips}.${region}.${isDual ? dual : suffix}`
      const { oidc, portal, sts } = await hosts(region, switches)
      assert.deepEqual([oidc, portal, sts], [`oidc${end}`, `portal.sso${end}`, `sts${end}`], switches.join())
    }
  })
}

const ASKER = `
import json, sys
import botocore.session
from botocore.config import Config
session = botocore.session.Session()
def host(service, region, switches):
    config = Config(use_fips_endpoint='fips' in switches, use_dualstack_endpoint='dual' in switches)
    return session.create_client(service, region_name=region, config=config).meta.endpoint_url.replace('https://', '')
print(json.dumps([[host(service, *case) for service in ('sso-oidc', 'sso', 'sts', 'iam')] for case in json.load(sys.stdin)]))
`

test('botocore goes to the same hosts, as far as it knows the partition', async (t) => {
  // Debian's is of 2022. It takes regions that it does not know for commercial ones, and dual-stack in ISO too; for GovCloud it
  // has names with -fips, which botocore gave up later.
  const regions = ['us-east-1', 'ap-southeast-2', 'us-gov-east-1', 'us-gov-west-1', 'cn-northwest-1']
  const isolated = ['us-iso-west-1', 'us-isob-east-1'].flatMap((region) =>
    [[], ['fips'] as const].map((switches) => [region, switches] as const),
  )
  const cases = [
    ...regions.flatMap((region) =>
      EVERY_SWITCH.filter((switches) => !region.startsWith('us-gov-') || switches.join() !== 'fips').map(
        (switches) => [region, switches] as const,
      ),
    ),
    ...isolated,
  ]
  const answer = execFileSync('/usr/bin/python3', ['-I', '-c', ASKER], {
    env: {
      ...cleanEnv('/nonexistent'),
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_STS_REGIONAL_ENDPOINTS: 'regional',
    },
    input: JSON.stringify(cases),
  })
  const theirs = JSON.parse(answer.toString()) as [string, string, string, string][]
  const hosts = hostsOn(t)
  for (const [index, [region, switches]] of cases.entries()) {
    const { oidc, portal, sts, iam } = await hosts(region, switches)
    // The names of IAM with switches have changed since.
    const known = [oidc, portal, sts, ...(switches.length > 0 ? [] : [iam])]
    assert.deepEqual(known, theirs[index]?.slice(0, known.length), `${region} ${switches.join()}`)
  }
})
