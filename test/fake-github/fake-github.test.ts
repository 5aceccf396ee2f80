import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Octokit } from '@octokit/rest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeGitHub, type FakeGitHubOptions, startFakeGitHub } from './fake-github.ts'
import { badGateway, primaryLimit, secondaryLimit } from './faults.ts'
import { appToken, type Permissions, personalToken, workflowToken } from './identity.ts'
import { makeFolder } from './make-folder.ts'
import { makePullRequest, type PullRequestCommits, type PullRequestRepository } from './make-pull-request.ts'

const EVERYTHING: Permissions = { contents: 'read', pull_requests: 'write', checks: 'write', issues: 'write' }
const WHERE = { owner: 'harbour-lane', repo: 'shop' }
const PULL = { ...WHERE, issue_number: 7 }

let repository: PullRequestRepository & PullRequestCommits

beforeAll(() => {
  const made = makePullRequest({
    base: { 'a.txt': 'one\n', 'folder/b.txt': 'two\n', 'folder/deep/c.txt': 'three\n' },
    change: { 'a.txt': 'uno\n', 'folder/deep/c.txt': undefined, 'new.txt': 'four\n' },
    meanwhile: { 'other.txt': 'five\n' },
  })
  repository = { ...made, ...made.commits() }
})

afterAll(() => repository[Symbol.dispose]())

async function start(options: Partial<FakeGitHubOptions> = {}): Promise<FakeGitHub> {
  const github = await startFakeGitHub({
    directory: repository.root,
    tokens: {
      'ghs-all': workflowToken(EVERYTHING),
      'ghs-none': workflowToken({}),
      'ghs-read': workflowToken({ contents: 'read', pull_requests: 'read', checks: 'read' }),
      'ghs-app': appToken('other-bot', EVERYTHING),
      'ghp-person': personalToken('grace', EVERYTHING),
    },
    ...options,
  })
  const { base, head, merge } = repository
  github.addPull({
    head: { ref: 'change', sha: head, repository: 'harbour-lane/shop' },
    base: { ref: 'main', sha: base },
    mergeCommit: merge,
    labels: ['evals-approved'],
  })
  return github
}

function client(github: FakeGitHub, token = 'ghs-all'): Octokit {
  return new Octokit({
    baseUrl: github.apiUrl,
    auth: token,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    request: { retries: 0 },
  })
}

/** The status, message and headers of a request that fails. */
async function refusal(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  const { status, response } = error as {
    status: number
    response?: { data: unknown; headers: Record<string, string> }
  }
  return {
    status,
    data: response?.data as { message: string; errors?: unknown[] },
    headers: response?.headers ?? {},
  }
}

