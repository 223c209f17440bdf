/**
 * What a `credential_process` of another SSO tool says: the tool, and the account and role that it would get keys for.
 *
 * botocore splits the command as a shell would (compat.py, `compat_shell_split`) and runs it without one, so nothing else
 * in it can have a meaning. A flag that is not known here may mean anything: then the command is not understood.
 */
import { shellWords } from '../config/python-text.js'

/** What a command may say about where its keys come from; what it does not say, the tool takes from elsewhere. */
export interface ProcessValues {
  startUrl?: string
  region?: string
  accountId?: string
  roleName?: string
  /** The profile whose keys say the rest. */
  profile?: string
  /** The name of an instance in the configuration of aws-sso-cli. */
  instance?: string
}

export type Tool = 'aws-sso-util' | 'granted' | 'aws-sso-cli'

/** `unclear`: a known tool's command, and why it cannot be followed (words to stand behind "it"). */
export type Process =
  | { kind: 'known'; tool: Tool; values: ProcessValues }
  | { kind: 'unclear'; tool: Tool; why: string }
  | { kind: 'other' }

interface Grammar {
  tool: Tool
  /** What stands before the flags; empty for a program that does one thing only. */
  subcommand: string
  valued: Readonly<Record<string, keyof ProcessValues | 'arn' | 'nothing'>>
  bare: readonly string[]
}

/**
 * aws-sso-util cli/src/aws_sso_util/credential_process.py. What neither flags nor profile say comes from AWS_SSO_START_URL
 * and the like.
 */
const AWS_SSO_UTIL: Grammar = {
  tool: 'aws-sso-util',
  subcommand: 'credential-process',
  valued: {
    '--profile': 'profile',
    '--sso-start-url': 'startUrl',
    '--start-url': 'startUrl',
    '--sso-region': 'region',
    '--region': 'region',
    '--account-id': 'accountId',
    '--role-name': 'roleName',
  },
  bare: ['--force-refresh', '--verbose', '-v', '--debug'],
}

/** By the program's name, without folder and `.exe`. */
const GRAMMARS: Readonly<Record<string, Grammar>> = {
  'aws-sso-util': AWS_SSO_UTIL,
  // Its predecessor: aws_sso_credential_process/aws_sso_credential_process.py, `main`.
  'aws-sso-credential-process': {
    ...AWS_SSO_UTIL,
    subcommand: '',
    bare: ['--interactive', '-i', '--noninteractive', '-n', '--force-refresh', '--debug'],
  },
  // granted pkg/granted/credential_process.go. The address is that of an access request, not of the portal.
  granted: grantedGrammar(),
  dgranted: grantedGrammar(),
  // aws-sso-cli cmd/aws-sso/main.go (CLI), process_cmd.go (ProcessCmd); what `setup profiles` writes: setup_profiles_cmd.go.
  'aws-sso': {
    tool: 'aws-sso-cli',
    subcommand: 'process',
    valued: {
      ...flags('instance', '--sso', '-S'),
      ...flags('arn', '--arn', '-a'),
      ...flags('accountId', '--account', '-A'),
      ...flags('roleName', '--role', '-R'),
      ...flags('nothing', '--browser', '-b', '--url-action', '-u', '--level', '-L'),
    },
    bare: ['--lines', '--sts-refresh'],
  },
}

function grantedGrammar(): Grammar {
  return {
    tool: 'granted',
    subcommand: 'credential-process',
    // Go's flags take one hyphen or two.
    valued: { ...flags('profile', '--profile', '-profile'), ...flags('nothing', '--url', '--window') },
    bare: ['--auto-login', '--no-cache'],
  }
}

function flags<Meaning>(meaning: Meaning, ...names: string[]): Record<string, Meaning> {
  return Object.fromEntries(names.map((name) => [name, meaning]))
}

/** What the value of `credential_process` means. */
export function processIn(command: string): Process {
  const words = shellWords(command)
  const program = /([^/\\]*?)(?:\.exe)?$/i.exec(words?.[0] ?? '')?.[1] ?? ''
  const grammar = Object.hasOwn(GRAMMARS, program) ? GRAMMARS[program] : undefined
  if (!words || !grammar) return { kind: 'other' }
  const { tool, subcommand } = grammar
  const unclear = (why: string): Process => ({ kind: 'unclear', tool, why })
  const said = new Map<string, string>()
  const rest: string[] = []
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? ''
    if (!word.startsWith('-')) rest.push(word)
    else if (!grammar.bare.includes(word)) {
      const flag = flagIn(word, grammar)
      if (!flag) return unclear('has a flag that is not known here')
      const value = flag.value ?? words[++at]
      if (value === undefined) return unclear('ends in the middle of a flag')
      if (said.has(flag.meaning) && said.get(flag.meaning) !== value) return unclear('says a thing twice')
      if (flag.meaning !== 'nothing') said.set(flag.meaning, value)
    }
  }
  if (rest.join(' ') !== subcommand) {
    return unclear(subcommand === '' ? 'has words that are not known here' : `is not \`${subcommand}\``)
  }
  const { arn, ...values } = Object.fromEntries(said) as ProcessValues & { arn?: string }
  if (arn === undefined) return { kind: 'known', tool, values: padded(values) }
  const role = roleIn(arn)
  if (!role) return unclear('names no role by its ARN')
  if (values.accountId !== undefined || values.roleName !== undefined) return unclear('says a thing twice')
  return { kind: 'known', tool, values: { ...values, ...role } }
}

/** `--flag value`, `--flag=value`, `-f value`, `-fvalue`. */
function flagIn(word: string, { valued }: Grammar): { meaning: string; value?: string } | undefined {
  const meaningOf = (flag: string): string | undefined =>
    Object.hasOwn(valued, flag) ? valued[flag] : undefined
  const whole = meaningOf(word)
  if (whole !== undefined) return { meaning: whole }
  const equals = word.indexOf('=')
  const named = equals === -1 ? undefined : meaningOf(word.slice(0, equals))
  if (named !== undefined) return { meaning: named, value: word.slice(equals + 1) }
  const short = word.startsWith('--') ? undefined : meaningOf(word.slice(0, 2))
  return short === undefined ? undefined : { meaning: short, value: word.slice(2) }
}

/** aws-sso-cli internal/awsparse/awsparse.go, `ParseRoleARN`: also `ACCOUNT:ROLE`, and account ids as numbers. */
function roleIn(arn: string): { accountId: string; roleName: string } | undefined {
  const found = /^(?:[^:]*:[^:]*:iam:[^:]*:(\d{1,12}):role\/([^/:]+)|(\d{1,12}):([^:]+))$/.exec(arn)
  const [, longAccount, longRole, shortAccount, shortRole] = found ?? []
  const [account, roleName] = [longAccount ?? shortAccount, longRole ?? shortRole]
  if (account === undefined || roleName === undefined) return undefined
  return { accountId: account.padStart(12, '0'), roleName }
}

function padded(values: ProcessValues): ProcessValues {
  const { accountId } = values
  return accountId === undefined ? values : { ...values, accountId: accountId.padStart(12, '0') }
}
