/** Where this package lies: the built files are below `dist/`, the sources below `src/`, and `shell/` is beside them. */
import { existsSync } from 'node:fs'
import path from 'node:path'

function findPackageFolder(): string {
  let folder = import.meta.dirname
  while (!existsSync(path.join(folder, 'shell')) && folder !== path.dirname(folder)) {
    folder = path.dirname(folder)
  }
  return folder
}

// Marked as without effects: what is built with it, and does not use it, does not look for the folder.
export const packageFolder: string = /* @__PURE__ */ findPackageFolder()
