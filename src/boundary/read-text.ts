import { isUtf8 } from 'node:buffer'
import type { FileTree } from './file-tree.ts'
import { type Finding, UserError } from './finding.ts'

/**
 * Text of a file, a byte-order mark removed.
 * @param path named in errors
 * @throws UserError when the bytes hold a NUL or are not UTF-8.
 */
export function decodeText(bytes: Uint8Array, path: string): string {
  const finding = problemOf(bytes)
  if (finding !== undefined) throw new UserError({ file: path, ...finding })
  return new TextDecoder('utf-8').decode(bytes)
}

/**
 * Text of a file of a side, or `undefined` when there is no such file.
 * @throws UserError as `FileTree.read` and `decodeText`.
 */
export async function readText(tree: FileTree, path: string): Promise<string | undefined> {
  const bytes = await tree.read(path)
  return bytes === undefined ? undefined : decodeText(bytes, path)
}

/** The same for what is looked at in passing: `undefined` also where the file is no text. */
export async function readTextIfAny(tree: FileTree, path: string): Promise<string | undefined> {
  try {
    return await readText(tree, path)
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

function problemOf(bytes: Uint8Array): Finding | undefined {
  const hint = 'save the file as UTF-8 text'
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { message: 'the file is UTF-16, not UTF-8', hint }
  }
  const nul = bytes.indexOf(0)
  if (nul >= 0) {
    return { line: lineAt(bytes, nul), message: 'the file holds a NUL byte, so it is not text', hint }
  }
  if (!isUtf8(bytes)) return { line: firstInvalidLine(bytes), message: 'the file is not valid UTF-8', hint }
  return undefined
}

function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1
  for (let index = 0; index < offset; index++) if (bytes[index] === 0x0a) line++
  return line
}

function firstInvalidLine(bytes: Uint8Array): number {
  let start = 0
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start)
    // A line feed never lies inside a UTF-8 sequence, so lines can be checked one by one.
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line
    start = end + 1
  }
}
