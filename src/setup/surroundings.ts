import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { FileTree } from '../boundary/file-tree.ts'
import { UserError } from '../boundary/finding.ts'
import { runProcess } from '../boundary/run-process.ts'
import { openWorkingTree } from '../boundary/working-tree.ts'
import type { World } from '../boundary/world.ts'
import { createGit, gitEnvironment } from '../change/git-command.ts'
import { openRepository } from '../change/repository.ts'

/** The folder in which `init` was started, and what it belongs to. */
export interface Surroundings {
  /** Absolute path of the repository's top folder; without a repository, the folder itself. */
  readonly root: string
  /** The folder, relative to the root with `/`; empty at the root. */
  readonly folder: string
  /** `absent`: git is not installed. */
  readonly git: 'commits' | 'no-commits' | 'no-repository' | 'absent'
  /** Where pull requests are merged, as far as this clone knows. */
  readonly defaultBranch: string
  readonly tree: FileTree
  /** All files that are not ignored. */
  readonly paths: readonly string[]
  close(): Promise<void>
}

/** @throws UserError when git does not trust the repository */
export async function lookAround({
  directory,
  environment,
}: Pick<World, 'directory' | 'environment'>): Promise<Surroundings> {
  const git = createGit(runProcess, directory, { environment: gitEnvironment(environment) })
  const inside = await git(['rev-parse', '--is-inside-work-tree'], { allowFailure: true }).catch(absent)
  if (inside === undefined || (inside.code !== 0 && inside.stderr.includes('not a git repository'))) {
    return withoutRepository(directory, inside === undefined ? 'absent' : 'no-repository')
  }
  const repository = await openRepository(directory, runProcess, { environment })
  const prefix = (await git(['rev-parse', '--show-prefix'])).stdout.toString('utf8')
  const tree = repository.workingTree()
  return {
    root: repository.root,
    folder: prefix.replace(/\/?\n$/, ''),
    git: (await repository.findCommit('HEAD')) === undefined ? 'no-commits' : 'commits',
    defaultBranch: await branchOfMerges(git),
    tree,
    paths: await tree.list(),
    close: () => repository.close(),
  }
}

/** A program that is not there is an answer here; everything else is not. */
function absent(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error
}

async function withoutRepository(directory: string, git: 'no-repository' | 'absent'): Promise<Surroundings> {
  const tree = openWorkingTree(directory, () => filesBelow(directory))
  return {
    root: directory,
    folder: '',
    git,
    defaultBranch: 'main',
    tree,
    paths: await tree.list(),
    close: async () => {},
  }
}

async function branchOfMerges(git: ReturnType<typeof createGit>): Promise<string> {
  const ask = async (ref: string) => {
    const { code, stdout } = await git(['symbolic-ref', '--quiet', '--short', ref], { allowFailure: true })
    return code === 0 ? stdout.toString('utf8').trim() : undefined
  }
  const remote = (await ask('refs/remotes/origin/HEAD'))?.replace(/^origin\//, '')
  if (remote !== undefined) return remote
  for (const branch of ['main', 'master']) {
    const known = await git(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`], {
      allowFailure: true,
    })
    if (known.code === 0) return branch
  }
  return (await ask('HEAD')) ?? 'main'
}

/** What no `.gitignore` leaves out here. */
const SKIPPED = new Set(['.git', 'node_modules', '.venv', 'venv', 'dist', 'build', 'target', '.noisefloor'])
/** Somebody may have started in a home folder. */
const MOST_FOLDERS = 2000

async function filesBelow(directory: string): Promise<readonly string[]> {
  const files: string[] = []
  const waiting = [directory]
  for (let read = 0; waiting.length > 0 && read < MOST_FOLDERS; read += 1) {
    const folder = waiting.shift()!
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) waiting.push(path)
      if (entry.isFile()) files.push(relative(directory, path).split(sep).join('/'))
    }
  }
  return files
}
