import { makeRepository, type TestRepository } from '../change/make-repository.ts'

export type Files = Readonly<Record<string, string | Uint8Array | undefined>>

export interface PullRequestFiles {
  readonly base: Files
  /** `undefined` removes a file. */
  readonly change: Files
  /** What others merged after the pull request had left the base branch. */
  readonly meanwhile?: Files
}

export interface PullRequestCommits {
  /** Where the pull request left the base branch. */
  readonly fork: string
  /** Tip of the base branch. */
  readonly base: string
  readonly head: string
  /** The merge of both, as GitHub makes it for the checks. */
  readonly merge: string
}

/** A repository with a base branch and one pull request, as GitHub keeps them: `refs/pull/7/head` and `refs/pull/7/merge`. */
export interface PullRequestRepository extends Disposable {
  readonly root: string
  commits(): PullRequestCommits
  /** One more commit on the pull request. */
  push(files: Files): PullRequestCommits
  git: TestRepository['git']
}

export function makePullRequest({ base: files, change, meanwhile }: PullRequestFiles): PullRequestRepository {
  const repository = makeRepository({ name: 'origin' })
  repository.write(files)
  const fork = repository.commit('base')
  repository.branch('change')
  repository.checkout('main')
  if (meanwhile !== undefined) repository.write(meanwhile)
  const base = meanwhile === undefined ? fork : repository.commit('meanwhile')

  function push(changed: Files): PullRequestCommits {
    repository.checkout('change')
    repository.write(changed)
    const head = repository.commit('change')
    repository.git('checkout', '--quiet', '--detach', 'main')
    repository.git('merge', '--quiet', '--no-ff', '--message=Merge', 'change')
    const merge = repository.git('rev-parse', 'HEAD')
    repository.git('update-ref', 'refs/pull/7/head', head)
    repository.git('update-ref', 'refs/pull/7/merge', merge)
    repository.checkout('main')
    return { fork, base, head, merge }
  }

  let commits = push(change)
  return {
    root: repository.root,
    git: repository.git,
    commits: () => commits,
    push(changed) {
      commits = push(changed)
      return commits
    },
    [Symbol.dispose]: repository.cleanup,
  }
}
