import { posix } from 'node:path'

/** How a file names another; both are relative to the root. */
export function relativePath(from: string, to: string): string {
  return posix.relative(posix.dirname(from), to)
}
