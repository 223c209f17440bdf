import { Args, Command, loadHelpClass } from '@oclif/core'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { packageFolder } from '../world/package-folder.js'

/** Pages of docs/topics as text, made by the build. */
const TOPICS = path.join(packageFolder, 'dist/topics')

export default class Help extends Command {
  static override description =
    'Show help for ssoenv, a command, or a topic: environment, exit-codes, files, settings.'
  static override examples = ['<%= config.bin %> help login', '<%= config.bin %> help exit-codes']
  static override strict = false
  static override args = {
    subject: Args.string({ ignoreStdin: true, description: 'a command, or a topic' }),
  }

  async run(): Promise<void> {
    const { argv } = await this.parse(Help)
    const subject = argv.map(String)
    const page = `${subject.join(' ')}.txt`
    if (readdirSync(TOPICS).includes(page)) {
      this.log(readFileSync(path.join(TOPICS, page), 'utf8').trimEnd())
      return
    }
    const HelpClass = await loadHelpClass(this.config)
    await new HelpClass(this.config, this.config.pjson.oclif.helpOptions).showHelp(subject)
  }
}
