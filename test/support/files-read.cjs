/** Preloaded (node -r): says on standard error which files of dist/ are loaded, in order, and which of Node's modules were. */
const { Module } = require('node:module')
const load = Module._extensions['.js']
Module._extensions['.js'] = (module, file) => {
  const [, name] = file.split('/dist/')
  if (name) process._rawDebug(`loads ${name}`)
  load(module, file)
}
const before = new Set(process.moduleLoadList)
process.on('exit', () => {
  for (const name of process.moduleLoadList) {
    const [, builtin] = /^NativeModule (?!internal\/)(.*)$/.exec(name) ?? []
    if (builtin && !before.has(name)) process._rawDebug(`needs ${builtin}`)
  }
})
