import { Flags } from '@oclif/core'
import { SsoenvCommand } from '../../command.js'
import { keyLines } from '../../core/keys/keys-text.js'
import { listKeys, type KeyList } from '../../flows/keys/keys-list.js'
import { thisWorld } from '../../world/world.js'

export default class KeysList extends SsoenvCommand {
  static override description = `List long-lived access keys, whose they are, and SSO profiles in their place.

Looks into the credentials file, the config and the environment. Of a key only the last four characters are shown. STS is asked, with the key itself, whose it is; a temporary key (ASIA\u2026) ends by itself and is only named.`
  static override examples = [
    '<%= config.bin %> keys',
    'Without asking anybody:\n<%= config.bin %> keys list --offline',
    "The profiles whose keys could be parked:\n<%= config.bin %> keys list --json | jq -r '.keys[] | select(.ssoProfiles != []) | .profile'",
  ]
  static override aliases = ['keys']
  static override enableJsonFlag = true
  static override flags = {
    offline: Flags.boolean({ description: 'do not ask STS' }),
  }

  /**
   * @returns under --json: `{ keys: [{ profile?, source, file?, line?, keyId, state, reason?, accountId?, arn?, user?, ssoProfiles }],
   *   parked: [{ profile, keyId, accountId, user?, parkedAt, setInactive }] }`; `source` is `credentials`, `config` or
   *   `environment`, `state` is `active`, `dead` (Inactive or deleted), `wrong`, `temporary` or `unknown`
   */
  async run(): Promise<KeyList> {
    const { flags } = await this.parse(KeysList)
    const world = thisWorld()
    const found = await listKeys(world, flags)
    for (const line of keyLines(found.keys, found.parked, world.paths.home)) this.log(line)
    return found
  }
}
