import { describe, it } from 'vitest'
import { personalToken } from '../fake-github/identity.ts'
import { pullRequestPayload } from './event-payload.ts'
import { openPullRequest, type ShopPullRequest } from './pull-request.ts'
import { PROMPT, REWORDED, SHOP, UNRELATED, WORSE } from './shop-files.ts'

const LONG = { timeout: 60_000 }
const STRANGER = { login: 'mallory', id: 666, type: 'User' } as const
const OTHER_BOT = { login: 'other[bot]', id: 667, type: 'Bot' } as const

function addComment(shop: ShopPullRequest, author: typeof STRANGER | typeof OTHER_BOT, body: string): void {
  const { state } = shop.github
  const now = state.now()
  state.comments.push({ id: state.nextId(), issue: 7, author, body, createdAt: now, updatedAt: now })
}

describe.concurrent('the comment', () => {
  it('is made once and then kept up to date', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    expect((await shop.run()).code).toBe(1)
    const [first] = shop.ownComments()
    const { id, body } = { ...first! }
    expect(body).toContain('worse')

    shop.push({ [PROMPT]: SHOP[PROMPT], ...REWORDED })
    expect((await shop.run()).code).toBe(0)
    expect(shop.ownComments()).toMatchObject([{ id }])
    expect(shop.ownComments()[0]!.body).toMatch(/does not make .* worse/)
    expect(shop.ownComments()[0]!.body).toContain(shop.pull.head.sha.slice(0, 7))
  })

  it(
    'is not made when nothing is affected, and an existing one is brought up to date',
    LONG,
    async ({ expect }) => {
      await using shop = await openPullRequest({ change: WORSE })
      await shop.run()
      shop.push({ [PROMPT]: SHOP[PROMPT], ...UNRELATED })
      expect((await shop.run()).outputs['verdict']).toBe('unaffected')
      expect(shop.ownComments()).toHaveLength(1)
      expect(shop.ownComments()[0]!.body).toMatch(/affects no eval suite/)
    },
  )

  it('is told from 130 others, of which some carry its marker', LONG, async ({ expect }) => {
    await using model = await openPullRequest({ change: WORSE })
    await model.run()
    const forged = model.ownComments()[0]!.body

    await using shop = await openPullRequest({ change: WORSE })
    for (let number = 0; number < 60; number += 1) addComment(shop, STRANGER, `comment ${number}`)
    for (const author of [STRANGER, OTHER_BOT]) addComment(shop, author, forged)
    await shop.run()
    for (let number = 0; number < 68; number += 1) addComment(shop, STRANGER, `> ${forged}`)
    shop.push({ [PROMPT]: SHOP[PROMPT], ...REWORDED })
    await shop.run()

    expect(shop.github.state.comments).toHaveLength(131)
    expect(shop.ownComments()).toHaveLength(1)
    expect(shop.ownComments()[0]!.body).toMatch(/does not make .* worse/)
    const others = shop.github.state.comments.filter(({ author }) => author.login !== 'github-actions[bot]')
    expect(others.every(({ createdAt, updatedAt }) => createdAt === updatedAt)).toBe(true)
    expect(others.filter(({ body }) => body === forged)).toHaveLength(2)
  })

  it('is found on the second page of comments, and without GraphQL', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE, github: { graphql: false } })
    for (let number = 0; number < 104; number += 1) addComment(shop, STRANGER, `comment ${number}`)
    await shop.run()
    const again = await shop.run()
    expect(shop.ownComments()).toHaveLength(1)
    expect(again.warnings).toEqual([])
  })

  it('of a person’s token is found by its author too', LONG, async ({ expect }) => {
    const person = personalToken('grace', { contents: 'read', pull_requests: 'write', checks: 'write' })
    await using shop = await openPullRequest({
      change: WORSE,
      github: { tokens: { ghs_workflow0token1of2this3job4: person } },
    })
    expect((await shop.run()).code).toBe(1)
    const second = await shop.run()
    expect(second.code).toBe(1)
    expect(shop.github.state.comments).toMatchObject([{ author: { login: 'grace' } }])
    // Persons cannot write check runs: a warning, no more.
    expect(shop.github.state.checkRuns).toEqual([])
    expect(second.warnings.join()).toMatch(/check/)
  })

  it('of a newer run is never overwritten by an older one', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    await shop.run({ runId: 10_000, attempt: 10 })
    const { body } = { ...shop.ownComments()[0]! }
    expect((await shop.run({ runId: 9_999, attempt: 1 })).code).toBe(1)
    expect((await shop.run({ runId: 10_000, attempt: 9 })).code).toBe(1)
    expect(shop.ownComments()).toMatchObject([{ body }])
    await shop.run({ runId: 10_000, attempt: 11 })
    expect(shop.ownComments()).toHaveLength(1)
    expect(shop.ownComments()[0]!.body).not.toBe(body)
    expect(shop.ownComments()[0]!.body).toMatch(/attempt 11/)
  })

  it('is left to the run of a newer push, whenever the older run ends', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    const old = {
      payload: pullRequestPayload(shop.github.state, shop.pull, 'opened'),
      commits: shop.repository.commits(),
    }
    shop.push({ [PROMPT]: SHOP[PROMPT], ...REWORDED })
    expect((await shop.run({ ...old, runId: 100 })).code).toBe(1)
    expect(shop.github.state.comments).toEqual([])
    expect((await shop.run({ runId: 101 })).code).toBe(0)
    const { body } = { ...shop.ownComments()[0]! }
    expect(body).toMatch(/does not make .* worse/)
    for (const runId of [100, 102]) await shop.run({ ...old, runId, attempt: 2 })
    expect(shop.ownComments()).toMatchObject([{ body }])
    const heads = shop.github.state.checkRuns.map(({ headSha, conclusion }) => [headSha, conclusion])
    expect(heads).toContainEqual([old.commits.head, 'failure'])
    expect(heads).toContainEqual([shop.pull.head.sha, 'success'])
  })

  it('stays one when the answer to its creation is lost', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    shop.github.fail({ kind: 'reset', at: 'issues/create-comment', afterEffect: true, times: 1 })
    expect((await shop.run()).code).toBe(1)
    expect(shop.ownComments()).toHaveLength(1)
    // A second one that is deleted again would have told everybody twice.
    const created = shop.github.requests.filter(({ operation }) => operation === 'issues/create-comment')
    expect(created).toHaveLength(1)
  })

  it('becomes one again when two runs at the same time made two', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    // Both learn that there is none before either has made one.
    shop.github.fail({
      kind: { delayMs: 3_000 },
      at: 'issues/list-comments',
      times: 2,
      afterEffect: true,
    })
    const runs = await Promise.all([shop.run({ runId: 5_001 }), shop.run({ runId: 5_002 })])
    expect(runs.map(({ code }) => code)).toEqual([1, 1])
    const created = shop.github.requests.filter(({ operation }) => operation === 'issues/create-comment')
    expect(created).toHaveLength(2)
    expect(shop.ownComments()).toHaveLength(1)
    expect(shop.ownComments()[0]!.body).toContain('5002')
  })

  it('is one for each name', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    for (const name of ['search', 'support', 'search']) await shop.run({ inputs: { name } })
    expect(shop.ownComments()).toHaveLength(2)
    expect(new Set(shop.github.state.checkRuns.map(({ name }) => name)).size).toBe(2)
  })

  it('is left out where the workflow does not want it, and so is the check', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    const run = await shop.run({ inputs: { comment: 'false', check: 'false' } })
    expect(run.code).toBe(1)
    expect(shop.github.state.comments).toEqual([])
    expect(shop.github.state.checkRuns).toEqual([])
    expect(run.summary).toContain('worse')
    expect(run.outputs['comment-url']).toBe('')
  })

  it('is not made on a pull request that was closed meanwhile', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    const payload = pullRequestPayload(shop.github.state, shop.pull, 'opened')
    shop.pull.state = 'closed'
    const run = await shop.run({ payload })
    expect([0, 1]).toContain(run.code)
    expect(shop.github.state.comments).toEqual([])
  })

  it('says that a run was cancelled', LONG, async ({ expect }) => {
    const slow = {
      'evals/model.yaml': `sleep: true\nlatency-ms: { median: 60000 }\n${String(SHOP['evals/model.yaml'])}`,
    }
    await using shop = await openPullRequest({ base: { ...SHOP, ...slow }, change: WORSE })
    const running = await shop.start()
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    running.kill('SIGINT')
    const asked = performance.now()
    const run = await running.finished
    expect(performance.now() - asked).toBeLessThan(7_500)
    expect(run.code).toBe(2)
    expect(run.summary).toMatch(/cancel|interrupt/i)
    expect(shop.ownComments()[0]?.body ?? '').toMatch(/cancel|interrupt/i)
  })
})
