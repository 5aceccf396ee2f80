import { constants, lstatSync, realpathSync, type Stats } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkPath } from './check-path.ts'
import type { FileTree } from './file-tree.ts'
import { UserError } from './finding.ts'

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024

/**
 * The files on disk as a side. No symbolic link is followed, in the last component or before it: a commit has no content behind
 * one either, and so both sides refuse the same paths.
 * @param root directory that holds the repository's work tree
 * @param listFiles repository-relative paths, tracked and untracked, not ignored; what is no regular file is left out here
 */
export function openWorkingTree(root: string, listFiles: () => Promise<readonly string[]>): FileTree {
  const realRoot = realpathSync(root)
  return {
    label: 'working tree',
    read: (path, options = {}) => readRegularFile(realRoot, path, options.maxBytes ?? DEFAULT_MAX_BYTES),
    async list() {
      const files = (await listFiles()).filter((path) =>
        lstatSync(join(realRoot, path), { throwIfNoEntry: false })?.isFile(),
      )
      return [...new Set(files)].sort(byCodePoint)
    },
  }
}

async function readRegularFile(
  realRoot: string,
  givenPath: string,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const path = checkPath(givenPath)
  const absolute = join(realRoot, path)
  try {
    if ((await realpath(dirname(absolute))) !== dirname(absolute)) {
      throw refusal(path, 'is reached through a symbolic link')
    }
    const entry = lstatSync(absolute)
    if (!entry.isFile()) throw refusal(path, kindOf(entry))
    // Not blocking: should a FIFO have taken the file's place since, opening it must not hang.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
    await using file = await open(absolute, flags)
    const opened = await file.stat()
    if (!opened.isFile()) throw refusal(path, kindOf(opened))
    if (opened.size > maxBytes) throw tooLarge(path, maxBytes)
    return await readAtMost(file, maxBytes, path)
  } catch (error) {
    if (error instanceof UserError) throw error
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined
    if (code === 'ELOOP') throw refusal(path, 'is a symbolic link')
    throw new UserError({ file: path, message: `the file cannot be read (${code ?? 'unknown reason'})` })
  }
}

/** Files of `/proc` and files that grow while they are read are larger than their size says. */
async function readAtMost(file: FileHandle, maxBytes: number, path: string): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let total = 0
  for await (const chunk of file.createReadStream({ autoClose: false, end: maxBytes })) {
    chunks.push(chunk)
    total += chunk.length
  }
  if (total > maxBytes) throw tooLarge(path, maxBytes)
  return Buffer.concat(chunks, total)
}

function kindOf(entry: Stats): string {
  if (entry.isSymbolicLink()) return 'is a symbolic link'
  if (entry.isDirectory()) return 'is a directory'
  if (entry.isFIFO()) return 'is a named pipe'
  return 'is no regular file'
}

function refusal(path: string, problem: string): UserError {
  return new UserError({ file: path, message: `the path ${problem}`, hint: 'only regular files are read' })
}

function tooLarge(path: string, maxBytes: number): UserError {
  return new UserError({
    file: path,
    message: `the file is larger than ${maxBytes.toLocaleString('en')} bytes`,
  })
}

/** The order of UTF-8 bytes, which is git's. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
