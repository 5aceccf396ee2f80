import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UserError } from '../boundary/finding.ts'
import type { StarterFile } from './compose-starter.ts'

/**
 * Writes the files, never over one that is there. When one cannot be written, those before it are taken away again.
 * @throws UserError that names the file, and what could not be taken away
 */
export async function writeStarter(root: string, files: readonly StarterFile[]): Promise<void> {
  const written: StarterFile[] = []
  for (const file of files) {
    const absolute = join(root, file.path)
    try {
      await mkdir(dirname(absolute), { recursive: true })
      if (file.append) await appendFile(absolute, file.text)
      else await writeFile(absolute, file.text, { flag: 'wx' })
      written.push(file)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === undefined) throw error
      const left = await takeBack(root, written)
      throw new UserError(
        {
          file: file.path,
          message: `the file cannot be written (${code})`,
          hint:
            left.length === 0
              ? 'nothing was written; mend that and run init again'
              : `these files were written before and are still there: ${left.join(', ')}`,
        },
        { cause: error },
      )
    }
  }
}

async function takeBack(root: string, written: readonly StarterFile[]): Promise<readonly string[]> {
  const left: string[] = []
  for (const { path, append } of written) {
    const gone =
      !append &&
      (await rm(join(root, path)).then(
        () => true,
        () => false,
      ))
    if (!gone) left.push(path)
  }
  return left
}