describe('who may do what', () => {
  it('refuses a request without a token, with an unknown one, without a user agent', async () => {
    await using github = await start()
    const url = `${github.apiUrl}/repos/harbour-lane/shop`
    expect((await fetch(url)).status).toBe(401)
    expect(await refusal(client(github, 'ghs-unknown').rest.repos.get(WHERE))).toMatchObject({
      status: 401,
      data: { message: 'Bad credentials' },
    })
    const headers = { authorization: 'Bearer ghs-all', 'user-agent': '' }
    expect((await fetch(url, { headers })).status).toBe(403)
  })

  it.each([
    [
      'pulls.get',
      (octokit: Octokit) => octokit.rest.pulls.get({ ...WHERE, pull_number: 7 }),
      'pull_requests=read',
    ],
    [
      'issues.listComments',
      (octokit: Octokit) => octokit.rest.issues.listComments(PULL),
      'issues=read; pull_requests=read',
    ],
    [
      'issues.createComment',
      (octokit: Octokit) => octokit.rest.issues.createComment({ ...PULL, body: 'x' }),
      'issues=write; pull_requests=write',
    ],
    [
      'git.getTree',
      (octokit: Octokit) => octokit.rest.git.getTree({ ...WHERE, tree_sha: repository.head }),
      'contents=read',
    ],
    [
      'checks.create',
      (octokit: Octokit) => octokit.rest.checks.create({ ...WHERE, name: 'x', head_sha: repository.head }),
      'checks=write',
    ],
  ])('refuses %s to a token without the permission and names it', async (_, call, accepted) => {
    await using github = await start()
    expect(await refusal(call(client(github, 'ghs-none')))).toMatchObject({
      status: 403,
      data: { message: 'Resource not accessible by integration' },
      headers: { 'x-accepted-github-permissions': accepted },
    })
    await call(client(github))
  })

  it('lets everybody read what is public, and nobody write it', async () => {
    await using github = await start({ isPrivate: false })
    const octokit = client(github, 'ghs-none')
    expect((await octokit.rest.git.getTree({ ...WHERE, tree_sha: repository.head })).status).toBe(200)
    expect(await refusal(octokit.rest.issues.createComment({ ...PULL, body: 'x' }))).toMatchObject({
      status: 403,
    })
  })

  it('does not know other repositories, pull requests, comments and check runs', async () => {
    await using github = await start()
    const { rest } = client(github)
    for (const call of [
      () => rest.repos.get({ owner: 'harbour-lane', repo: 'other' }),
      () => rest.pulls.get({ ...WHERE, pull_number: 8 }),
      () => rest.issues.listComments({ ...WHERE, issue_number: 8 }),
      () => rest.issues.updateComment({ ...WHERE, comment_id: 1, body: 'x' }),
      () => rest.checks.update({ ...WHERE, check_run_id: 1 }),
      () => rest.git.getBlob({ ...WHERE, file_sha: '0'.repeat(40) }),
      () => rest.issues.listMilestones(WHERE),
    ]) {
      expect(await refusal(call())).toMatchObject({ status: 404, data: { message: 'Not Found' } })
    }
  })

  it('tells a person who they are, and an app only over GraphQL', async () => {
    await using github = await start()
    expect(await refusal(client(github).rest.users.getAuthenticated())).toMatchObject({ status: 403 })
    expect((await client(github, 'ghp-person').rest.users.getAuthenticated()).data.login).toBe('grace')
    expect(await client(github).graphql('{ viewer { login } }')).toEqual({
      viewer: { login: 'github-actions[bot]' },
    })
    await using without = await start({ graphql: false })
    expect(await refusal(client(without).graphql('{ viewer { login } }'))).toMatchObject({ status: 404 })
  })
})

describe('comments', () => {
  it('carry the author of the token and a larger id each time', async () => {
    await using github = await start()
    const made = await client(github).rest.issues.createComment({ ...PULL, body: 'first' })
    expect(made.data).toMatchObject({ body: 'first', user: { login: 'github-actions[bot]', type: 'Bot' } })
    const other = await client(github, 'ghp-person').rest.issues.createComment({ ...PULL, body: 'second' })
    expect(other.data).toMatchObject({ user: { login: 'grace', type: 'User' } })
    expect(other.data.id).toBeGreaterThan(Number(made.data.id))
    expect(made.data.id).toBeGreaterThan(2 ** 32)
  })

  it('are listed 30 at a time unless asked for, 100 at most, with links to the other pages', async () => {
    await using github = await start()
    const octokit = client(github)
    for (let number = 0; number < 130; number += 1)
      await octokit.rest.issues.createComment({ ...PULL, body: `${number}` })
    const first = await octokit.rest.issues.listComments(PULL)
    expect(first.data).toHaveLength(30)
    expect(first.headers.link).toContain('page=5>; rel="last"')
    const most = await octokit.rest.issues.listComments({ ...PULL, per_page: 1000 })
    expect(most.data).toHaveLength(100)
    const all = await octokit.paginate(octokit.rest.issues.listComments, { ...PULL, per_page: 100 })
    expect(all.map(({ body }) => body)).toEqual(Array.from({ length: 130 }, (_, number) => `${number}`))
    const last = await octokit.rest.issues.listComments({ ...PULL, per_page: 100, page: 2 })
    expect(last.headers.link).not.toContain('rel="next"')
  })

  it('are updated and deleted', async () => {
    await using github = await start()
    const { rest } = client(github)
    const { data } = await rest.issues.createComment({ ...PULL, body: 'first' })
    const comment = { ...WHERE, comment_id: Number(data.id) }
    const updated = await rest.issues.updateComment({ ...comment, body: 'second' })
    expect(updated.data).toMatchObject({ id: data.id, body: 'second', created_at: data.created_at })
    expect(updated.data.updated_at > data.updated_at).toBe(true)
    expect((await rest.issues.deleteComment(comment)).status).toBe(204)
    expect(github.state.comments).toEqual([])
  })

  it('hold 65,536 characters and not one more, and not nothing', async () => {
    await using github = await start()
    const { rest } = client(github)
    await rest.issues.createComment({ ...PULL, body: 'x'.repeat(65_536) })
    for (const body of ['x'.repeat(65_537), '', ' \n']) {
      expect(await refusal(rest.issues.createComment({ ...PULL, body }))).toMatchObject({
        status: 422,
        data: { message: 'Validation Failed' },
      })
    }
    expect(github.state.comments).toHaveLength(1)
  })
})

