import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Makes the folder of trials and reports. It ignores itself, so that nobody has to edit a `.gitignore` and no trial is committed by
 * accident. What stands there already is left as it is, and a link in its place is not followed.
 */
export async function makeOutputFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}

/** Writes a file anew: a link in its place is replaced, not followed. */
export async function writeOutputFile(file: string, text: string): Promise<void> {
  await rm(file, { force: true })
  await writeFile(file, text, { flag: 'wx' })
}
