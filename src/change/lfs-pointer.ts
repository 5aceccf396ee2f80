import type { FileTree } from '../boundary/file-tree.ts'
import { UserError } from '../boundary/finding.ts'

/** The first line of every pointer file: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const POINTER_START = Buffer.from('version https://git-lfs.github.com/spec/v1\n')
const POINTER_MAX_BYTES = 1024

/** @throws UserError when `content` stands for a file that Git LFS keeps elsewhere: its text must not be taken for the file's. */
export function refuseLfsPointer(content: Uint8Array, file: string): void {
  if (content.length > POINTER_MAX_BYTES) return
  if (!POINTER_START.equals(content.subarray(0, POINTER_START.length))) return
  throw new UserError({
    file,
    message: 'this is a Git LFS pointer, not the file itself',
    hint: 'keep the files of suites in git itself (`git lfs migrate export --include=PATH`), so that both sides can be read',
  })
}

/** The same tree, with pointers refused. */
export function withoutLfsPointers(tree: FileTree): FileTree {
  return {
    label: tree.label,
    list: () => tree.list(),
    async read(path, options) {
      const content = await tree.read(path, options)
      if (content !== undefined) refuseLfsPointer(content, path)
      return content
    },
  }
}
