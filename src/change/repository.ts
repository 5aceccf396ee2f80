import type { FileTree } from '../boundary/file-tree.ts'
import { UserError } from '../boundary/finding.ts'
import type { runProcess } from '../boundary/run-process.ts'
import { openWorkingTree } from '../boundary/working-tree.ts'
import { type CodeSource, codeOfCommit, codeOfWorkingTree } from './code-source.ts'
import { listEntries, openCommitTree } from './commit-tree.ts'
import { decodePaths } from './decode-paths.ts'
import { createGit, type Git, gitEnvironment, lastLine } from './git-command.ts'
import { withoutLfsPointers } from './lfs-pointer.ts'
import { type ObjectReader, openObjectReader } from './object-reader.ts'
import { holdsOwnFiles } from './own-files.ts'
import { createWorktrees } from './worktrees.ts'

/** A git repository, read without touching its working tree, index or branches. Commits are full object ids. */
export interface Repository {
  /** Absolute path of the working tree's top folder. */
  readonly root: string
  /** @throws UserError when `ref` does not name a commit that is present here. */
  resolveCommit(ref: string): Promise<string>
  /** Like `resolveCommit`, with `undefined` for what is not here. */
  findCommit(ref: string): Promise<string | undefined>
  /** The best common ancestor, or `undefined` where none is known here. */
  mergeBase(a: string, b: string): Promise<string | undefined>
  /** Parents as the commit names them, whether or not they are present here: in a shallow clone they may not be. */
  parents(commit: string): Promise<readonly string[]>
  isShallow(): Promise<boolean>
  /** One tree per commit: its listing is read once. */
  commitTree(commit: string): FileTree
  workingTree(): FileTree
  /** The same sides as something that can be run. Worktrees are the one thing that is ever added to the repository, and taken away. */
  code(side: string | 'working tree'): CodeSource
  /**
   * Paths whose content or mode differs; a rename is a removal and an addition. The working tree has untracked files that are not
   * ignored; a path that it sets back to base's content after a commit is among them too.
   */
  changedPaths(base: string, head: string | 'working tree'): Promise<ReadonlySet<string>>
  /**
   * Whether something in this folder, or a link on the way to it, is a file of the repository, so that whoever wrote a commit may have
   * written what is found there. Upper and lower case do not matter, as on some file systems.
   * @param folder absolute
   */
  holdsOwnFiles(folder: string): Promise<boolean>
  /** Brings a commit from `origin`. @throws UserError when it cannot be had. */
  fetchCommit(commit: string): Promise<void>
  /** Brings `by` more generations of the history of these commits from `origin`. @throws UserError when they cannot be had. */
  deepen(commits: readonly string[], by: number): Promise<void>
  /** Ends the process that reads objects. */
  close(): Promise<void>
}

export interface RepositoryOptions {
  /** Environment of our own process; git gets the part it needs (path, home, proxies, SSH), never keys. Default: empty. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Ends a git command that is under way. */
  readonly signal?: AbortSignal
}

/** @throws UserError when `directory` is not in a git repository with a working tree, or git is missing. */
export async function openRepository(
  directory: string,
  run: typeof runProcess,
  options: RepositoryOptions = {},
): Promise<Repository> {
  const gitOptions = {
    environment: gitEnvironment(options.environment ?? {}),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }
  const root = await findRoot(directory, createGit(run, directory, gitOptions))
  return repositoryAt(root, createGit(run, root, gitOptions), openObjectReader(root, gitOptions.environment))
}

async function findRoot(directory: string, git: Git): Promise<string> {
  const { code, stdout, stderr } = await git(['rev-parse', '--show-toplevel'], { allowFailure: true })
  // A folder's name may itself end in a newline.
  if (code === 0) return stdout.toString('utf8').replace(/\n$/, '')
  if (stderr.includes('dubious ownership')) {
    throw new UserError({
      file: directory,
      message: 'git does not trust this repository, because another user owns it',
      hint: `run \`git config --global --add safe.directory ${JSON.stringify(directory)}\``,
    })
  }
  throw new UserError({
    file: directory,
    message: `no git repository with a working tree here: ${lastLine(stderr)}`,
    hint: 'noisefloor reads a repository: run it inside one (`git init` makes one)',
  })
}