describe('check runs', () => {
  const line = (start_line: number) => ({
    path: 'a.txt',
    start_line,
    end_line: start_line,
    annotation_level: 'warning' as const,
    message: 'm',
  })

  it('keep what an update does not mention, and add its annotations to those they have', async () => {
    await using github = await start()
    const { rest } = client(github)
    const output = { title: 't', summary: 's', annotations: [line(1), line(2)] }
    const made = await rest.checks.create({
      ...WHERE,
      name: 'gate',
      head_sha: repository.head,
      conclusion: 'success',
      output,
    })
    expect(made.data).toMatchObject({
      status: 'completed',
      conclusion: 'success',
      app: { slug: 'github-actions' },
    })
    const run = { ...WHERE, check_run_id: Number(made.data.id) }
    await rest.checks.update({ ...run, output: { title: 't', summary: 'other', annotations: [line(3)] } })
    expect(github.state.checkRuns[0]).toMatchObject({ conclusion: 'success', summary: 'other' })
    expect(github.state.checkRuns[0]!.annotations.map(({ start_line }) => start_line)).toEqual([1, 2, 3])
    expect((await rest.checks.listAnnotations(run)).data).toHaveLength(3)
  })

  it.each([
    [
      '51 annotations',
      { title: 't', summary: 's', annotations: Array.from({ length: 51 }, (_, n) => line(n + 1)) },
    ],
    ['a title of 256 characters', { title: 'x'.repeat(256), summary: 's' }],
    ['a summary of 65,536 characters', { title: 't', summary: 'x'.repeat(65_536) }],
    ['a text of 65,536 characters', { title: 't', summary: 's', text: 'x'.repeat(65_536) }],
    ['an annotation on line 0', { title: 't', summary: 's', annotations: [line(0)] }],
    [
      'a column across lines',
      { title: 't', summary: 's', annotations: [{ ...line(1), end_line: 2, start_column: 1 }] },
    ],
    [
      'an unknown level',
      { title: 't', summary: 's', annotations: [{ ...line(1), annotation_level: 'error' as 'notice' }] },
    ],
    ['an unknown key', { title: 't', summary: 's', markdown: 'x' }],
    ['no title', { summary: 's' }],
  ])('refuse %s', async (_, output) => {
    await using github = await start()
    const call = client(github).rest.checks.create({
      ...WHERE,
      name: 'gate',
      head_sha: repository.head,
      output: output as { title: string; summary: string },
    })
    expect(await refusal(call)).toMatchObject({
      status: 422,
      data: { message: expect.stringMatching(/^Invalid request/) },
    })
    expect(github.state.checkRuns).toEqual([])
  })

  it('refuse a commit that does not exist, a status without its conclusion, persons, and other apps', async () => {
    await using github = await start()
    const create = (token: string, more: object) =>
      client(github, token).rest.checks.create({ ...WHERE, name: 'gate', head_sha: repository.head, ...more })
    expect(await refusal(create('ghs-all', { head_sha: '1'.repeat(40) }))).toMatchObject({ status: 422 })
    expect(await refusal(create('ghs-all', { status: 'completed' }))).toMatchObject({ status: 422 })
    expect(await refusal(create('ghp-person', {}))).toMatchObject({
      status: 403,
      data: { message: 'You must authenticate via a GitHub App.' },
    })
    const { data } = await create('ghs-all', {})
    const update = client(github, 'ghs-app').rest.checks.update({
      ...WHERE,
      check_run_id: Number(data.id),
      name: 'x',
    })
    expect(await refusal(update)).toMatchObject({ status: 403 })
  })

  it('are listed by commit and name, the newest of each unless all are asked for', async () => {
    await using github = await start()
    const { rest } = client(github)
    for (const name of ['gate', 'gate', 'other'])
      await rest.checks.create({ ...WHERE, name, head_sha: repository.head })
    const list = (more: object) => rest.checks.listForRef({ ...WHERE, ref: repository.head, ...more })
    expect((await list({})).data.total_count).toBe(2)
    expect((await list({ check_name: 'gate' })).data.check_runs.map(({ id }) => id)).toEqual([
      github.state.checkRuns[1]!.id,
    ])
    expect((await list({ check_name: 'gate', filter: 'all' })).data.total_count).toBe(2)
    expect((await rest.checks.listForRef({ ...WHERE, ref: repository.base })).data.total_count).toBe(0)
  })
})

