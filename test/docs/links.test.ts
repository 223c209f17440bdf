/** Links of the pages: each leads to a file that is there, and to a heading in it. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { root } from '../support/manual.js'

const pages = [
  ...readdirSync(root).filter((file) => file.endsWith('.md')),
  ...['docs', 'src', 'shell', 'test/vectors'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true })
      .map((file) => path.join(folder, String(file)))
      .filter((file) => file.endsWith('.md')),
  ),
]

/** As GitHub names the places of headings. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

test('every link within the tree leads somewhere', () => {
  const wrong: string[] = []
  for (const page of pages) {
    const text = readFileSync(path.join(root, page), 'utf8').replace(/^```[^]*?^```$/gm, '')
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [file = '', anchor] = target.split('#')
      const found = file === '' ? path.join(root, page) : path.join(root, path.dirname(page), file)
      if (!existsSync(found)) wrong.push(`${page}: ${target}`)
      else if (anchor && !anchorsOf(readFileSync(found, 'utf8')).includes(anchor))
        wrong.push(`${page}: ${target}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('the manual’s index names every page', () => {
  const index = readFileSync(path.join(root, 'docs/README.md'), 'utf8')
  const missing = pages
    .filter((page) => page.startsWith('docs/') && page !== 'docs/README.md')
    .filter((page) => !index.includes(`](${page.slice('docs/'.length)})`))
  assert.deepEqual(missing, [])
})
