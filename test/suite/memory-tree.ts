import type { FileTree } from '../../src/boundary/file-tree.ts'
import { UserError } from '../../src/boundary/finding.ts'

/** A side that holds these files. */
export function memoryTree(files: Readonly<Record<string, string | Uint8Array>>): FileTree {
  return {
    label: 'working tree',
    read: async (path) => {
      if (!Object.hasOwn(files, path)) return undefined
      const content = files[path] as string | Uint8Array
      return typeof content === 'string' ? new TextEncoder().encode(content) : content
    },
    list: async () => Object.keys(files).sort(),
  }
}

/** The text of the findings that a promise rejects with. Anything but a `UserError` passes on. */
export async function findingsOf(run: Promise<unknown>): Promise<string> {
  try {
    await run
  } catch (error) {
    if (error instanceof UserError) return error.message
    throw error
  }
  return 'no findings'
}