describe('what git knows', () => {
  it('is told as trees and blobs, and a tree that is too large says so', async () => {
    await using github = await start({ treeLimit: 3 })
    const { rest } = client(github)
    const top = await rest.git.getTree({ ...WHERE, tree_sha: repository.base })
    expect(top.data.tree.map(({ path, type }) => [path, type])).toEqual([
      ['a.txt', 'blob'],
      ['folder', 'tree'],
      ['other.txt', 'blob'],
    ])
    expect(top.data.truncated).toBe(false)
    const all = await rest.git.getTree({ ...WHERE, tree_sha: repository.base, recursive: '1' })
    expect(all.data).toMatchObject({ truncated: true, tree: { length: 3 } })
    const blob = await rest.git.getBlob({ ...WHERE, file_sha: top.data.tree[0]!.sha })
    expect(Buffer.from(blob.data.content, 'base64').toString()).toBe('one\n')
    const raw = await rest.git.getBlob({
      ...WHERE,
      file_sha: top.data.tree[0]!.sha,
      mediaType: { format: 'raw' },
    })
    expect(Buffer.from(raw.data as unknown as ArrayBuffer).toString()).toBe('one\n')
  })

  it('is compared from where the branches parted', async () => {
    await using github = await start()
    const { rest } = client(github)
    const { data } = await rest.repos.compareCommitsWithBasehead({
      ...WHERE,
      basehead: `${repository.base}...${repository.head}`,
    })
    expect(data).toMatchObject({
      status: 'diverged',
      ahead_by: 1,
      behind_by: 1,
      merge_base_commit: { sha: repository.fork },
    })
    expect(data.files?.map(({ filename, status }) => [filename, status])).toEqual([
      ['a.txt', 'modified'],
      ['folder/deep/c.txt', 'removed'],
      ['new.txt', 'added'],
    ])
    const files = await rest.pulls.listFiles({ ...WHERE, pull_number: 7 })
    expect(files.data.map(({ filename }) => filename)).toEqual(data.files?.map(({ filename }) => filename))
  })

  it('has files by path and commits by name', async () => {
    await using github = await start()
    const { rest } = client(github)
    const file = await rest.repos.getContent({ ...WHERE, path: 'folder/b.txt', ref: 'refs/pull/7/head' })
    expect(file.data).toMatchObject({ type: 'file', path: 'folder/b.txt', size: 4 })
    expect((await rest.repos.getCommit({ ...WHERE, ref: 'main' })).data.sha).toBe(repository.base)
    expect((await rest.git.getCommit({ ...WHERE, commit_sha: repository.merge })).data.parents).toHaveLength(
      2,
    )
    expect(await refusal(rest.repos.getContent({ ...WHERE, path: 'none.txt' }))).toMatchObject({
      status: 404,
    })
  })

  it('tells labels and state of the pull request as they are now', async () => {
    await using github = await start()
    const { rest } = client(github)
    expect((await rest.issues.listLabelsOnIssue(PULL)).data.map(({ name }) => name)).toEqual([
      'evals-approved',
    ])
    github.state.pulls.get(7)!.labels = []
    expect((await rest.pulls.get({ ...WHERE, pull_number: 7 })).data).toMatchObject({
      labels: [],
      state: 'open',
    })
  })
})

