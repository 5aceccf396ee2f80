import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

interface TreeEntry {
  readonly path: string
  readonly mode: string
  readonly type: 'blob' | 'tree' | 'commit'
  readonly sha: string
  /** Of blobs, in bytes. */
  readonly size: number | undefined
}

export interface CommitObject {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly message: string
}

export interface ChangedFile {
  readonly path: string
  readonly status: 'added' | 'removed' | 'modified'
  /** Of the side that has the file, head's first. */
  readonly sha: string
}

/** The objects of the real repository behind the fake: what its API says of files and commits is what git says. */
export interface GitObjects {
  /** Folder of the repository. */
  readonly directory: string
  commit(name: string): Promise<CommitObject | undefined>
  /** Of a tree or a commit. */
  tree(name: string, recursive: boolean): Promise<{ sha: string; entries: readonly TreeEntry[] } | undefined>
  blob(sha: string): Promise<Buffer | undefined>
  mergeBase(a: string, b: string): Promise<string | undefined>
  /** How many commits the second has that the first has not. */
  ahead(a: string, b: string): Promise<readonly string[]>
  changes(a: string, b: string): Promise<readonly ChangedFile[]>
}

export function openGitObjects(directory: string): GitObjects {
  const git = async (...args: readonly string[]): Promise<Buffer | undefined> => {
    try {
      const { stdout } = await execute('git', ['-C', directory, ...args], {
        encoding: 'buffer',
        maxBuffer: 256 * 1024 * 1024,
      })
      return stdout
    } catch {
      return undefined
    }
  }
  const resolve = async (name: string, type: 'commit' | 'tree' | 'blob'): Promise<string | undefined> => {
    const output = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{${type}}`)
    return output?.toString('utf8').trim()
  }
  return {
    directory,
    async commit(name) {
      const sha = await resolve(name, 'commit')
      if (sha === undefined) return undefined
      const text = (await git('cat-file', 'commit', sha))!.toString('utf8')
      const [header = '', ...rest] = text.split('\n\n')
      const field = (key: string) =>
        header.split('\n').flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []))
      return { sha, tree: field('tree')[0]!, parents: field('parent'), message: rest.join('\n\n').trim() }
    },
    async tree(name, recursive) {
      const sha = await resolve(name, 'tree')
      if (sha === undefined) return undefined
      const flags = recursive ? ['-r', '-t'] : []
      const output = (await git('ls-tree', '-z', '--long', ...flags, sha))!.toString('utf8')
      const entries = output.split('\0').flatMap((line): TreeEntry[] => {
        const found = /^(\d+) (blob|tree|commit) ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line)
        if (found === null) return []
        const [, mode, type, object, size, path] = found
        return [
          {
            path: path!,
            mode: mode!,
            type: type as TreeEntry['type'],
            sha: object!,
            size: size === '-' ? undefined : Number(size),
          },
        ]
      })
      return { sha, entries }
    },
    async blob(name) {
      const sha = await resolve(name, 'blob')
      return sha === undefined ? undefined : git('cat-file', 'blob', sha)
    },
    async mergeBase(a, b) {
      return (await git('merge-base', a, b))?.toString('utf8').trim()
    },
    async ahead(a, b) {
      const output = (await git('rev-list', '--reverse', `${a}..${b}`))?.toString('utf8') ?? ''
      return output.split('\n').filter((line) => line !== '')
    },
    async changes(a, b) {
      const output = (await git('diff-tree', '-r', '-z', '--no-renames', a, b))?.toString('utf8') ?? ''
      const parts = output.split('\0')
      const changes: ChangedFile[] = []
      for (let index = 0; index + 1 < parts.length; index += 2) {
        const [, , before, after, letter] = parts[index]!.split(' ')
        const status = letter === 'A' ? 'added' : letter === 'D' ? 'removed' : 'modified'
        changes.push({ path: parts[index + 1]!, status, sha: status === 'removed' ? before! : after! })
      }
      return changes
    },
  }
}
