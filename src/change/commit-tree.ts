import { checkPath } from '../boundary/check-path.ts'
import type { FileTree } from '../boundary/file-tree.ts'
import { UserError } from '../boundary/finding.ts'
import { decodePaths } from './decode-paths.ts'
import type { Git } from './git-command.ts'
import { refuseLfsPointer } from './lfs-pointer.ts'
import type { ObjectReader } from './object-reader.ts'

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024

/** A file, symbolic link or submodule of a commit, as git's objects name it. */
export interface TreeEntry {
  readonly mode: string
  readonly id: string
}

/** The files of a commit, straight from git's objects: nothing is checked out, no filter or smudge command runs. */
export function openCommitTree(commit: string, git: Git, objects: ObjectReader): FileTree {
  let listing: Promise<ReadonlyMap<string, TreeEntry>> | undefined
  const entries = () => {
    listing ??= listEntries(commit, git)
    return listing
  }
  return {
    label: commit,
    async read(path, { maxBytes = DEFAULT_MAX_BYTES } = {}) {
      const file = checkPath(path)
      const entry = findRegularFile(await entries(), file)
      if (entry === undefined) return undefined
      const content = await objects.read(entry.id, maxBytes)
      if (content === undefined) throw missingObject(file, commit)
      if (!(content instanceof Uint8Array)) {
        throw new UserError({
          file,
          message: `the file has ${content.size} bytes, more than the ${maxBytes} allowed`,
          hint: 'split it or make it smaller',
        })
      }
      refuseLfsPointer(content, file)
      return content
    },
    async list() {
      const all = await entries()
      return [...all].filter(([, entry]) => isRegular(entry)).map(([path]) => path)
    },
  }
}

/** In git's order: by the bytes of the path, which is by code point. */
export async function listEntries(commit: string, git: Git): Promise<ReadonlyMap<string, TreeEntry>> {
  const { stdout } = await git(['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commit])
  const entries = new Map<string, TreeEntry>()
  for (const line of decodePaths(stdout)) {
    const tab = line.indexOf('\t')
    const [mode = '', , id = ''] = line.slice(0, tab).split(' ')
    entries.set(line.slice(tab + 1), { mode, id })
  }
  return entries
}

function isRegular(entry: Pick<TreeEntry, 'mode'>): boolean {
  return entry.mode.startsWith('100')
}

/** A symlink or submodule on the way is refused as well: in the working tree it would lead somewhere else. */
export function findRegularFile<AnEntry extends Pick<TreeEntry, 'mode'>>(
  entries: ReadonlyMap<string, AnEntry>,
  file: string,
): AnEntry | undefined {
  const parts = file.split('/')
  for (let length = 1; length <= parts.length; length += 1) {
    const path = parts.slice(0, length).join('/')
    const entry = entries.get(path)
    if (entry === undefined || isRegular(entry)) continue
    throw new UserError({
      file,
      message: `\`${path}\` is a ${entry.mode === '120000' ? 'symbolic link' : 'submodule'}, not a regular file`,
      hint: 'put the file itself into the repository',
    })
  }
  return entries.get(file)
}

function missingObject(file: string, commit: string): UserError {
  return new UserError({
    file,
    message: `the content of this file in ${commit.slice(0, 12)} is not in the local repository`,
    hint: 'fetch it first (a partial clone needs its remote)',
  })
}
