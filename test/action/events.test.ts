import { describe, it } from 'vitest'
import { chat, type FakeProvider, startFakeProvider } from '../provider/fake-provider.ts'
import { dispatchPayload, mergeGroupPayload, pullRequestPayload, pushPayload } from './event-payload.ts'
import { openPullRequest, type ShopOptions } from './pull-request.ts'
import { edited, PROMPT, policyWithProvider, REWORDED, SHOP, SUITE, UNRELATED, WORSE } from './shop-files.ts'

const LONG = { timeout: 60_000 }
const LOOSER = edited(SUITE, 'margin: 0.2', 'margin: 0.5')
const FORK = { ref: 'change', sha: '', repository: 'mallory/shop' }
const READ_ONLY = { contents: 'read', pull_requests: 'read', checks: 'read' } as const

describe.concurrent('pull_request', () => {
  it('labeled with the approval label judges by head’s suites', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: LOOSER })
    expect((await shop.run()).code).toBe(1)
    shop.pull.labels.push('evals-approved')
    const payload = pullRequestPayload(shop.github.state, shop.pull, 'labeled', 'evals-approved')
    const run = await shop.run({ payload })
    expect(run.code).toBe(0)
    expect(run.report?.gate_changes).toMatchObject([{ loosens: true, approved: true }])
    expect(shop.ownComments()).toHaveLength(1)
  })

  it('reads the label as it is now, not as the event says', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: LOOSER, pull: { labels: ['evals-approved'] } })
    const approved = pullRequestPayload(shop.github.state, shop.pull, 'synchronize')
    shop.pull.labels = []
    expect((await shop.run({ payload: approved })).code).toBe(1)
    const without = pullRequestPayload(shop.github.state, shop.pull, 'synchronize')
    shop.pull.labels = ['evals-approved']
    expect((await shop.run({ payload: without })).code).toBe(0)
  })

  it('labeled with another label repeats the verdict without a call', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    await shop.run({ runId: 1_001 })
    const { body } = { ...shop.ownComments()[0]! }
    const payload = pullRequestPayload(shop.github.state, shop.pull, 'labeled', 'docs')
    const run = await shop.run({ payload, runId: 1_002 })
    expect(run.code).toBe(1)
    expect(run.outputs).toMatchObject({ verdict: 'regression', conclusion: 'failure', calls: '0' })
    expect(run.outputs['regressions']).not.toBe('0')
    expect(shop.ownComments()).toMatchObject([{ body }])
    expect(run.summary).not.toBe('')
  })

  it(
    'labeled with another label gates where there is no verdict of this commit yet',
    LONG,
    async ({ expect }) => {
      await using shop = await openPullRequest({ change: WORSE })
      const labeled = () => pullRequestPayload(shop.github.state, shop.pull, 'labeled', 'docs')
      expect((await shop.run({ payload: labeled() })).code).toBe(1)
      shop.push({ [PROMPT]: SHOP[PROMPT], ...REWORDED })
      const run = await shop.run({ payload: labeled() })
      expect(run.code).toBe(0)
      expect(run.outputs['verdict']).toBe('pass')
    },
  )

  it('labeled does not believe a marker that somebody else wrote', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    await using green = await openPullRequest({ change: REWORDED })
    await green.run()
    const { state } = shop.github
    const forged = green.ownComments()[0]!.body.replaceAll(green.pull.head.sha, shop.pull.head.sha)
    const author = { login: 'mallory', id: 666, type: 'User' } as const
    const now = state.now()
    state.comments.push({
      id: state.nextId(),
      issue: 7,
      author,
      body: forged,
      createdAt: now,
      updatedAt: now,
    })
    const run = await shop.run({ payload: pullRequestPayload(state, shop.pull, 'labeled', 'docs') })
    expect(run.code).toBe(1)
  })

  it('of a draft is gated, of a closed pull request is not', LONG, async ({ expect }) => {
    await using draft = await openPullRequest({ change: WORSE, pull: { draft: true } })
    expect((await draft.run()).code).toBe(1)
    expect(draft.ownComments()).toHaveLength(1)
    await using closed = await openPullRequest({ change: WORSE, pull: { state: 'closed', merged: true } })
    const run = await closed.run({ payload: pullRequestPayload(closed.github.state, closed.pull, 'closed') })
    expect(run.code).toBe(0)
    expect(closed.github.state.comments).toEqual([])
    expect(run.outputs['calls'] || '0').toBe('0')
  })

  it('of a bot is gated like any other', LONG, async ({ expect }) => {
    const author = { login: 'renovate[bot]', id: 29_139_614, type: 'Bot' } as const
    await using shop = await openPullRequest({ change: WORSE, pull: { author } })
    expect((await shop.run()).code).toBe(1)
    expect(shop.ownComments()).toHaveLength(1)
  })

  it('whose payload is missing, empty or nonsense is gated as far as possible', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    for (const payload of [{}, [], 'text', { pull_request: { number: 'seven', head: 3 }, action: 4 }]) {
      const run = await shop.run({ payload })
      expect([1, 2]).toContain(run.code)
      expect(`${run.stdout}${run.stderr}`).not.toMatch(/^\s+at .*\(/m)
    }
    const run = await shop.run({ environment: { GITHUB_EVENT_PATH: undefined } })
    expect([1, 2]).toContain(run.code)
  })
})

