/** Every target, in the order of docs/fuzzing.md. */
import { bindingFiles } from './binding.js'
import { roleFiles, tokenFiles } from './cache-files.js'
import { callbackRequests, pastedAddresses } from './callback.js'
import { configEditor } from './config-editor.js'
import { configReader } from './config-reader.js'
import { ownFiles } from './own-files.js'
import { services } from './services.js'
import { surroundings } from './surroundings.js'
import type { Target } from './target.js'

export const TARGETS: readonly Target[] = [
  configReader,
  configEditor,
  bindingFiles,
  tokenFiles,
  roleFiles,
  ownFiles,
  callbackRequests,
  pastedAddresses,
  services,
  surroundings,
]
