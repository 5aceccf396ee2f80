import { createHash } from 'node:crypto'
import * as z from 'zod'
import { checkPath } from '../boundary/check-path.ts'
import type { FileTree } from '../boundary/file-tree.ts'
import { UserError } from '../boundary/finding.ts'
import { findRegularFile } from '../change/commit-tree.ts'
import { refuseLfsPointer } from '../change/lfs-pointer.ts'
import { createLimiter } from '../provider/limiter.ts'
import type { GitHub } from './client.ts'
import { explainReadFailure } from './problems.ts'
import { failureOf } from './request-failure.ts'

/** A commit's files by path, as git's objects name them. */
export type TreeEntries = ReadonlyMap<
  string,
  { readonly mode: string; readonly id: string; readonly size: number }
>

/** Reads commits through the API of GitHub, for jobs without a usable checkout. */
export interface CommitReader {
  /** The full id of what a ref or an id names. @throws UserError when it cannot be read */
  resolve(ref: string): Promise<string>
  /** The commit where head left base. @throws UserError when it cannot be read */
  mergeBase(base: string, head: string): Promise<string>
  /** Full ids of a commit's parents. @throws UserError when it cannot be read */
  parents(commit: string): Promise<readonly string[]>
  /** @throws UserError when it cannot be read, or is too large for one answer */
  entries(commit: string): Promise<TreeEntries>
  /** @param entries those of the commit */
  tree(commit: string, entries: TreeEntries): FileTree
}

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024
/** GitHub limits more than 100 requests at a time. */
const REQUESTS_IN_FLIGHT = 20

const commitSchema = z.object({ sha: z.string() })
const compareSchema = z.object({ merge_base_commit: commitSchema })
const gitCommitSchema = z.object({ tree: commitSchema, parents: z.array(commitSchema) })
const treeSchema = z.object({
  truncated: z.boolean().optional(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string(),
      type: z.string(),
      sha: z.string(),
      size: z.int().optional(),
    }),
  ),
})
const blobSchema = z.object({ content: z.string(), encoding: z.literal('base64') })

/** Each blob is read once, whichever commits it is in. Nothing of a commit is run or written anywhere. */
export function openCommitReader(github: GitHub): CommitReader {
  const { octokit, owner, repo } = github
  const limiter = createLimiter(REQUESTS_IN_FLIGHT)
  const blobs = new Map<string, Promise<Uint8Array>>()

  async function get<T>(what: string, schema: z.ZodType<T>, route: string, parameters: object): Promise<T> {
    const permit = await limiter.acquire(new AbortController().signal)
    try {
      const { data } = await octokit.request(route, { owner, repo, ...parameters })
      return schema.parse(data)
    } catch (error) {
      throw new UserError({
        file: 'GitHub',
        message: `cannot read ${what} through the API: ${explainReadFailure(failureOf(error), 'contents: read')}`,
        hint: 'check the repository out before the gate (actions/checkout with `fetch-depth: 2`)',
      })
    } finally {
      permit.release()
    }
  }

  const readCommit = (commit: string) =>
    get(
      `the commit ${commit.slice(0, 12)}`,
      gitCommitSchema,
      'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
      {
        commit_sha: commit,
      },
    )

  async function readBlob(id: string): Promise<Uint8Array> {
    const { content } = await get(
      `the object ${id.slice(0, 12)}`,
      blobSchema,
      'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
      {
        file_sha: id,
      },
    )
    const bytes = Buffer.from(content, 'base64')
    if (id.length === 40 && blobId(bytes) !== id) {
      throw new UserError({
        file: 'GitHub',
        message: `the object ${id.slice(0, 12)} did not arrive whole`,
        hint: 'run the job again',
      })
    }
    return bytes
  }

  return {
    async resolve(ref) {
      if (isObjectId(ref)) return ref
      const route = 'GET /repos/{owner}/{repo}/commits/{ref}'
      return (await get(`the commit of ${JSON.stringify(ref.slice(0, 200))}`, commitSchema, route, { ref }))
        .sha
    },
    async mergeBase(base, head) {
      const what = `where ${head.slice(0, 12)} left ${base.slice(0, 12)}`
      // Of its lists of commits and files, which are capped, nothing is used.
      const parameters = { basehead: `${base}...${head}`, per_page: 1 }
      const found = await get(what, compareSchema, 'GET /repos/{owner}/{repo}/compare/{basehead}', parameters)
      return found.merge_base_commit.sha
    },
    parents: async (commit) => (await readCommit(commit)).parents.map(({ sha }) => sha),
    async entries(commit) {
      const what = `the files of ${commit.slice(0, 12)}`
      const { tree: root } = await readCommit(commit)
      const { tree, truncated } = await get(
        what,
        treeSchema,
        'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
        {
          tree_sha: root.sha,
          recursive: '1',
        },
      )
      if (truncated === true) {
        throw new UserError({
          file: 'GitHub',
          message: `${commit.slice(0, 12)} has more files than the API lists in one answer`,
          hint: 'check the repository out before the gate (actions/checkout with `fetch-depth: 2`)',
        })
      }
      // In git's order: by the bytes of the path, which is by code point.
      return new Map(
        tree
          .filter(({ type }) => type !== 'tree')
          .map(({ path, mode, sha: id, size = 0 }) => [path, { mode, id, size }]),
      )
    },
    tree: (commit, entries) => ({
      label: commit,
      async read(path, { maxBytes = DEFAULT_MAX_BYTES } = {}) {
        const file = checkPath(path)
        const entry = findRegularFile(entries, file)
        if (entry === undefined) return undefined
        if (entry.size > maxBytes) throw tooLarge(file, entry.size, maxBytes)
        const blob = blobs.get(entry.id) ?? readBlob(entry.id)
        blobs.set(entry.id, blob)
        const content = await blob
        refuseLfsPointer(content, file)
        return content
      },
      list: async () => [...entries].filter(([, { mode }]) => mode.startsWith('100')).map(([path]) => path),
    }),
  }
}

/** The id that git gives a blob: what arrives is what the commit says. */
function blobId(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
}

function isObjectId(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

function tooLarge(file: string, size: number, maxBytes: number): UserError {
  return new UserError({
    file,
    message: `the file has ${size} bytes, more than the ${maxBytes} allowed`,
    hint: 'split it or make it smaller',
  })
}
