import { UserError } from '../boundary/finding.ts'
import type { Repository } from './repository.ts'

/** Generations fetched before giving up: about 6,000 in all. */
const DEEPENINGS = [50, 200, 800, 5000]

export interface MergeBase {
  readonly commit: string
  /** How many generations of history had to be fetched. */
  readonly deepened: number
}

/**
 * The commit where `head` left `base`. In a shallow clone history is fetched from `origin` until it appears.
 * @throws UserError when it does not, or the commits have no common history.
 */
export async function findMergeBase(repository: Repository, base: string, head: string): Promise<MergeBase> {
  let deepened = 0
  let commit = await repository.mergeBase(base, head)
  for (const generations of DEEPENINGS) {
    if (commit !== undefined || !(await repository.isShallow())) break
    await repository.deepen([base, head], generations)
    deepened += generations
    commit = await repository.mergeBase(base, head)
  }
  if (commit !== undefined) return { commit, deepened }
  const names = `${base.slice(0, 12)} and ${head.slice(0, 12)}`
  if (await repository.isShallow()) {
    throw new UserError({
      file: 'git',
      message: `the common ancestor of ${names} is not among the last ${deepened} generations of this shallow clone`,
      hint: 'clone the whole history (`fetch-depth: 0` in actions/checkout, or `git fetch --unshallow`)',
    })
  }
  throw new UserError({
    file: 'git',
    message: `${names} have no commit in common`,
    hint: 'name a base that head was branched from',
  })
}
