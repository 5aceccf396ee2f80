import { UserError } from '../boundary/finding.ts'
import type { Repository } from './repository.ts'

/** Where a branch is expected to be merged, the likeliest first. */
const DEFAULT_BRANCHES = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master']

/**
 * The branch that changes are merged into, as far as this clone knows.
 * @throws UserError when none of the usual ones is here
 */
export async function findDefaultBranch(repository: Repository): Promise<string> {
  // Asked for all at once: one after the other would take as long as reading a suite.
  const commits = await Promise.all(
    DEFAULT_BRANCHES.map((branch) =>
      repository.findCommit(branch.includes('/') ? `refs/remotes/${branch}` : `refs/heads/${branch}`),
    ),
  )
  const found = DEFAULT_BRANCHES.find((_, index) => commits[index] !== undefined)
  if (found !== undefined) return found
  throw new UserError({
    file: 'git',
    message: `no default branch found: none of ${DEFAULT_BRANCHES.join(', ')} is here`,
    hint: 'name the branch to compare with: `--base REF`',
  })
}
