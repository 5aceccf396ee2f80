import type { ChangedFile, CommitObject } from '../git-objects.ts'
import type { FakeState } from '../state.ts'
import type { Schema } from './schema.ts'

const TESTER = { name: 'A Tester', email: 'tester@example.com', date: '2026-11-01T09:00:00Z' }

export function commitShape(state: FakeState, commit: CommitObject) {
  const repository = `${state.apiUrl}/repos/${state.owner}/${state.name}`
  const page = `${state.serverUrl}/${state.owner}/${state.name}`
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    url: `${repository}/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    comments_url: `${repository}/commits/${commit.sha}/comments`,
    commit: {
      url: `${repository}/git/commits/${commit.sha}`,
      author: TESTER,
      committer: TESTER,
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${repository}/git/trees/${commit.tree}` },
    },
    author: null,
    committer: null,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${repository}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
  } satisfies Schema<'commit'>
}

export function gitCommitShape(state: FakeState, commit: CommitObject) {
  const repository = `${state.apiUrl}/repos/${state.owner}/${state.name}`
  const page = `${state.serverUrl}/${state.owner}/${state.name}`
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    url: `${repository}/git/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    author: TESTER,
    committer: TESTER,
    message: commit.message,
    tree: { sha: commit.tree, url: `${repository}/git/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${repository}/git/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  } satisfies Schema<'git-commit'>
}

export function fileShape(state: FakeState, file: ChangedFile, head: string) {
  const path = file.path.split('/').map(encodeURIComponent).join('/')
  const page = `${state.serverUrl}/${state.owner}/${state.name}`
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: 1,
    deletions: file.status === 'added' ? 0 : 1,
    changes: file.status === 'added' ? 1 : 2,
    blob_url: `${page}/blob/${head}/${path}`,
    raw_url: `${page}/raw/${head}/${path}`,
    contents_url: `${state.apiUrl}/repos/${state.owner}/${state.name}/contents/${path}?ref=${head}`,
  } satisfies Schema<'diff-entry'>
}
