import { UserError } from '../boundary/finding.ts'
import type { Repository } from './repository.ts'

/** Where a branch is expected to be merged, the likeliest first. */
const DEFAULT_BRANCHES = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master']

/**
 * The branch that changes are merged into, as far as this clone knows.
 * @throws UserError when none of the usual ones is here
 */
export async function findDefaultBranch(repository: Repository): Promise<string> {
  for (const branch of DEFAULT_BRANCHES) {
    const ref = branch.includes('/') ? `refs/remotes/${branch}` : `refs/heads/${branch}`
    if ((await repository.findCommit(ref)) !== undefined) return branch
  }
  throw new UserError({
    file: 'git',
    message: `no default branch found: none of ${DEFAULT_BRANCHES.join(', ')} is here`,
    hint: 'name the branch to compare with: `--base REF`',
  })
}
