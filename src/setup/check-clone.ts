import { UserError } from '../boundary/finding.ts'
import { findDefaultBranch } from '../change/default-branch.ts'
import type { Repository } from '../change/repository.ts'
import type { DoctorFinding } from './doctor-finding.ts'

/** What the clone has of the two sides that a check compares. */
export interface CloneCheck {
  readonly findings: readonly DoctorFinding[]
  /** The commit that a check would take for base; absent where it finds none. */
  readonly base?: string
}

/**
 * Whether base can be reached from head here. Fetches nothing.
 * @param base as for `check --base`
 */
export async function checkClone(repository: Repository, base: string | undefined): Promise<CloneCheck> {
  const shallow = await repository.isShallow()
  const head = await repository.findCommit('HEAD')
  if (head === undefined) {
    return {
      findings: [
        {
          subject: 'git',
          status: 'problem',
          message: 'this repository has no commit yet, and the gate compares commits',
          remedy: 'commit what you have',
        },
      ],
    }
  }
  const git: DoctorFinding = {
    subject: 'git',
    status: 'ok',
    message: shallow ? 'a shallow clone' : 'a clone with its whole history',
  }
  try {
    const branch = base ?? (await findDefaultBranch(repository))
    const tip = await repository.resolveCommit(branch)
    const commit = await repository.mergeBase(tip, head)
    if (commit !== undefined) {
      const message = `${branch} is where changes are merged; HEAD left it at ${commit.slice(0, 12)}`
      return { findings: [git, { subject: 'base', status: 'ok', message }], base: commit }
    }
    return {
      findings: [
        git,
        shallow
          ? {
              subject: 'base',
              status: 'warning',
              message: `this clone is too shallow to hold the commit where HEAD left ${branch}; a check has to fetch it first, and fails where it cannot`,
              remedy:
                'run `git fetch --unshallow`; in actions/checkout `fetch-depth: 2` (a pull request) or 0',
            }
          : {
              subject: 'base',
              status: 'problem',
              message: `HEAD and ${branch} have no commit in common`,
              remedy: 'name a base that HEAD was branched from, with --base',
            },
      ],
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const [finding] = error.findings
    return {
      findings: [
        git,
        {
          subject: 'base',
          status: 'problem',
          message: `${finding!.message}, so a check has nothing to compare with`,
          ...(finding!.hint === undefined ? {} : { remedy: finding!.hint }),
        },
      ],
    }
  }
}
