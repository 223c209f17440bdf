/** The hooks' parts, `shell/SHELL/NN-name.SHELL`, joined to one file for each shell. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Writes hook.bash, hook.zsh and hook.fish, the parts in the order of their numbers. */
export async function joinHooks(root, dist) {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const folder = path.join(root, 'shell', shell)
    const parts = (await readdir(folder)).filter((name) => name.endsWith(`.${shell}`)).sort()
    const texts = await Promise.all(parts.map((name) => readFile(path.join(folder, name), 'utf8')))
    await writeFile(path.join(dist, `hook.${shell}`), texts.join('\n'))
  }
}