describe('the git remote', () => {
  const run = promisify(execFile)
  const fetchInto = async (github: FakeGitHub, token: string, ...what: readonly string[]) => {
    using folder = makeFolder()
    const git = (...args: readonly string[]) =>
      run('git', ['-C', folder.path, ...args], {
        env: { PATH: process.env['PATH'], HOME: folder.path, GIT_TERMINAL_PROMPT: '0' },
      })
    await git('init', '--quiet')
    const credential = Buffer.from(`x-access-token:${token}`).toString('base64')
    await git('config', `http.${github.serverUrl}/.extraheader`, `AUTHORIZATION: basic ${credential}`)
    await git('fetch', '--quiet', '--depth=1', `${github.serverUrl}/harbour-lane/shop`, ...what)
    return (await git('rev-parse', 'FETCH_HEAD')).stdout.trim()
  }

  it('gives any commit by its id to who may read contents', async () => {
    await using github = await start()
    expect(await fetchInto(github, 'ghs-read', repository.merge)).toBe(repository.merge)
    expect(await fetchInto(github, 'ghs-read', 'refs/pull/7/head')).toBe(repository.head)
    await expect(fetchInto(github, 'ghs-none', repository.merge)).rejects.toThrow(/403/)
    await expect(fetchInto(github, 'ghs-unknown', repository.merge)).rejects.toThrow()
    await using without = await start({ git: false })
    await expect(fetchInto(without, 'ghs-all', repository.merge)).rejects.toThrow(/not found/)
  })
})

describe('trouble', () => {
  it('comes as it is told, where it is told, as often as it is told', async () => {
    await using github = await start()
    const { rest } = client(github)
    github.fail({ kind: badGateway(), at: 'issues/list-comments', times: 1 })
    expect(await refusal(rest.issues.listComments(PULL))).toMatchObject({ status: 502 })
    expect((await rest.issues.listComments(PULL)).status).toBe(200)

    github.fail({ kind: secondaryLimit(7) })
    expect(await refusal(rest.repos.get(WHERE))).toMatchObject({
      status: 403,
      headers: { 'retry-after': '7' },
    })
    github.mend()
    github.fail({ kind: primaryLimit(4_102_444_800, 429) })
    expect(await refusal(rest.repos.get(WHERE))).toMatchObject({
      status: 429,
      headers: { 'x-ratelimit-remaining': '0' },
    })
    github.mend()

    github.fail({ kind: { delayMs: 120 }, times: 1 })
    const started = performance.now()
    await rest.repos.get(WHERE)
    expect(performance.now() - started).toBeGreaterThan(100)

    github.fail({ kind: 'reset', times: 1 })
    await expect(rest.repos.get(WHERE)).rejects.toThrow()
    github.fail({ kind: 'cut', times: 1 })
    const headers = { authorization: 'token ghs-all' }
    const cut = await fetch(`${github.apiUrl}/repos/harbour-lane/shop`, { headers })
    expect(cut.status).toBe(200)
    await expect(cut.text()).rejects.toThrow()
    github.fail({ kind: 'hang', times: 1 })
    await expect(
      rest.repos.get({ ...WHERE, request: { signal: AbortSignal.timeout(100) } }),
    ).rejects.toThrow()
  })

  it('can lose the answer of what was done', async () => {
    await using github = await start()
    github.fail({ kind: 'reset', at: 'issues/create-comment', afterEffect: true, times: 1 })
    await expect(client(github).rest.issues.createComment({ ...PULL, body: 'x' })).rejects.toThrow()
    expect(github.state.comments).toHaveLength(1)
  })

  it('is remembered with every other request', async () => {
    await using github = await start()
    await client(github).rest.issues.listComments({ ...PULL, per_page: 3 })
    expect(github.requests).toMatchObject([
      { method: 'GET', operation: 'issues/list-comments', query: '?per_page=3', status: 200 },
    ])
  })
})
