/** Names of regions, as people type them. */
import { closest } from '../text/closest.js'
import { quoted } from '../text/display.js'

/** What is known of AWS's partitions in 2026 (AWS SDK for JavaScript, client/util-endpoints, partitions). */
export const REGIONS: readonly string[] = [
  ...['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
  ...['ap-south-1', 'ap-south-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4'],
  ...['ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7', 'ca-central-1', 'ca-west-1', 'cn-north-1'],
  ...['cn-northwest-1', 'eu-central-1', 'eu-central-2', 'eu-isoe-west-1', 'eu-north-1', 'eu-south-1'],
  ...['eu-south-2', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'eusc-de-east-1', 'il-central-1', 'me-central-1'],
  ...['me-south-1', 'me-west-1', 'mx-central-1', 'sa-east-1', 'sa-west-1', 'us-east-1', 'us-east-2'],
  ...['us-gov-east-1', 'us-gov-west-1', 'us-iso-east-1', 'us-iso-west-1', 'us-isob-east-1', 'us-isob-west-1'],
  ...['us-isof-east-1', 'us-isof-south-1', 'us-west-1', 'us-west-2'],
]

/** `wrong`: no region can have that name. `unknown`: one may, and none did when this was written. `words` are a sentence. */
export interface RegionDoubt {
  kind: 'wrong' | 'unknown'
  words: string
}

/** What is odd about a region's name, if anything. */
export function regionDoubt(name: string): RegionDoubt | undefined {
  if (REGIONS.includes(name)) return undefined
  const [meant] = closest(name, REGIONS)
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
  return /^[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/.test(name)
    ? { kind: 'unknown', words: `${quoted(name)} is no region that ssoenv knows.${hint}` }
    : { kind: 'wrong', words: `${quoted(name)} is not the name of a region.${hint || ' One is eu-west-1.'}` }
}
