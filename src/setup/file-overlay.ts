import type { FileTree } from '../boundary/file-tree.ts'

/** A tree with some files in another form, or which it does not have yet. */
export function withFiles(tree: FileTree, files: ReadonlyMap<string, string>): FileTree {
  return {
    label: tree.label,
    read: async (path, options) => {
      const text = files.get(path)
      return text === undefined ? tree.read(path, options) : Buffer.from(text)
    },
    list: async () => [...new Set([...(await tree.list()), ...files.keys()])].sort(),
  }
}
