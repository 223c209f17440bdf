import { SsoenvCommand } from '../../command.js'
import { utf8Text } from '../../core/config/config-sections.js'
import { listedProfiles, profileLines, type ListedProfile } from '../../core/profile/profile-list.js'
import { shownPath } from '../../flows/for-shells/verdict.js'
import { readAwsConfig } from '../../world/files/aws-config-file.js'
import { readIfPresent } from '../../world/files/files.js'
import { thisWorld } from '../../world/world.js'

export default class ProfilesList extends SsoenvCommand {
  static override description = `List the profiles of the AWS config: session, account, role, region, file.

Those that "profiles sync" made are marked; it no longer touches one that was edited. What cannot be used is listed with the reason.`
  static override examples = ['<%= config.bin %> profiles', '<%= config.bin %> profiles list --json']
  static override aliases = ['profiles']
  static override enableJsonFlag = true

  /**
   * @returns under --json: `{ profiles: [{ profile, session?, accountId?, roleName?, region?, file, line?, sync?, problem? }] }`;
   *   `sync` is `made` or `edited`
   */
  async run(): Promise<{ profiles: ListedProfile[] }> {
    await this.parse(ProfilesList)
    const world = thisWorld()
    const { awsConfig, awsCredentials } = world.paths
    const config = await readAwsConfig(world.paths)
    const bytes = await readIfPresent(awsConfig)
    const text = bytes === undefined ? '' : utf8Text(bytes, awsConfig)
    const profiles = listedProfiles(config, text, awsCredentials)
    if (!this.jsonEnabled()) {
      if (profiles.length === 0)
        world.say(`${shownPath(world, awsConfig)} has no profile. Try: ssoenv configure`)
      else for (const line of profileLines(profiles, (file) => shownPath(world, file))) this.log(line)
      for (const { problem } of profiles) if (problem !== undefined) world.say(problem)
    }
    return { profiles }
  }
}
