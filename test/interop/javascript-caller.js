// `credentials PROFILE`: prints the account that the role credentials of fromSSO lead to; `process PROFILE`: those of fromProcess.
// `token PROFILE`: gets a token by the SDK's token provider and prints when it ends.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { fromProcess, fromSSO } from '@aws-sdk/credential-providers'
import { fromSso } from '@aws-sdk/token-providers'

const [what, profile] = process.argv.slice(2)
if (what === 'token') {
  const { expiration } = await fromSso({ profile })()
  console.log(expiration.toISOString())
} else {
  const credentials = what === 'process' ? fromProcess({ profile }) : fromSSO({ profile })
  const sts = new STSClient({ region: 'eu-west-1', credentials })
  console.log((await sts.send(new GetCallerIdentityCommand({}))).Account)
}
