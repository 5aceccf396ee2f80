import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes a file so that after a kill or a power loss there is either the whole new file or what was there before. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`
  try {
    await using handle = await open(partial, 'w')
    await handle.writeFile(text)
    await handle.sync()
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {})
    throw error
  }
  await rename(partial, path)
  await syncDirectory(dirname(path))
}

/** Makes new names in a directory survive a power loss, where the file system can promise that. */
export async function syncDirectory(directory: string): Promise<void> {
  try {
    await using handle = await open(directory, 'r')
    await handle.sync()
  } catch (error) {
    if (!CANNOT_SYNC_DIRECTORIES.has((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

/** Windows, and some network and container file systems. */
const CANNOT_SYNC_DIRECTORIES: ReadonlySet<string> = new Set([
  'EPERM',
  'EISDIR',
  'EINVAL',
  'ENOTSUP',
  'ENOSYS',
])
