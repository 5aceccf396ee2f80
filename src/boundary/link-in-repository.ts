import { existsSync } from 'node:fs'
import { lstat, realpath } from 'node:fs/promises'
import { dirname, join, parse, relative, sep } from 'node:path'

/**
 * The first symbolic link of a repository on the way to a file, the file itself included: whoever wrote the tree put it there, and who writes
 * through it writes what they chose. Links outside, such as `/dev/stdout` or a linked home, are the user's own.
 *
 * @param file absolute; need not exist
 * @param directory absolute; the repository is the nearest folder above it that holds `.git`, else `directory` itself
 */
export async function linkInRepository(file: string, directory: string): Promise<string | undefined> {
  const root = await realpath(repositoryAbove(directory) ?? directory)
  const top = parse(file).root
  let way = top
  for (const part of relative(top, file).split(sep)) {
    const parent = way
    way = join(parent, part)
    const found = await lstat(way).catch(() => undefined)
    if (found === undefined) return undefined
    if (found.isSymbolicLink() && isInside(await realpath(parent), root)) return way
  }
  return undefined
}

function repositoryAbove(directory: string): string | undefined {
  if (existsSync(join(directory, '.git'))) return directory
  const parent = dirname(directory)
  return parent === directory ? undefined : repositoryAbove(parent)
}

function isInside(folder: string, root: string): boolean {
  return folder === root || `${folder}${sep}`.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)
}
