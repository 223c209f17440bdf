// `credentials PROFILE`: prints the account that the role credentials of fromSSO lead to. `token PROFILE`: gets a token by the
// SDK's token provider and prints when it ends.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { fromSSO } from '@aws-sdk/credential-providers'
import { fromSso } from '@aws-sdk/token-providers'

const [what, profile] = process.argv.slice(2)
if (what === 'token') {
  const { expiration } = await fromSso({ profile })()
  console.log(expiration.toISOString())
} else {
  const sts = new STSClient({ region: 'eu-west-1', credentials: fromSSO({ profile }) })
  console.log((await sts.send(new GetCallerIdentityCommand({}))).Account)
}
