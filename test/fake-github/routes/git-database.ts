import type { Route } from '../exchange.ts'
import { notFound } from '../github-error.ts'
import { gitCommitShape } from '../shapes/commit.ts'
import type { Schema } from '../shapes/schema.ts'

const READ = [{ contents: 'read' }] as const
const OBJECT_ID = /^[0-9a-f]{40}$/

export const gitDatabaseRoutes: readonly Route[] = [
  {
    operation: 'git/get-commit',
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/commits/{commit_sha}',
    permissions: READ,
    async handle({ state, parameters }) {
      const sha = parameters['commit_sha']!
      const commit = OBJECT_ID.test(sha) ? await state.objects.commit(sha) : undefined
      if (commit === undefined) throw notFound()
      return { status: 200, body: gitCommitShape(state, commit) }
    },
  },
  {
    operation: 'git/get-tree',
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/trees/{tree_sha}',
    permissions: READ,
    async handle({ state, parameters, query, url }) {
      // Any value asks for the whole tree, `0` and `false` too.
      const found = await state.objects.tree(parameters['tree_sha']!, query.has('recursive'))
      if (found === undefined) throw notFound()
      const repository = `${state.apiUrl}/repos/${state.owner}/${state.name}`
      const body = {
        sha: found.sha,
        url,
        truncated: found.entries.length > state.treeLimit,
        tree: found.entries.slice(0, state.treeLimit).map(({ path, mode, type, sha, size }) => ({
          path,
          mode,
          type,
          sha,
          ...(size === undefined ? {} : { size }),
          ...(type === 'commit' ? {} : { url: `${repository}/git/${type}s/${sha}` }),
        })),
      } satisfies Schema<'git-tree'>
      return { status: 200, body }
    },
  },
  {
    operation: 'git/get-blob',
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/blobs/{file_sha}',
    permissions: READ,
    async handle({ state, parameters, accept, url }) {
      const sha = parameters['file_sha']!
      const bytes = OBJECT_ID.test(sha) ? await state.objects.blob(sha) : undefined
      if (bytes === undefined) throw notFound()
      if (accept.includes('raw')) return { status: 200, body: bytes }
      const body = {
        sha,
        node_id: `B_${sha}`,
        size: bytes.length,
        url,
        // GitHub breaks the lines.
        content: bytes.toString('base64').replace(/.{60}/g, '$&\n'),
        encoding: 'base64',
      } satisfies Schema<'blob'>
      return { status: 200, body }
    },
  },
]
