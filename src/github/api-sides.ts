import type { Sides } from '../change/sides.ts'
import type { CommitReader, TreeEntries } from './commit-reader.ts'

/**
 * Both sides read through the API of GitHub, at exact commits. What changed is told by comparing all files of both commits; the API's
 * own lists of changed files are capped.
 * @throws UserError when they cannot be read
 */
export async function readApiSides(reader: CommitReader, base: string, head: string): Promise<Sides> {
  const [before, after] = await Promise.all([reader.entries(base), reader.entries(head)])
  return {
    base: { sha: base, tree: reader.tree(base, before) },
    head: { sha: head, tree: reader.tree(head, after) },
    changedPaths: changedPaths(before, after),
    notes: [
      `Both sides were read through the GitHub API: base is ${base.slice(0, 12)}, head is ${head.slice(0, 12)}.`,
    ],
  }
}

function changedPaths(before: TreeEntries, after: TreeEntries): ReadonlySet<string> {
  const paths = new Set([...before.keys(), ...after.keys()])
  return new Set(
    [...paths].filter((path) => {
      const [old, now] = [before.get(path), after.get(path)]
      return old?.id !== now?.id || old?.mode !== now?.mode
    }),
  )
}
