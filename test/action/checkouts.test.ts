import { describe, it } from 'vitest'
import type { Checkout } from './checkout.ts'
import { openPullRequest } from './pull-request.ts'
import { PROMPT, SHOP, UNRELATED, WORSE } from './shop-files.ts'

const LONG = { timeout: 60_000 }

const CHECKOUTS: Readonly<Record<string, Checkout>> = {
  'the merge commit alone': { of: 'merge', depth: 1 },
  'the merge commit with its parents': { of: 'merge', depth: 2 },
  'the merge commit with all history': { of: 'merge', depth: 0 },
  'the head commit alone': { of: 'head', depth: 1 },
  'the head commit with all history': { of: 'head', depth: 0 },
  'the base branch': { of: 'base', depth: 1 },
  'the merge commit alone, without credentials': { of: 'merge', depth: 1, persistCredentials: false },
  'the head commit alone, without credentials': { of: 'head', depth: 1, persistCredentials: false },
  nothing: { of: 'none' },
}

describe.concurrent('whatever the workflow checks out', () => {
  it.for(Object.entries(CHECKOUTS))(
    '%s: the pull request is judged',
    LONG,
    async ([, checkout], { expect }) => {
      await using shop = await openPullRequest({
        change: WORSE,
        meanwhile: { 'CHANGES.md': 'Something else.\n' },
      })
      const run = await shop.run({ checkout })
      expect(run.code).toBe(1)
      expect(run.warnings).toEqual([])
      expect(run.report?.suites).toMatchObject([
        { suite: 'triage', verdict: 'regression', affected_by: [PROMPT] },
      ])
      const { base, fork, head, merge } = shop.repository.commits()
      expect([base, fork]).toContain(run.report?.base)
      expect([head, merge]).toContain(run.report?.head)
      expect(shop.github.state.checkRuns).toMatchObject([{ headSha: head }])
    },
  )

  it.for(Object.entries(CHECKOUTS))(
    '%s: what others merged is not taken for a change',
    LONG,
    async ([, checkout], { expect }) => {
      // The base branch got worse after the pull request had left it; the pull request does not touch the prompt.
      await using shop = await openPullRequest({ change: UNRELATED, meanwhile: WORSE })
      const run = await shop.run({ checkout })
      expect(run.code).toBe(0)
      expect(run.outputs['verdict']).toBe('unaffected')
    },
  )

  it('the merge commit alone, and the remote is gone: the API has both sides', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    const run = await shop.run({ checkout: { of: 'merge', depth: 1, removeRemote: true } })
    expect(run.code).toBe(1)
    expect(run.report?.suites).toMatchObject([{ verdict: 'regression', affected_by: [PROMPT] }])
  })

  it('nothing, and the tree is larger than GitHub lists at once', LONG, async ({ expect }) => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`docs/${n}.md`, `${n}\n`]))
    await using shop = await openPullRequest({
      base: { ...SHOP, ...files },
      change: WORSE,
      github: { treeLimit: 20 },
    })
    const run = await shop.run({ checkout: { of: 'none' } })
    // Either it reads the folders one by one, or it says that it cannot: never green.
    expect([1, 2]).toContain(run.code)
    if (run.code === 2) expect(run.summary).toMatch(/too large|truncated|check ?out/i)
  })

  it('nothing, and more files changed than GitHub compares', LONG, async ({ expect }) => {
    const files = Object.fromEntries(Array.from({ length: 320 }, (_, n) => [`a-docs/${n}.md`, `${n}\n`]))
    await using shop = await openPullRequest({ change: { ...files, ...WORSE } })
    const run = await shop.run({ checkout: { of: 'none' } })
    expect(run.code).toBe(1)
    expect(run.report?.suites).toMatchObject([{ verdict: 'regression' }])
  })

  it('the merge of an earlier push: the commits of the event are judged', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: UNRELATED })
    const commits = shop.repository.commits()
    shop.push(WORSE)
    for (const depth of [1, 0]) {
      const run = await shop.run({ commits, checkout: { of: 'merge', depth } })
      expect(run.code).toBe(1)
      expect(run.report?.suites).toMatchObject([{ verdict: 'regression', affected_by: [PROMPT] }])
    }
  })

  it('inputs name base and head', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    const { base, head } = shop.repository.commits()
    const same = await shop.run({ checkout: { of: 'merge', depth: 0 }, inputs: { base, head: base } })
    expect(same.outputs['verdict']).toBe('unaffected')
    const named = await shop.run({ checkout: { of: 'merge', depth: 0 }, inputs: { base, head } })
    expect(named.report).toMatchObject({ base, head, verdict: 'regression' })
  })
})