function repositoryAt(root: string, git: Git, objects: ObjectReader): Repository {
  const trees = new Map<string, FileTree>()
  const worktrees = createWorktrees(git)

  async function findCommit(ref: string): Promise<string | undefined> {
    if (!isPassable(ref)) return undefined
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]
    const { code, stdout } = await git(args, { allowFailure: true })
    const id = stdout.toString('utf8').trim()
    return code === 0 && isObjectId(id) ? id : undefined
  }

  async function fetch(args: readonly string[], commits: readonly string[]): Promise<void> {
    const command = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', ...args]
    const result = await git([...command, '--end-of-options', 'origin', ...commits.map(checkObjectId)], {
      allowFailure: true,
    })
    if (result.code === 0) return
    throw new UserError({
      file: 'git',
      message: `cannot fetch ${commits.map((commit) => commit.slice(0, 12)).join(' and ')} from \`origin\`: ${lastLine(result.stderr)}`,
      hint: 'fetch the whole history before (`fetch-depth: 0` in actions/checkout)',
    })
  }

  const isShallow = async () => {
    const { stdout } = await git(['rev-parse', '--is-shallow-repository'])
    return stdout.toString('utf8').trim() === 'true'
  }

  return {
    root,
    findCommit,
    isShallow,
    async resolveCommit(ref) {
      const commit = await findCommit(ref)
      if (commit === undefined) throw unknownRef(ref)
      return commit
    },
    async mergeBase(a, b) {
      const { code, stdout } = await git(['merge-base', checkObjectId(a), checkObjectId(b)], {
        allowFailure: true,
      })
      return code === 0 ? stdout.toString('utf8').trim() : undefined
    },
    async parents(commit) {
      const { stdout } = await git(['cat-file', 'commit', checkObjectId(commit)])
      const [header = ''] = stdout.toString('latin1').split('\n\n', 1)
      return header.split('\n').flatMap((line) => (line.startsWith('parent ') ? [line.slice(7)] : []))
    },
    commitTree(commit) {
      const tree = trees.get(commit) ?? openCommitTree(checkObjectId(commit), git, objects)
      trees.set(commit, tree)
      return tree
    },
    workingTree: () => withoutLfsPointers(openWorkingTree(root, () => listWorkingTree(git))),
    code: (side) =>
      side === 'working tree'
        ? codeOfWorkingTree(
            root,
            remembered(() => listEntries('HEAD', git)),
            remembered(() => listUncommitted(git)),
          )
        : codeOfCommit(
            side,
            remembered(() => listEntries(checkObjectId(side), git)),
            worktrees,
          ),
    changedPaths: (base, head) => listChanges(git, base, head),
    holdsOwnFiles: async (folder) => holdsOwnFiles(root, folder, await listTracked(git)),
    // Without `--depth` a shallow repository would bring all history; with it a complete one would become shallow.
    fetchCommit: async (commit) => fetch((await isShallow()) ? ['--depth=1'] : [], [commit]),
    deepen: (commits, by) => fetch([`--deepen=${by}`], commits),
    close: () => objects.close(),
  }
}

/** Asked once, whatever is asked of it later. */
function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}

async function listTracked(git: Git): Promise<readonly string[]> {
  return decodePaths((await git(['ls-files', '-z', '--cached'])).stdout)
}

/** Tracked and untracked; those that are deleted or no regular files are left out by the tree. */
async function listWorkingTree(git: Git): Promise<readonly string[]> {
  const { stdout } = await git(['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
  return decodePaths(stdout)
}

async function listChanges(
  git: Git,
  base: string,
  head: string | 'working tree',
): Promise<ReadonlySet<string>> {
  const tip = head === 'working tree' ? 'HEAD' : checkObjectId(head)
  const [committed, uncommitted] = await Promise.all([
    git(['diff-tree', '-r', '--name-only', ...CHANGE_OPTIONS, checkObjectId(base), tip, '--']),
    head === 'working tree' ? listUncommitted(git) : [],
  ])
  return new Set([...decodePaths(committed.stdout), ...uncommitted])
}

const CHANGE_OPTIONS = ['--no-renames', '--ignore-submodules=all', '-z']

/** Not by `git diff`, which writes the index back after looking at files that were touched. */
async function listUncommitted(git: Git): Promise<readonly string[]> {
  const { stdout } = await git(['status', '--porcelain', '--untracked-files=all', ...CHANGE_OPTIONS])
  return decodePaths(stdout).map((entry) => entry.slice('XY '.length))
}

/** Arguments cannot hold NUL; a newline is in no ref and would be odd in every message. */
function isPassable(ref: string): boolean {
  return ref !== '' && !/[\0\n\r]/.test(ref)
}

function isObjectId(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

function checkObjectId(id: string): string {
  if (isObjectId(id)) return id
  throw new UserError({
    file: 'git',
    message: `${JSON.stringify(id.slice(0, 80))} is not the full id of a commit`,
    hint: 'give 40 hexadecimal digits (64 in a SHA-256 repository)',
  })
}

function unknownRef(ref: string): UserError {
  return new UserError({
    file: 'git',
    message: `${JSON.stringify(ref.slice(0, 200))} does not name a commit of this repository`,
    hint: 'name a branch, tag or commit that is here; `git fetch origin BRANCH` brings one, and it is then called `origin/BRANCH`',
  })
}
