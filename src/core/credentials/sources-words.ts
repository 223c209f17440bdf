/** Tools and sources in words. */
import { TOOLS, type SourceKind, type Tool } from './sources.js'

const TOOL_WORDS: Readonly<Record<Tool, string>> = {
  'aws-cli': 'the AWS CLI',
  boto3: 'boto3',
  javascript: 'the JavaScript SDK',
  go: 'the Go SDK (Terraform)',
  java: 'the Java SDK',
  rust: 'the Rust SDK',
}

/** `the AWS CLI, boto3 and the Go SDK (Terraform)`. */
export function toolsWords(tools: readonly Tool[], startsSentence = false): string {
  if (tools.length === TOOLS.length) return startsSentence ? 'Every tool' : 'every tool'
  const words = tools.map((tool) => TOOL_WORDS[tool])
  const last = words.pop() ?? ''
  const text = words.length > 0 ? `${words.join(', ')} and ${last}` : last
  return startsSentence ? text.replace(/^the /, 'The ') : text
}

const SOURCE_WORDS: Readonly<Record<SourceKind, string>> = {
  environment: 'keys in variables',
  'assume-role': 'a role to assume',
  'web-identity-environment': 'web identity in variables',
  'web-identity': 'web identity',
  sso: 'SSO',
  'credentials-file': 'keys in the credentials file',
  login: 'the login of `aws login`',
  process: 'credential_process',
  'config-file': 'keys in the config',
  'ec2-file': 'the file of the old EC2 tools',
  'boto-file': "boto2's file",
  container: "the container's role",
  instance: "the machine's role",
}

export function sourceWords(source: SourceKind): string {
  return SOURCE_WORDS[source]
}