describe.concurrent('a fork without secrets', () => {
  const withKey = (provider: FakeProvider): ShopOptions['base'] => ({
    ...SHOP,
    ...policyWithProvider(
      `{ kind: openai-compatible, base-url: "${provider.baseUrl}", credential: SHOP_KEY }`,
    ),
  })
  const fork = (provider: FakeProvider): ShopOptions => ({
    base: withKey(provider)!,
    change: WORSE,
    permissions: READ_ONLY,
    pull: { author: { login: 'mallory', id: 666, type: 'User' } },
  })

  it('ends neutral, says why, and calls nobody', LONG, async ({ expect }) => {
    await using provider = await disposable(startFakeProvider())
    await using shop = await openPullRequest(fork(provider))
    Object.assign(shop.pull, { head: { ...FORK, sha: shop.pull.head.sha } })
    const run = await shop.run({ environment: { SHOP_KEY: '' } })
    expect(run.code).toBe(0)
    expect(run.outputs['conclusion']).toBe('neutral')
    expect(run.summary).toMatch(/SHOP_KEY|secret|key/)
    expect(provider.requests).toEqual([])
    expect(shop.github.state.comments).toEqual([])
  })

  it('is the same for Dependabot', LONG, async ({ expect }) => {
    await using provider = await disposable(startFakeProvider())
    await using shop = await openPullRequest(fork(provider))
    const run = await shop.run({ environment: { GITHUB_ACTOR: 'dependabot[bot]' } })
    expect(run.code).toBe(0)
    expect(run.outputs['conclusion']).toBe('neutral')
    expect(provider.requests).toEqual([])
  })

  it('is not an excuse for a branch of the repository itself', LONG, async ({ expect }) => {
    await using provider = await disposable(startFakeProvider())
    await using shop = await openPullRequest({
      ...fork(provider),
      permissions: { ...READ_ONLY, pull_requests: 'write', checks: 'write' },
    })
    const run = await shop.run()
    expect(run.code).toBe(2)
    expect(run.summary).toContain('SHOP_KEY')
    expect(provider.requests).toEqual([])
  })

  it('with the key is gated like any other pull request', LONG, async ({ expect }) => {
    await using provider = await disposable(startFakeProvider(() => chat('billing shipping')))
    await using shop = await openPullRequest(fork(provider))
    Object.assign(shop.pull, { head: { ...FORK, sha: shop.pull.head.sha } })
    const run = await shop.run({ environment: { SHOP_KEY: 'a-key-of-this-shop' } })
    expect(run.outputs['verdict']).toBe('pass')
    expect(provider.requests.length).toBeGreaterThan(0)
  })

  it('still fails for what needs no call: a loosened gate, invalid files', LONG, async ({ expect }) => {
    await using provider = await disposable(startFakeProvider())
    for (const [change, code] of [
      [{ ...WORSE, ...LOOSER }, 1],
      [edited(SUITE, 'assert:', 'asserts:'), 2],
    ] as const) {
      await using shop = await openPullRequest({ ...fork(provider), change })
      Object.assign(shop.pull, { head: { ...FORK, sha: shop.pull.head.sha } })
      expect((await shop.run()).code).toBe(code)
    }
    expect(provider.requests).toEqual([])
  })
})

