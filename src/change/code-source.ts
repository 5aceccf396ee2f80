import { createHash } from 'node:crypto'
import { lstat, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { contentHash } from '../boundary/content-hash.ts'
import type { TreeEntry } from './commit-tree.ts'
import type { Worktrees } from './worktrees.ts'

/** The files of a side as something that can be run. */
export interface CodeSource {
  /**
   * `sha256:` and 64 hexadecimal digits over path, mode and content of the files that match. The same files give the same identity
   * in a commit and in the working tree, unless git converts them on the way.
   */
  identity(matches: (path: string) => boolean): Promise<string>
  /** The side's files in a folder: a commit's in `folder`, which is made; the working tree's where they are. */
  checkOut(folder: string): Promise<Checkout>
}

export interface Checkout {
  readonly directory: string
  /** Takes away what was made. */
  close(): Promise<void>
}

type Entries = ReadonlyMap<string, TreeEntry>

export function codeOfCommit(
  commit: string,
  entries: () => Promise<Entries>,
  worktrees: Worktrees,
): CodeSource {
  return {
    identity: async (matches) => identityOf([...(await entries())].filter(([path]) => matches(path))),
    checkOut: (folder) => worktrees.add(folder, commit),
  }
}

/**
 * @param entries those of the checked out commit
 * @param changedPaths where the working tree differs from that commit
 */
export function codeOfWorkingTree(
  root: string,
  entries: () => Promise<Entries>,
  changedPaths: () => Promise<readonly string[]>,
): CodeSource {
  return {
    async identity(matches) {
      const [committed, paths] = await Promise.all([entries(), changedPaths()])
      const current = new Map([...committed].filter(([path]) => matches(path)))
      for (const path of paths.filter(matches)) {
        const entry = await entryOnDisk(join(root, path), committed)
        if (entry === undefined) current.delete(path)
        else current.set(path, entry)
      }
      return identityOf([...current])
    },
    checkOut: async () => ({ directory: root, close: async () => {} }),
  }
}

function identityOf(entries: readonly (readonly [string, TreeEntry])[]): string {
  const lines = entries.map(([path, { mode, id }]) => [path, mode, id] as const)
  return contentHash(lines.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** As git would store it: gitformat-index(5) for the modes; `undefined` where there is nothing, or nothing that git stores. */
async function entryOnDisk(file: string, others: Entries): Promise<TreeEntry | undefined> {
  try {
    const found = await lstat(file)
    const [any] = others.values()
    const algorithm = any?.id.length === 64 ? 'sha256' : 'sha1'
    if (found.isSymbolicLink())
      return { mode: '120000', id: blobId(Buffer.from(await readlink(file)), algorithm) }
    if (!found.isFile()) return undefined
    return {
      mode: (found.mode & 0o100) === 0 ? '100644' : '100755',
      id: blobId(await readFile(file), algorithm),
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

function blobId(content: Uint8Array, algorithm: 'sha1' | 'sha256'): string {
  return createHash(algorithm).update(`blob ${content.length}\0`).update(content).digest('hex')
}
