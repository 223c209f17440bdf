import { Flags } from '@oclif/core'
import { SsoenvCommand } from '../command.js'
import { answerCredentials } from '../flows/credentials/answer-credentials.js'

export default class CredentialProcess extends SsoenvCommand {
  static override description = `Print role credentials for the credential_process of an AWS config.

For tools whose SDK knows no sso_session. It never asks and opens no browser; where a login is needed it fails with the command to type. The credentials are kept where the AWS CLI keeps them, and each uses the other's.`
  static override examples = [
    'In ~/.aws/config, for an old tool that uses the profile acme-dev-process:\n[profile acme-dev-process]\ncredential_process = <%= config.bin %> credential-process --profile acme-dev',
  ]
  static override flags = {
    profile: Flags.string({ helpValue: 'NAME', description: 'without it the active profile' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(CredentialProcess)
    await answerCredentials(flags.profile)
  }
}
