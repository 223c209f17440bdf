/**
 * Modules are loaded when they are first used: a start pays for what it does, not for what the program can do.
 *
 * In CommonJS as the compilers write it, an import is one statement and each use is a member of it; so the statement can
 * hold a function instead, and each use call that. (Node itself compiles and evaluates a module when it is required: oclif
 * with all its packages costs more than everything ssoenv does in `status`.)
 */

/** What is required once stays. */
const LAZY = 'const __lazy = (load) => { let it; return () => (it ??= load()) };'

/**
 * TypeScript's CommonJS: `const x_1 = require("…")`, `x_1.member`; names are those of one file.
 *
 * @param {string} text
 * @returns {string}
 */
export function lazyFile(text) {
  const names = []
  const declared = text.replace(
    /^(?:const|var) (\w+_\d+) = ((?:__importDefault|__importStar)\()?(require\("[^"]+"\))\)?;$/gm,
    (_, name, wrap = '', load) => {
      names.push(name)
      return `const load_${name} = __lazy(() => ${wrap}${load}${wrap && ')'});`
    },
  )
  return names.reduce(
    (result, name) => result.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `(load_${name}())`),
    declared,
  )
}

/**
 * esbuild's output: `import_x = require("…")`, `import_x.member`; names are those of the whole bundle.
 *
 * @param {string} text
 * @returns {string}
 * @throws Error where an import is used otherwise than by its members
 */
export function lazyBundle(text) {
  const names = new Set()
  // A built-in module is its own default export: the copy that esbuild makes of it costs more than loading it.
  const builtins = []
  let result = text.replace(
    /\b(import_\w+) = ((?:__toESM\()?(require\("(node:)?[^"]+"\))(?:, 1)?\)?)(?=[;,])/g,
    (_, name, load, bare, isBuiltin) => {
      names.add(name)
      if (isBuiltin) builtins.push(name)
      return `${name} = __lazy(() => ${isBuiltin ? bare : load})`
    },
  )
  for (const name of builtins)
    result = result.replaceAll(new RegExp(`\\b${name}\\.default\\b`, 'g'), `(${name}())`)
  for (const name of names) {
    result = result.replaceAll(new RegExp(`\\b${name}\\.`, 'g'), `(${name}()).`)
  }
  const uses = result.replaceAll(/^\s*var [\w, ]+;$/gm, '')
  for (const name of names) {
    if (new RegExp(`\\b${name}\\b(?!\\(\\)\\)| = __lazy\\()`).test(uses))
      throw new Error(`${name} is used as a whole: it cannot be loaded on use`)
  }
  return result.replace(/^(?:#!.*\n)?(?:"use strict";\n)?/, (head) => `${head}${LAZY}\n`)
}
