import { posix } from 'node:path'
import { checkPath } from './check-path.ts'
import { UserError } from './finding.ts'

/**
 * The repository-relative path of a file that another file names: references are relative to the file that names them.
 * @param namingFile repository-relative path of the file that holds the reference
 * @throws UserError (with `namingFile` as its place) when the reference is empty, absolute, leaves the repository, lies in `.git`,
 *   or holds a NUL byte or a backslash.
 */
export function resolveReference(namingFile: string, reference: string): string {
  try {
    // Joining would hide an absolute or empty reference.
    if (reference === '' || /^(\/|[a-z]:\/)/i.test(reference)) return checkPath(reference)
    return checkPath(posix.join(posix.dirname(namingFile), reference))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError(error.findings.map((finding) => ({ ...finding, file: namingFile })))
  }
}
