import { type ExecFileSyncOptions, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A real repository in a temporary folder. Authors and dates are fixed, so that equal content has equal commit ids. */
export interface TestRepository extends Disposable {
  readonly root: string
  /** Writes files, making their folders; `undefined` removes one. */
  write(files: Readonly<Record<string, string | Uint8Array | undefined>>): void
  /** Commits everything that is in the working tree and gives the commit's id. */
  commit(message?: string): string
  /** Makes a branch here and switches to it. */
  branch(name: string): void
  checkout(name: string): void
  /** Merges a commit or branch into what is checked out, by a commit of its own, and gives that commit's id. */
  merge(name: string): string
  /** Runs git and gives what it printed, without the last newline. */
  git(...args: readonly string[]): string
  cleanup(): void
}

export interface MakeOptions {
  /** Last part of the folder's name. */
  readonly name?: string
  readonly objectFormat?: 'sha1' | 'sha256'
}

export function makeRepository(options: MakeOptions = {}): TestRepository {
  const parent = makeFolder()
  const root = join(parent, options.name ?? 'repository')
  mkdirSync(root)
  const repository = repositoryAt(root, () => rmSync(parent, { recursive: true, force: true }))
  repository.git(
    'init',
    '--quiet',
    '--initial-branch=main',
    `--object-format=${options.objectFormat ?? 'sha1'}`,
  )
  return repository
}

/** A clone over `file://`, so that `--depth` is honoured. */
export function cloneRepository(origin: TestRepository, ...args: readonly string[]): TestRepository {
  const parent = makeFolder()
  const root = join(parent, 'clone')
  runGit(parent, ['clone', '--quiet', ...args, `file://${encodeURI(origin.root)}`, root])
  return repositoryAt(root, () => rmSync(parent, { recursive: true, force: true }))
}

function makeFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'noisefloor-')))
}

function repositoryAt(root: string, cleanup: () => void): TestRepository {
  let commits = 0
  return {
    root,
    cleanup,
    [Symbol.dispose]: cleanup,
    write(files) {
      for (const [path, content] of Object.entries(files)) {
        const file = join(root, path)
        if (content === undefined) {
          rmSync(file, { recursive: true })
          continue
        }
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, content)
      }
    },
    commit(message = 'change') {
      commits += 1
      runGit(root, ['add', '--all'])
      runGit(root, ['commit', '--quiet', '--allow-empty', `--message=${message}`], commits)
      return runGit(root, ['rev-parse', 'HEAD'])
    },
    branch: (name) => void runGit(root, ['checkout', '--quiet', '-b', name]),
    checkout: (name) => void runGit(root, ['checkout', '--quiet', name]),
    merge(name) {
      runGit(root, ['merge', '--quiet', '--no-ff', '--message=merge', name])
      return runGit(root, ['rev-parse', 'HEAD'])
    },
    git: (...args) => runGit(root, args),
  }
}

function runGit(cwd: string, args: readonly string[], minutes = 0): string {
  const date = `${1_700_000_000 + 60 * minutes} +0000`
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'A Tester',
    GIT_AUTHOR_EMAIL: 'tester@example.com',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'A Tester',
    GIT_COMMITTER_EMAIL: 'tester@example.com',
    GIT_COMMITTER_DATE: date,
  }
  const options: ExecFileSyncOptions = { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] }
  return execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], options)
    .toString('utf8')
    .replace(/\n$/, '')
}
