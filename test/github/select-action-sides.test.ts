import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FileTree } from '../../src/boundary/file-tree.ts'
import { readText } from '../../src/boundary/read-text.ts'
import { runProcess } from '../../src/boundary/run-process.ts'
import { openRepository } from '../../src/change/repository.ts'
import { openCommitReader } from '../../src/github/commit-reader.ts'
import type { TriggerEvent } from '../../src/github/event.ts'
import { type SidesRequest, selectActionSides } from '../../src/github/select-action-sides.ts'
import { cloneRepository, makeRepository, type TestRepository } from '../change/make-repository.ts'
import { answerFrom } from './api-repository.ts'
import { connect, serveApi } from './api-server.ts'

/** main: 1 - 2 - 3; the pull request branched off at 2; `merge` is what GitHub makes of them. */
function makeOrigin() {
  const origin = makeRepository()
  origin.write({ 'prompt.md': 'one\n', 'base-only.md': 'one\n' })
  origin.commit()
  origin.write({ 'prompt.md': 'two\n' })
  const fork = origin.commit()
  origin.branch('change')
  origin.write({ 'prompt.md': 'changed\n' })
  const head = origin.commit()
  origin.checkout('main')
  origin.write({ 'base-only.md': 'three\n' })
  const base = origin.commit()
  origin.git('checkout', '--quiet', '--detach')
  const merge = origin.merge(head)
  for (const [name, commit] of [
    ['pull/7/merge', merge],
    ['pull/7/head', head],
  ])
    origin.git('update-ref', `refs/${name}`, commit!)
  origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  origin.checkout('main')
  return { origin, fork, head, base, merge, [Symbol.dispose]: () => origin.cleanup() }
}

let made: ReturnType<typeof makeOrigin>
beforeAll(() => {
  made = makeOrigin()
})
afterAll(() => made.origin.cleanup())

/** What actions/checkout leaves behind. */
function checkOut(origin: TestRepository, commit: string, depth: number | undefined): TestRepository {
  const clone = cloneRepository(origin, '--no-checkout', ...(depth === undefined ? [] : [`--depth=${depth}`]))
  clone.git('fetch', '--quiet', ...(depth === undefined ? [] : [`--depth=${depth}`]), 'origin', commit)
  clone.git('checkout', '--quiet', '--detach', commit)
  return clone
}

const pullRequest = (base: string, head: string): TriggerEvent => ({
  kind: 'pull-request',
  action: 'opened',
  number: 7,
  base,
  head,
  closed: false,
  outside: false,
  labels: [],
})

async function select(
  clone: TestRepository | undefined,
  request: Partial<SidesRequest> & Pick<SidesRequest, 'event'>,
) {
  const repository =
    clone === undefined
      ? undefined
      : await openRepository(clone.root, runProcess, {
          environment: { PATH: process.env['PATH'], GIT_ALLOW_PROTOCOL: 'file' },
        })
  try {
    const sides = await selectActionSides({
      base: undefined,
      head: undefined,
      sha: undefined,
      repository,
      openReader: undefined,
      ...request,
    })
    const read = (tree: FileTree) => readText(tree, 'prompt.md')
    return {
      base: sides.base.sha,
      head: sides.head.sha,
      changed: [...sides.changedPaths],
      prompts: [await read(sides.base.tree), await read(sides.head.tree)],
      notes: sides.notes,
    }
  } finally {
    await repository?.close()
  }
}

describe('the sides of a run', () => {
  it.each([1, 2, undefined])(
    'are the merge of the pull request and its first parent, at depth %s',
    async (depth) => {
      using clone = checkOut(made.origin, made.merge, depth)
      expect(await select(clone, { event: pullRequest(made.base, made.head) })).toMatchObject({
        base: made.base,
        head: made.merge,
        changed: ['prompt.md'],
        prompts: ['two\n', 'changed\n'],
      })
    },
  )

  it.each([1, undefined])(
    'are the head and where it left base when the head is checked out, at depth %s',
    async (depth) => {
      using clone = checkOut(made.origin, made.head, depth)
      expect(await select(clone, { event: pullRequest(made.base, made.head) })).toMatchObject({
        base: made.fork,
        head: made.head,
        changed: ['prompt.md'],
      })
    },
  )

  it('are those of the event when something else is checked out', async () => {
    using clone = checkOut(made.origin, made.base, 1)
    const sides = await select(clone, { event: pullRequest(made.base, made.head) })
    expect(sides).toMatchObject({ base: made.fork, head: made.head })
    expect(sides.notes.join(' ')).toContain('head is another commit')
  })

  it('are not those of a merge of something else', async () => {
    using clone = checkOut(made.origin, made.merge, undefined)
    const event = pullRequest(made.base, made.fork)
    expect(await select(clone, { event })).toMatchObject({ head: made.fork })
  })

  it('are not those of a merge of the same head that the event did not run for: its first parent is anybody’s choice', async () => {
    using clone = checkOut(made.origin, made.merge, undefined)
    const event = pullRequest(made.base, made.head)
    expect(await select(clone, { event, sha: 'f'.repeat(40) })).toMatchObject({ head: made.head })
  })

  it('are what the inputs name', async () => {
    using clone = checkOut(made.origin, made.merge, undefined)
    const event = pullRequest(made.base, made.head)
    expect(await select(clone, { event, base: `${made.fork}^` })).toMatchObject({
      base: made.origin.git('rev-parse', `${made.fork}^`),
      head: made.head,
      prompts: ['one\n', 'changed\n'],
    })
    expect(await select(clone, { event, head: made.base })).toMatchObject({
      base: made.base,
      head: made.base,
    })
  })

  it('of a payload without commits are those of the merge that is checked out', async () => {
    using clone = checkOut(made.origin, made.merge, 2)
    const event: TriggerEvent = {
      kind: 'pull-request',
      action: '',
      closed: false,
      outside: false,
      labels: [],
    }
    expect(await select(clone, { event })).toMatchObject({ base: made.base, head: made.merge })
  })

  it('of a merge queue are its base and head, merged or squashed', async () => {
    using own = makeOrigin()
    const event = { kind: 'merge-group', base: own.base, head: own.merge } as const
    using clone = checkOut(own.origin, own.merge, 1)
    expect(await select(clone, { event })).toMatchObject({ base: own.base, head: own.merge })
    own.origin.write({ 'prompt.md': 'squashed\n' })
    const squashed = own.origin.commit()
    using other = checkOut(own.origin, squashed, 1)
    expect(await select(other, { event: { ...event, head: squashed } })).toMatchObject({
      base: own.base,
      head: squashed,
    })
  })

  it('of other events are the checkout and where it left the default branch', async () => {
    using clone = checkOut(made.origin, made.head, undefined)
    const event = { kind: 'other', outside: false, name: 'workflow_dispatch', defaultBranch: 'main' } as const
    expect(await select(clone, { event })).toMatchObject({ base: made.fork, head: made.head })
  })
})

