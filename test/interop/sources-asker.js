// Which source the JavaScript SDK's default chain uses in each case on standard input; prints a JSON list.
// Roles are not assumed but named: what is assumed with them is not the question here.
import { fromNodeProviderChain } from '@aws-sdk/credential-providers'
import { text } from 'node:stream/consumers'

// The SDK leaves the source's failure alone where it has to ask for a code.
process.on('unhandledRejection', () => {})

const keys = (accessKeyId) => ({ accessKeyId, secretAccessKey: 'none' })
const FEATURES = [
  ['CREDENTIALS_PROFILE_PROCESS', 'process'],
  ['CREDENTIALS_ENV_VARS', 'environment'],
]

async function asked({ env, named }) {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env, { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' })
  try {
    const credentials = await fromNodeProviderChain({
      ...(named === undefined ? {} : { profile: named }),
      logger: { ...console, debug: () => {}, warn: () => {} },
      roleAssumer: async () => keys('ASSUMED'),
      roleAssumerWithWebIdentity: async ({ RoleArn }) =>
        keys(RoleArn.endsWith('/variable') ? 'VARIABLE' : 'PROFILE'),
    })()
    const source = {
      ASSUMED: 'assume-role',
      VARIABLE: 'web-identity-environment',
      PROFILE: 'web-identity',
      AKIAPROCESS: 'process',
      AKIACREDENTIALS: 'credentials-file',
      AKIACONFIG: 'config-file',
      ASIACONTAINER: 'container',
      ASIAINSTANCE: 'instance',
    }[credentials.accessKeyId]
    const [, feature] = FEATURES.find(([name]) => name in (credentials.$source ?? {})) ?? []
    return { source: feature ?? source ?? credentials.accessKeyId }
  } catch (error) {
    return { problem: `${error.name}: ${error.message}` }
  }
}

const answers = []
for (const each of JSON.parse(await text(process.stdin))) answers.push(await asked(each))
console.log(JSON.stringify(answers))
