import { Args, Command, loadHelpClass } from '@oclif/core'
import { EXIT_CODES } from '../core/exit-codes.js'

export default class Help extends Command {
  static override description = 'Show help for ssoenv, a command, or the topic exit-codes.'
  static override examples = ['<%= config.bin %> help login', '<%= config.bin %> help exit-codes']
  static override strict = false
  static override args = {
    subject: Args.string({ ignoreStdin: true, description: 'a command, or exit-codes' }),
  }

  async run(): Promise<void> {
    const { argv } = await this.parse(Help)
    const subject = argv.map(String)
    if (subject.join(' ') === 'exit-codes') {
      this.log('EXIT CODES')
      for (const { code, meaning } of EXIT_CODES) this.log(`  ${String(code).padStart(3)}  ${meaning}`)
      return
    }
    const HelpClass = await loadHelpClass(this.config)
    await new HelpClass(this.config, this.config.pjson.oclif.helpOptions).showHelp(subject)
  }
}
