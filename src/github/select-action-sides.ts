import { UserError } from '../boundary/finding.ts'
import type { Repository } from '../change/repository.ts'
import { type Sides, selectMergeSides, selectSides } from '../change/sides.ts'
import { readApiSides } from './api-sides.ts'
import type { CommitReader } from './commit-reader.ts'
import type { TriggerEvent } from './event.ts'

export interface SidesRequest {
  readonly event: TriggerEvent
  /** The action's inputs, which go before what the event says. */
  readonly base: string | undefined
  readonly head: string | undefined
  /** The commit that the event ran for: on pull requests the merge. */
  readonly sha: string | undefined
  /** The checkout, where there is one. */
  readonly repository: Repository | undefined
  /** The API, where there is a token for it. */
  readonly openReader: (() => Promise<CommitReader>) | undefined
}

/** The two commits that are to be compared, as far as they are named. */
interface Range {
  readonly base: string | undefined
  readonly head: string | undefined
  /**
   * A merge of head into base may stand for it. It is what would be there after merging, its first parent is base, and both are
   * known at any depth of a clone.
   */
  readonly mergeable: boolean
}

/**
 * Base and head of a run. What the event is about is judged, whatever is checked out: from the checkout where it holds those commits or can
 * fetch them, else through the API.
 * @throws UserError with what each way failed of
 */
export async function selectActionSides(request: SidesRequest): Promise<Sides> {
  const range = rangeOf(request)
  const { repository, openReader } = request
  const failures: UserError[] = []
  for (const way of [
    ...(repository === undefined ? [] : [() => checkedOutSides(repository, range, request.sha)]),
    ...(openReader === undefined ? [] : [async () => apiSides(await openReader(), range, request.sha)]),
  ]) {
    try {
      return await way()
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new UserError(failures.flatMap((failure) => failure.findings))
  throw new UserError({
    message: 'there is neither a git checkout nor a token to read the repository with',
    hint: 'check the repository out before the gate (actions/checkout with `fetch-depth: 2`)',
  })
}

function rangeOf({ event, base, head }: SidesRequest): Range {
  const mergeable = base === undefined && head === undefined
  switch (event.kind) {
    case 'pull-request':
    case 'merge-group':
      return { base: base ?? event.base, head: head ?? event.head, mergeable }
    case 'other':
      return { base: base ?? event.defaultBranch, head, mergeable: false }
    default:
      return { base, head, mergeable: false }
  }
}

/** Whether `commit` is GitHub's merge of the pull request into its base, or what a merge queue made of it. */
function standsFor(
  commit: string,
  parents: readonly string[],
  { base, head, mergeable }: Range,
  sha: string | undefined,
): boolean {
  if (!mergeable || parents.length !== 2) return false
  const [first, second] = parents
  // Anybody can push a merge of a base of their own choice: only the commit that the event ran for is GitHub's.
  const isOfEvent = sha === undefined || commit === sha
  return isOfEvent && (second === head || (commit === head && first === base) || head === undefined)
}

async function checkedOutSides(
  repository: Repository,
  range: Range,
  sha: string | undefined,
): Promise<Sides> {
  const checkedOut = await repository.resolveCommit('HEAD')
  if (standsFor(checkedOut, await repository.parents(checkedOut), range, sha)) {
    return selectMergeSides(repository, checkedOut)
  }
  const base = range.base === undefined ? undefined : await presentName(repository, range.base)
  const sides = await selectSides(repository, {
    ...(base === undefined ? {} : { base }),
    head: range.head ?? checkedOut,
  })
  if (sides.head.sha === checkedOut) return sides
  const note = `The checkout is ${checkedOut.slice(0, 12)}; head is another commit, which was judged.`
  return { ...sides, notes: [...sides.notes, note] }
}

/** A branch that was not checked out is known by its remote's name. */
async function presentName(repository: Repository, ref: string): Promise<string> {
  if ((await repository.findCommit(ref)) !== undefined) return ref
  const ofRemote = (await repository.findCommit(`refs/remotes/origin/${ref}`)) !== undefined
  return ofRemote ? `origin/${ref}` : ref
}

async function apiSides(reader: CommitReader, range: Range, sha: string | undefined): Promise<Sides> {
  const merge = range.mergeable && sha !== undefined ? await mergeParents(reader, range, sha) : undefined
  if (merge !== undefined) return readApiSides(reader, merge.base, merge.head)
  const head = range.head ?? sha
  if (range.base === undefined || head === undefined) {
    throw new UserError({
      file: 'GitHub',
      message: `the event does not name ${range.base === undefined ? 'base' : 'head'}`,
      hint: 'set the inputs `base` and `head`, or check the repository out before the gate',
    })
  }
  const [tip, commit] = await Promise.all([reader.resolve(range.base), reader.resolve(head)])
  return readApiSides(reader, await reader.mergeBase(tip, commit), commit)
}

/** The merge commit of the event and its base, where it is still there. */
async function mergeParents(
  reader: CommitReader,
  range: Range,
  sha: string,
): Promise<{ readonly base: string; readonly head: string } | undefined> {
  try {
    const parents = await reader.parents(sha)
    return standsFor(sha, parents, range, sha) ? { base: parents[0]!, head: sha } : undefined
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}
