/** The AWS config: whether tools can read it, and whether each profile means what it says. */
import { configDiff } from '../../core/config/diff.js'
import { utf8Text } from '../../core/config/config-sections.js'
import { configWithText, hyphenFindings, profileFindings } from '../../core/doctor/config-findings.js'
import { shortened } from '../../core/doctor/finding.js'
import { ConfigError } from '../../core/errors.js'
import { printable } from '../../core/text/display.js'
import { changeConfigFile } from '../../world/files/config-file.js'
import { readIfPresent } from '../../world/files/files.js'
import type { World } from '../../world/world.js'
import type { Check, Fix, Found } from './check.js'

export const checkConfig: Check = async ({ world, config, configProblem }) => {
  const file = world.paths.awsConfig
  if (configProblem)
    return [
      { state: 'problem', what: configProblem.message, why: 'No AWS command works until that is mended.' },
    ]
  const bytes = await readIfPresent(file)
  if (bytes === undefined)
    return [{ state: 'note', what: `There is no ${printable(file)} yet.`, mend: 'ssoenv configure' }]
  const text = utf8Text(bytes, file)
  const { findings: hyphens, after } = hyphenFindings(text, config)
  const fix = after === text ? undefined : renamed(world, text, after)
  const findings: Found[] = shortened(hyphens, 'keys').map((finding): Found => {
    return fix && finding.mend === 'ssoenv doctor --fix' ? { ...finding, fix } : finding
  })
  // Otherwise each of those would be told once more, as a broken profile.
  findings.push(...profileFindings(configWithText(config, after)))
  if (findings.length > 0) return findings
  const count = config.profiles.size
  return [
    {
      state: 'ok',
      what: `${printable(file)}: ${count} profile${count === 1 ? '' : 's'}, and each can be used.`,
    },
  ]
}

function renamed(world: World, before: string, after: string): Fix {
  const file = world.paths.awsConfig
  return {
    shown: configDiff(before, after, file, { colour: false }),
    question: 'Spell these keys with underscores?',
    act: async () => {
      await changeConfigFile(world, file, (now) => {
        if (now === before) return after
        throw new ConfigError(
          `${printable(file)} has changed meanwhile. Nothing was written; run the command again.`,
        )
      })
    },
  }
}
