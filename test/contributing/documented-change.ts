import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Block } from '../docs/read-page.ts'

/** A change that a page shows: a new file, or lines of one that is there. */
export interface DocumentedChange {
  readonly place: string
  /** Relative to the repository, as the paragraph before the block names it; a block without one belongs to the file of the one before. */
  readonly file: string
  readonly isNew: boolean
  readonly text: string
}

/** The changes of one section, in the order of the page. */
export function documentedChanges(blocks: readonly Block[], heading: string): readonly DocumentedChange[] {
  let file = ''
  return blocks
    .filter((block) => block.headings.includes(heading))
    .map((block) => {
      file = /`(src\/[\w/.-]+\.ts)`/.exec(block.before)?.[1] ?? file
      return { place: block.place, file, isNew: block.language === 'ts', text: block.text }
    })
}

/** Makes the change in a copy of the repository. @throws when the lines that a change starts from are not there exactly once. */
export function applyChange(root: string, { place, file, isNew, text }: DocumentedChange): void {
  const path = join(root, file)
  if (isNew) {
    writeFileSync(path, `${text}\n`, { flag: 'wx' })
    return
  }
  const lines = text.split('\n')
  const before = lines.filter((line) => !line.startsWith('+')).map((line) => line.slice(1))
  const after = lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(1))
  const [head, ...rest] = `\n${readFileSync(path, 'utf8')}`.split(`\n${before.join('\n')}\n`)
  if (before.length === 0 || rest.length !== 1)
    throw new Error(
      `${place}: the lines that the change starts from stand ${rest.length} times in ${file}:\n${before.join('\n')}`,
    )
  writeFileSync(path, [head, '\n', after.join('\n'), '\n', ...rest].join('').slice(1))
}