describe.concurrent('other events', () => {
  it('merge_group gates the group’s commits without a comment', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    const { merge, base } = shop.repository.commits()
    const run = await shop.run({
      eventName: 'merge_group',
      payload: mergeGroupPayload(shop.github.state, shop.pull, merge),
      environment: { GITHUB_HEAD_REF: '', GITHUB_BASE_REF: '' },
    })
    expect(run.code).toBe(1)
    expect(run.report).toMatchObject({ base, head: merge })
    expect(shop.github.state.comments).toEqual([])
    expect(shop.github.state.checkRuns).toMatchObject([
      { name: 'noisefloor', headSha: merge, conclusion: 'failure' },
    ])
  })

  it('push checks the files and calls nothing', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: edited(SUITE, 'assert:', 'asserts:') })
    const { base, head } = shop.repository.commits()
    const push = (after: string, of: 'base' | 'head') =>
      shop.run({
        eventName: 'push',
        payload: pushPayload(shop.github.state, base, after),
        checkout: { of, depth: 1 },
        environment: {
          GITHUB_SHA: after,
          GITHUB_REF: 'refs/heads/main',
          GITHUB_HEAD_REF: '',
          GITHUB_BASE_REF: '',
        },
      })
    const good = await push(base, 'base')
    expect(good.code).toBe(0)
    const bad = await push(head, 'head')
    expect(bad.code).toBe(2)
    expect(bad.summary).toContain('asserts')
    expect(shop.github.state.comments).toEqual([])
  })

  it('workflow_dispatch gates against the default branch, in the summary only', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    const run = await shop.run({
      eventName: 'workflow_dispatch',
      payload: dispatchPayload(shop.github.state),
      checkout: { of: 'head', depth: 0 },
      environment: {
        GITHUB_SHA: shop.pull.head.sha,
        GITHUB_REF: 'refs/heads/change',
        GITHUB_HEAD_REF: '',
        GITHUB_BASE_REF: '',
      },
    })
    expect(run.code).toBe(1)
    expect(run.summary).toContain('worse')
    expect(shop.github.state.comments).toEqual([])
    expect(shop.github.state.checkRuns).toEqual([])
  })

  it.for(['pull_request_target', 'workflow_run', 'issue_comment'])(
    '%s is refused before anything is read or asked',
    LONG,
    async (eventName, { expect }) => {
      await using provider = await disposable(startFakeProvider())
      await using shop = await openPullRequest({
        base: {
          ...SHOP,
          ...policyWithProvider(
            `{ kind: openai-compatible, base-url: "${provider.baseUrl}", credential: SHOP_KEY }`,
          ),
        },
        change: WORSE,
      })
      const before = shop.github.gitRequests()
      const run = await shop.run({
        eventName,
        checkout: { of: 'none' },
        environment: { SHOP_KEY: 'a-key-of-this-shop' },
      })
      expect(run.code).toBe(2)
      expect(`${run.log}${run.commands.map(({ data }) => data).join()}`).toContain(eventName)
      expect(shop.github.requests).toEqual([])
      expect(shop.github.gitRequests()).toBe(before)
      expect(provider.requests).toEqual([])
    },
  )

  it('inputs that cannot be used are explained together', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: UNRELATED })
    const run = await shop.run({ inputs: { mode: 'record', shard: '1/4', check: 'maybe' } })
    expect(run.code).toBe(2)
    const said = `${run.log}${run.commands.map(({ data }) => data).join('\n')}`
    for (const name of ['mode', 'shard', 'check']) expect(said).toContain(name)
    expect(shop.github.requests).toEqual([])
  })
})

/** A provider that closes with its scope. */
async function disposable(started: Promise<FakeProvider>): Promise<FakeProvider & AsyncDisposable> {
  const provider = await started
  return { ...provider, [Symbol.asyncDispose]: () => provider.close() }
}
