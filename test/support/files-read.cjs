/** Preloaded (node -r): says on standard error which files of dist/ are loaded, in order. */
const { Module } = require('node:module')
const load = Module._extensions['.js']
Module._extensions['.js'] = (module, file) => {
  const [, name] = file.split('/dist/')
  if (name) process._rawDebug(`loads ${name}`)
  load(module, file)
}
