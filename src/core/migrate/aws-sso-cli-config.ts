/**
 * The few values that are needed of aws-sso-cli's `config.yaml`: the portals by name, and the roles that are reached through
 * another role.
 *
 * The file is YAML. What is read here is the part of it that this file is written in: mappings by indentation with plain or
 * quoted values. Values in any other form are not known; a file with what could change other values' meaning (tabs, merged
 * keys, several documents) is not read at all.
 *
 * @see aws-sso-cli internal/sso/settings.go (`LoadSettings`), internal/sso/config/config.go (`SSOConfig`, `SSORole`)
 */

export interface AwsSsoCliConfig {
  instances: ReadonlyMap<string, AwsSsoCliInstance>
  /** The name that counts where a command names none. */
  defaultInstance: string | undefined
}

export interface AwsSsoCliInstance {
  startUrl: string | undefined
  region: string | undefined
  /**
   * `ACCOUNT ROLE` of roles with `Via`: these are assumed by way of another one, and no roles of the portal. Undefined where
   * that cannot be read.
   */
  via: ReadonlySet<string> | undefined
}

/** A mapping, a scalar, or what is written in a form that is not read here. */
type Node = Map<string, Node> | string | undefined

/** The configuration in this text; undefined where it is not one that can be read here. */
export function parseAwsSsoCliConfig(text: string): AwsSsoCliConfig | undefined {
  const root = mappingIn(text)
  const all = root?.get('SSOConfig')
  if (!root || !(all instanceof Map)) return undefined
  const instances = new Map([...all].map(([name, node]) => [name, instanceIn(node)]))
  const said = root.has('DefaultSSO') ? root.get('DefaultSSO') : 'Default'
  const [first] = instances.keys()
  const only = instances.size === 1 ? first : undefined
  return { instances, defaultInstance: typeof said === 'string' && instances.has(said) ? said : only }
}

function instanceIn(node: Node): AwsSsoCliInstance {
  const text = (key: string): string | undefined => {
    const value = node instanceof Map ? node.get(key) : undefined
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return { startUrl: text('StartUrl'), region: text('SSORegion'), via: viaIn(node) }
}

function viaIn(instance: Node): Set<string> | undefined {
  const via = new Set<string>()
  const accounts = mappingAt(instance, 'Accounts')
  for (const [account, settings] of accounts ?? []) {
    const roles = mappingAt(settings, 'Roles')
    if (!roles) return undefined
    for (const [role, own] of roles) {
      if (own === undefined) return undefined
      if (own instanceof Map && own.has('Via')) via.add(`${account.padStart(12, '0')} ${role}`)
    }
  }
  return accounts && via
}

/** The mapping at a key, an empty one where there is nothing; undefined where it is written in another form. */
function mappingAt(node: Node, key: string): Map<string, Node> | undefined {
  if (node === '') return new Map()
  if (!(node instanceof Map)) return undefined
  const found = node.has(key) ? node.get(key) : ''
  if (found === '') return new Map()
  return found instanceof Map ? found : undefined
}

const KEY =
  /^("(?:[^"\\])*"|'(?:[^']|'')*'|[^\s"'#&*!|>%@`{}[\],?:-](?:[^:#]|:(?!\s|$)|(?<!\s)#)*?)\s*:(?:\s+(.*))?$/

/** The mapping at the top; undefined where the text has what is not followed here. */
function mappingIn(text: string): Map<string, Node> | undefined {
  const root = new Map<string, Node>()
  const open: { indent: number; node: Map<string, Node> }[] = [{ indent: 0, node: root }]
  /** The key above, whose mapping begins with the next line if that is deeper; or whose value goes on there. */
  let above: { indent: number; parent: Map<string, Node>; key: string; isEmpty: boolean } | undefined
  /** Lines deeper than this belong to a value in another form. */
  let skippedBelow: number | undefined
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    const content = line.trim()
    if (content === '' || content.startsWith('#') || (index === 0 && content === '---')) continue
    const indent = line.search(/\S/)
    if (line.slice(0, indent).includes('\t')) return undefined
    if (skippedBelow !== undefined && indent > skippedBelow) continue
    skippedBelow = undefined
    if (content.startsWith('- ') || content === '-') {
      // A list may begin as deep as its key.
      if (above && indent >= above.indent) above.parent.set(above.key, undefined)
      skippedBelow = indent
      continue
    }
    if (above && indent > above.indent) {
      if (!above.isEmpty) {
        above.parent.set(above.key, undefined)
        skippedBelow = above.indent
        continue
      }
      const node = new Map<string, Node>()
      above.parent.set(above.key, node)
      open.push({ indent, node })
    }
    while ((open.at(-1)?.indent ?? 0) > indent) open.pop()
    const level = open.at(-1)
    const [, rawKey, rawValue = ''] = KEY.exec(content) ?? []
    if (level?.indent !== indent || rawKey === undefined || rawKey === '<<') return undefined
    const key = scalar(rawKey) ?? rawKey
    if (level.node.has(key)) return undefined
    const value = scalar(rawValue)
    level.node.set(key, value)
    above = { indent, parent: level.node, key, isEmpty: value === '' }
    if (value === undefined) skippedBelow = indent
  }
  return root
}

const EMPTY = new Set(['{}', 'null', '~'])

/** A plain or quoted value without the comment behind it; undefined for any other form. */
function scalar(raw: string): string | undefined {
  const quotes = /^(?:"([^"\\]*)"|'((?:[^']|'')*)')\s*(?:#.*)?$/.exec(raw)
  if (quotes) return quotes[1] ?? quotes[2]?.replaceAll("''", "'")
  const plain = raw.replace(/(?:^|\s+)#.*$/, '').trim()
  if (EMPTY.has(plain)) return ''
  return /^["'&*!|>%@`{}[\],]/.test(plain) || /:\s/.test(plain) ? undefined : plain
}
