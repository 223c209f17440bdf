import { Args, Flags } from '@oclif/core'
import { SsoenvCommand } from '../../command.js'
import { printable, quoted } from '../../core/text/display.js'
import { shellWord } from '../../core/session/login-command.js'
import { parkKey, type Parked } from '../../flows/keys/keys-park.js'
import { thisWorld } from '../../world/world.js'

type ParkJson = Omit<Parked, 'trouble' | 'diff'> & { dryRun: boolean }

export default class KeysPark extends SsoenvCommand {
  static override description = `Move a profile from its long-lived key to SSO, reversibly.

First it is proved that SSO reaches the account that the key belongs to: by a login, credentials of the role, and STS. Then the key goes into a file of its own (mode 0600, below the data folder), and the profile of the same name uses SSO. No key is ever deleted, here or in IAM.

A key that is in use elsewhere too goes on working there, until it is set Inactive.`
  static override examples = [
    'See what would change:\n<%= config.bin %> keys park old-ci --dry-run',
    'By the role of another profile:\n<%= config.bin %> keys park old-ci --to acme-dev',
    'When nothing needs the key any more:\n<%= config.bin %> keys park old-ci --deactivate',
  ]
  static override enableJsonFlag = true
  static override args = {
    profile: Args.string({ ignoreStdin: true, required: true, description: 'the profile with the key' }),
  }
  static override flags = {
    to: Flags.string({
      helpValue: 'SSO_PROFILE',
      description:
        'the profile whose session, account and role take its place; without it one that reaches the same account',
    }),
    deactivate: Flags.boolean({ description: 'set the key Inactive in IAM too' }),
    by: Flags.string({
      helpValue: 'SSO_PROFILE',
      dependsOn: ['deactivate'],
      description:
        'the profile whose role sets it Inactive in IAM; without it the one that takes the key\u2019s place',
    }),
    'dry-run': Flags.boolean({ default: false, description: 'change nothing, show the difference' }),
    yes: Flags.boolean({ char: 'y', description: 'do not ask' }),
    'no-input': Flags.boolean({ description: 'never log in or ask; exit with 4 where that is needed' }),
  }

  /**
   * @returns under --json: `{ profile, keyId, accountId, user?, sso?: { session, accountId, roleName }, file, backups, elsewhere,
   *   inactive, dryRun }`; without `sso` where the key was parked before
   */
  async run(): Promise<ParkJson> {
    const { args, flags } = await this.parse(KeysPark)
    const world = thisWorld()
    const dryRun = flags['dry-run']
    const { trouble, diff, ...parked } = await parkKey(world, args.profile, {
      ...(flags.to === undefined ? {} : { to: flags.to }),
      ...(flags.by === undefined ? {} : { by: flags.by }),
      deactivate: flags.deactivate,
      dryRun,
      yes: flags.yes,
      noInput: flags['no-input'],
    })
    if (diff !== undefined) this.log(diff)
    else for (const line of lines(parked, Boolean(world.env['AWS_ACCESS_KEY_ID']))) this.log(line)
    if (trouble) throw trouble
    return { ...parked, dryRun }
  }
}

function lines(parked: ParkJson | Omit<Parked, 'trouble'>, isHidden: boolean): string[] {
  const { profile, keyId, sso, file, backups, elsewhere, inactive } = parked
  const command = `ssoenv keys park ${shellWord(profile)} --deactivate`
  return [
    ...(sso
      ? [
          `Profile ${quoted(profile)} uses SSO session ${quoted(sso.session)} now: ${sso.accountId} ${printable(sso.roleName)}.`,
        ]
      : [`The key of profile ${quoted(profile)} was parked before.`]),
    `The key ${keyId} is in ${printable(file)}, ${inactive ? 'and Inactive in IAM.' : `and still Active in IAM: ${command}`}`,
    ...(elsewhere.length > 0 ? [`The same key is still in: ${elsewhere.join(', ')}`] : []),
    ...backups.map((backup) => `A file as it was: ${printable(backup)}`),
    ...(isHidden ? ['AWS_ACCESS_KEY_ID is set here and hides the profile from the AWS CLI; unset it.'] : []),
    `Back: ssoenv keys restore ${shellWord(profile)}`,
  ]
}
