import { realpath } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { UserError } from '../boundary/finding.ts'

/**
 * Whether one of these files lies in a folder, or is it, or is a link or submodule on the way to it.
 * @param root absolute, without links
 * @param folder absolute; need not exist
 * @param paths relative to the root, with forward slashes
 */
export async function holdsOwnFiles(
  root: string,
  folder: string,
  paths: readonly string[],
): Promise<boolean> {
  const parent = await realpath(dirname(folder)).catch(() => dirname(folder))
  const ways = [folder, join(parent, basename(folder)), await realpath(folder).catch(() => folder)]
  const wanted = ways.map((way) => folded(relative(root, way).split(sep).join('/')))
  const inside = new Set(wanted.filter((way) => way !== '..' && !way.startsWith('../')))
  if (inside.size === 0) return false
  const known = paths.map(folded)
  return [...inside].some((way) =>
    known.some((path) => way === '' || `${path}/`.startsWith(`${way}/`) || way.startsWith(`${path}/`)),
  )
}

/** Some file systems know neither case nor the form of an accent. */
function folded(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

/**
 * Refuses a folder of recorded trials that a commit brings: its author would have written what counts as drawn.
 * @param folder absolute
 * @throws UserError
 */
export async function refuseOwnFiles(
  repository: { holdsOwnFiles(folder: string): Promise<boolean> },
  folder: string,
): Promise<void> {
  if (!(await repository.holdsOwnFiles(folder))) return
  throw new UserError({
    file: folder,
    message:
      'the folder of recorded trials holds files that are committed, and a commit may not bring its own trials',
    hint: 'take them out of the repository (`git rm -r --cached`), or choose another folder with --out',
  })
}
