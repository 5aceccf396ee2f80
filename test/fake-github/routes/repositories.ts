import type { Exchange, Route } from '../exchange.ts'
import { GitHubError, notFound } from '../github-error.ts'
import { paginate } from '../paginate.ts'
import { commitShape, fileShape } from '../shapes/commit.ts'
import { repositoryShape } from '../shapes/repository.ts'
import type { Schema } from '../shapes/schema.ts'

/** GitHub lists no more changed files of a comparison, on any page. */
const MOST_COMPARED_FILES = 300
/** Larger files have to be asked for as raw bytes. */
const MOST_CONTENT_BYTES = 1024 * 1024

const READ = [{ contents: 'read' }] as const

export const repositoryRoutes: readonly Route[] = [
  {
    operation: 'repos/get',
    method: 'GET',
    path: '/repos/{owner}/{repo}',
    permissions: [{ metadata: 'read' }],
    handle: ({ state }) => ({ status: 200, body: repositoryShape(state, `${state.owner}/${state.name}`) }),
  },
  {
    operation: 'repos/get-commit',
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits/{ref}',
    permissions: READ,
    async handle({ state, parameters }) {
      const commit = await state.objects.commit(parameters['ref']!)
      if (commit === undefined) throw noCommit(parameters['ref']!)
      return { status: 200, body: commitShape(state, commit) }
    },
  },
  {
    operation: 'repos/compare-commits-with-basehead',
    method: 'GET',
    path: '/repos/{owner}/{repo}/compare/{basehead}',
    permissions: READ,
    handle: compare,
  },
  {
    operation: 'repos/get-content',
    method: 'GET',
    path: '/repos/{owner}/{repo}/contents/{path}',
    permissions: READ,
    handle: content,
  },
]

async function compare(exchange: Exchange) {
  const { state, parameters } = exchange
  const { objects } = state
  const names = /^(.+)\.\.\.(.+)$/.exec(parameters['basehead']!)
  if (names === null) throw notFound()
  const base = await objects.commit(names[1]!)
  const head = await objects.commit(names[2]!)
  if (base === undefined || head === undefined) throw notFound()
  const mergeBase = await objects.mergeBase(base.sha, head.sha)
  if (mergeBase === undefined)
    throw new GitHubError(404, `No common ancestor between ${names[1]} and ${names[2]}.`)
  const ahead = await objects.ahead(base.sha, head.sha)
  const behind = await objects.ahead(head.sha, base.sha)
  const files = await objects.changes(mergeBase, head.sha)
  const { items, headers } = paginate(exchange, ahead)
  const commits = await Promise.all(
    items.map(async (sha) => commitShape(state, (await objects.commit(sha))!)),
  )
  const page = `${state.serverUrl}/${state.owner}/${state.name}/compare/${parameters['basehead']}`
  const body = {
    url: exchange.url,
    html_url: page,
    permalink_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    base_commit: commitShape(state, base),
    merge_base_commit: commitShape(state, (await objects.commit(mergeBase))!),
    status:
      ahead.length === 0 && behind.length === 0
        ? 'identical'
        : behind.length === 0
          ? 'ahead'
          : ahead.length === 0
            ? 'behind'
            : 'diverged',
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits,
    files: files.slice(0, MOST_COMPARED_FILES).map((file) => fileShape(state, file, head.sha)),
  } satisfies Schema<'commit-comparison'>
  return { status: 200, headers, body }
}

async function content({ state, parameters, query, accept, url }: Exchange) {
  const path = parameters['path']!
  const commit = await state.objects.commit(query.get('ref') ?? state.defaultBranch)
  if (commit === undefined) throw new GitHubError(404, `No commit found for the ref ${query.get('ref')}`)
  const tree = await state.objects.tree(commit.sha, true)
  const entry = tree!.entries.find((one) => one.path === path && one.type === 'blob' && one.mode !== '120000')
  if (entry === undefined) throw notFound()
  const bytes = (await state.objects.blob(entry.sha))!
  if (accept.includes('raw')) return { status: 200, body: bytes }
  const small = bytes.length <= MOST_CONTENT_BYTES
  const page = `${state.serverUrl}/${state.owner}/${state.name}/blob/${commit.sha}/${path}`
  const git = `${state.apiUrl}/repos/${state.owner}/${state.name}/git/blobs/${entry.sha}`
  const body = {
    type: 'file',
    encoding: small ? 'base64' : 'none',
    size: bytes.length,
    name: path.split('/').at(-1)!,
    path,
    content: small ? bytes.toString('base64').replace(/.{60}/g, '$&\n') : '',
    sha: entry.sha,
    url,
    git_url: git,
    html_url: page,
    download_url: page.replace('/blob/', '/raw/'),
    _links: { git, html: page, self: url },
  } satisfies Schema<'content-file'>
  return { status: 200, body }
}

function noCommit(ref: string): GitHubError {
  return new GitHubError(422, `No commit found for SHA: ${ref}`)
}
