/** What the program can say, read from its sources: every text in them, and those of errors. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

/** A text of the sources, `…` for what is put in. */
export interface Message {
  text: string
  file: string
}

/** Those that say something by their own words, and not only by what is put in. */
const saysSomething = (text: string): boolean => text.replace(/…|\W/g, '').length >= 6

/**
 * @param folder src
 * @returns all: every text; errors: the messages of errors that a person sees, where they stand as a text where they are thrown
 */
export function programMessages(folder: string): { all: string[]; errors: Message[] } {
  const all = new Set<string>()
  const errors: Message[] = []
  for (const file of readdirSync(folder, { recursive: true }).map(String)) {
    // The sandbox answers as AWS does: its errors are the services'.
    if (!file.endsWith('.ts') || /^sandbox\b/.test(file)) continue
    const text = readFileSync(path.join(folder, file), 'utf8')
    const visit = (node: ts.Node): void => {
      for (const each of textsOf(node)) all.add(each)
      if (ts.isNewExpression(node) && /^[A-Z]\w*Error$/.test(node.expression.getText())) {
        if (!INTERNAL.has(node.expression.getText()))
          for (const each of node.arguments?.[0] ? textsOf(node.arguments[0]) : [])
            if (saysSomething(each)) errors.push({ text: each, file })
      }
      ts.forEachChild(node, visit)
    }
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))
  }
  return { all: [...all], errors }
}

/** Their argument is no message, or nobody sees it. */
const INTERNAL = new Set(['InterruptedError', 'NoPortError', 'RangeError', 'TypeError', 'SyntaxError'])

/** The texts that an expression can be: both of a condition, and the parts of a sum as one. */
function textsOf(node: ts.Node): string[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text]
  if (ts.isTemplateExpression(node))
    return [node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join('')]
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression)
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)]
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textsOf(node.left), textsOf(node.right)]
    return left.flatMap((one) => (right.length > 0 ? right.map((other) => one + other) : [`${one}…`]))
  }
  return []
}
