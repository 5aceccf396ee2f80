import type { FileTree } from '../boundary/file-tree.ts'
import { UserError } from '../boundary/finding.ts'
import type { CodeSource } from './code-source.ts'
import { findDefaultBranch } from './default-branch.ts'
import { findMergeBase } from './merge-base.ts'
import type { Repository } from './repository.ts'

/** The two sides that a gate compares. */
export interface Sides {
  readonly base: Side
  readonly head: Side
  /** Paths that differ between them. */
  readonly changedPaths: ReadonlySet<string>
  /** How the sides were chosen, one sentence each, for the report. */
  readonly notes: readonly string[]
}

interface Side {
  /** Object id of the commit, or `working tree`. */
  readonly sha: string
  readonly tree: FileTree
  /** Absent where there is no repository on this machine. */
  readonly code?: CodeSource
}

/**
 * Base is the commit where head left `base` (default: the default branch), so that what others merged since is not taken for a
 * change of head. Head is `head` (default: the working tree, with what is not committed yet). A commit that is named by its full
 * id and is missing is fetched from `origin`, and so is the history between the two in a shallow clone.
 *
 * On the default branch itself with nothing to commit, base and head are the same: no path differs, and a note says so. An earlier
 * commit is never guessed as base.
 * @throws UserError when a ref, the default branch or the common ancestor cannot be found.
 */
export async function selectSides(
  repository: Repository,
  options: { readonly base?: string; readonly head?: string },
): Promise<Sides> {
  const headCommit = await headOf(repository, options.head)
  const branch = options.base ?? (await findDefaultBranch(repository))
  const tip = await obtainCommit(repository, branch)
  const { commit: base, deepened } = await findMergeBase(repository, tip, headCommit)
  const head = options.head === undefined ? 'working tree' : headCommit
  const sides = await openSides(repository, base, head)
  const headName = head === 'working tree' ? 'the working tree' : short(head)
  return {
    ...sides,
    notes: [
      `Base is ${short(base)}, ${base === tip ? `the commit of ${branch}` : `where head left ${branch}`}; head is ${headName}.`,
      ...(deepened === 0
        ? []
        : [`The clone is shallow: up to ${deepened} more generations of history were fetched.`]),
      ...(sides.changedPaths.size > 0
        ? []
        : [`No file differs between base and head; name an earlier base, for instance \`--base HEAD~1\`.`]),
    ],
  }
}

/**
 * The sides of a checked out merge of a pull request into its base branch, whose parents are [base tip, pull request]: base is the
 * first parent, head is the merge itself. Works at any depth: a parent that is missing is fetched from `origin`.
 * @throws UserError when `commit` is not a merge, or its parent cannot be fetched.
 */
export async function selectMergeSides(repository: Repository, commit: string): Promise<Sides> {
  const head = await repository.resolveCommit(commit)
  const [base, other] = await repository.parents(head)
  if (base === undefined || other === undefined) {
    throw new UserError({
      file: 'git',
      message: `${short(head)} is not a merge commit`,
      hint: 'check out `refs/pull/NUMBER/merge`, or name base and head',
    })
  }
  const fetched = (await repository.findCommit(base)) === undefined
  if (fetched) await repository.fetchCommit(base)
  return {
    ...(await openSides(repository, base, head)),
    notes: [
      `Base is ${short(base)}, the first parent of the merge ${short(head)}, which is head.`,
      ...(fetched ? ['The clone is shallow: base was fetched.'] : []),
    ],
  }
}

async function openSides(
  repository: Repository,
  base: string,
  head: string | 'working tree',
): Promise<Omit<Sides, 'notes'>> {
  return {
    base: { sha: base, tree: repository.commitTree(base), code: repository.code(base) },
    head: {
      sha: head,
      tree: head === 'working tree' ? repository.workingTree() : repository.commitTree(head),
      code: repository.code(head),
    },
    changedPaths: await repository.changedPaths(base, head),
  }
}

async function headOf(repository: Repository, head: string | undefined): Promise<string> {
  if (head !== undefined) return obtainCommit(repository, head)
  const commit = await repository.findCommit('HEAD')
  if (commit !== undefined) return commit
  throw new UserError({
    file: 'git',
    message: 'this repository has no commit yet, so there is nothing to compare with',
    hint: 'commit what you have, then make a change',
  })
}

async function obtainCommit(repository: Repository, ref: string): Promise<string> {
  const here = await repository.findCommit(ref)
  if (here !== undefined) return here
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(ref)) {
    await repository.fetchCommit(ref)
  }
  return repository.resolveCommit(ref)
}

function short(commit: string): string {
  return commit.slice(0, 12)
}