describe('the sides of a run without a usable checkout', () => {
  async function throughApi(
    request: Partial<SidesRequest> & Pick<SidesRequest, 'event'>,
    clone?: TestRepository,
  ) {
    await using server = await serveApi(answerFrom(made.origin))
    await using connected = connect(server.url)
    const openReader = async () => openCommitReader(connected.github)
    const sides = await select(clone, { openReader, ...request })
    return { ...sides, asked: server.received.map(({ path }) => path) }
  }

  it('are the merge and its first parent, read through the API', async () => {
    expect(await throughApi({ event: pullRequest(made.base, made.head), sha: made.merge })).toMatchObject({
      base: made.base,
      head: made.merge,
      changed: ['prompt.md'],
      prompts: ['two\n', 'changed\n'],
    })
  })

  it('are the head and where it left base when the merge is gone', async () => {
    const sha = '1'.repeat(40)
    expect(await throughApi({ event: pullRequest(made.base, made.head), sha })).toMatchObject({
      base: made.fork,
      head: made.head,
      changed: ['prompt.md'],
    })
  })

  it('are read through the API when git cannot reach its remote', async () => {
    using clone = checkOut(made.origin, made.merge, 1)
    clone.git('remote', 'remove', 'origin')
    const sides = await throughApi({ event: pullRequest(made.base, made.head), sha: made.merge }, clone)
    expect(sides).toMatchObject({ base: made.base, head: made.merge, prompts: ['two\n', 'changed\n'] })
  })

  it('may be named by branches', async () => {
    const event = { kind: 'other', outside: false, name: 'workflow_dispatch' } as const
    expect(await throughApi({ event, base: 'main', head: 'change' })).toMatchObject({
      base: made.fork,
      head: made.head,
    })
  })

  it('are an error that names every way that failed', async () => {
    using clone = checkOut(made.origin, made.merge, 1)
    clone.git('remote', 'remove', 'origin')
    const missing = pullRequest('1'.repeat(40), '2'.repeat(40))
    const attempt = throughApi({ event: missing }, clone)
    await expect(attempt).rejects.toThrow(/cannot fetch 2{12}[\s\S]*through the API[\s\S]*fetch-depth: 2/)
    await expect(select(undefined, { event: missing })).rejects.toThrow(
      'there is neither a git checkout nor a token to read the repository with',
    )
  })

  it('hold only content that has the id that git gives it', async () => {
    const answer = answerFrom(made.origin)
    await using server = await serveApi((request) =>
      request.path.includes('/git/blobs/')
        ? { body: { content: Buffer.from('forged').toString('base64'), encoding: 'base64' } }
        : answer(request),
    )
    await using connected = connect(server.url)
    const reader = openCommitReader(connected.github)
    const tree = reader.tree(made.head, await reader.entries(made.head))
    await expect(tree.read('prompt.md')).rejects.toThrow('did not arrive whole')
  })

  it('refuse symbolic links and paths out of the repository, as a checkout does', async () => {
    using own = makeOrigin()
    own.origin.checkout('change')
    own.origin.git(
      'update-index',
      '--add',
      '--cacheinfo',
      `120000,${own.origin.git('rev-parse', 'HEAD:prompt.md')},link.md`,
    )
    own.origin.git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'link')
    const commit = own.origin.git('rev-parse', 'HEAD')
    rmSync(`${own.origin.root}/link.md`, { force: true })
    await using server = await serveApi(answerFrom(own.origin))
    await using connected = connect(server.url)
    const reader = openCommitReader(connected.github)
    const tree = reader.tree(commit, await reader.entries(commit))
    expect(await tree.list()).toEqual(['base-only.md', 'prompt.md'])
    await expect(tree.read('link.md')).rejects.toThrow('symbolic link')
    await expect(tree.read('../etc/passwd')).rejects.toThrow('leaves the repository')
    expect(await tree.read('nothing.md')).toBeUndefined()
    await expect(tree.read('prompt.md', { maxBytes: 3 })).rejects.toThrow('more than the 3 allowed')
  })
})
