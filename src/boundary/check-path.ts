import { posix } from 'node:path'
import { UserError } from './finding.ts'

const MAX_LENGTH = 4096

/**
 * Normalises a path that is relative to the repository's root: `./a//b/` becomes `a/b`.
 * @throws UserError when it is empty, absolute, leaves the repository, lies in `.git`, or holds a NUL byte or a backslash.
 */
export function checkPath(path: string): string {
  const problem = problemOf(path)
  if (problem !== undefined) {
    throw new UserError({
      message: `the path ${JSON.stringify(path.slice(0, 200))} ${problem}`,
      hint: 'name a file inside the repository by a relative path with forward slashes',
    })
  }
  return normalise(path)
}

function problemOf(path: string): string | undefined {
  if (path.includes('\0')) return 'holds a NUL byte'
  if (path.includes('\\')) return 'holds a backslash'
  if (path.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`
  if (path.startsWith('/') || /^[a-z]:\//i.test(path)) return 'is absolute'
  const normal = normalise(path)
  if (normal === '' || normal === '.') return 'names no file'
  const components = normal.split('/')
  if (components[0] === '..') return 'leaves the repository'
  if (components.some(isGitDirectory)) return 'lies in a .git directory'
  return undefined
}

function normalise(path: string): string {
  return posix.normalize(path).replace(/\/$/, '')
}

/** Also the names that Windows and macOS file systems take for `.git`: after git's own `is_ntfs_dotgit` and `is_hfs_dotgit`. */
function isGitDirectory(component: string): boolean {
  const name = component
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '')
    .toLowerCase()
  return name === '.git' || /^git~\d+$/.test(name)
}
