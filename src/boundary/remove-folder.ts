import { chmod, lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

const ALL = { recursive: true, force: true, maxRetries: 3 } as const

/**
 * Removes a folder that programs wrote to, also where they made a part of it read-only, as Go does with its modules. What cannot be removed
 * is left: no trial fails for it.
 */
export async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, ALL)
  } catch {
    await makeWritable(folder)
    await rm(folder, ALL).catch(() => undefined)
  }
}

/** Links are not followed. */
async function makeWritable(folder: string): Promise<void> {
  try {
    if (!(await lstat(folder)).isDirectory()) return
    await chmod(folder, 0o700)
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) await makeWritable(join(folder, entry.name))
    }
  } catch {
    // Somebody else's, or gone.
  }
}
