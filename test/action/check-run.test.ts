import { describe, it } from 'vitest'
import { openPullRequest } from './pull-request.ts'
import { edited, PROMPT, SHOP, WORSE } from './shop-files.ts'

const LONG = { timeout: 60_000 }

describe.concurrent('the check run', () => {
  it(
    'stands on the head of the pull request and points at the lines that changed',
    LONG,
    async ({ expect }) => {
      await using shop = await openPullRequest({ change: WORSE })
      await shop.run()
      const [check] = shop.github.state.checkRuns
      expect(check).toMatchObject({ name: 'noisefloor', headSha: shop.pull.head.sha, conclusion: 'failure' })
      expect(check!.headSha).not.toBe(shop.repository.commits().merge)
      expect(check!.annotations).toMatchObject([
        {
          path: PROMPT,
          start_line: 2,
          end_line: 2,
          annotation_level: expect.stringMatching(/failure|warning/),
        },
      ])
      expect(check!.title).toMatch(/worse/)
    },
  )

  it('brings many annotations in several requests', LONG, async ({ expect }) => {
    const lines = Array.from({ length: 400 }, (_, line) => `Rule ${line}.`)
    const before = { ...SHOP, ...edited(PROMPT, 'Think before you answer.', `Think.\n${lines.join('\n')}`) }
    const after = lines.map((line, index) => (index % 2 === 0 ? line : `${line} Always.`))
    const change = edited(PROMPT, 'Think before you answer.', `Be quick.\n${after.join('\n')}`)
    await using shop = await openPullRequest({ base: before, change })
    const run = await shop.run()
    expect(run.warnings).toEqual([])
    const [check] = shop.github.state.checkRuns
    expect(shop.github.state.checkRuns).toHaveLength(1)
    expect(check!.conclusion).toBe('failure')
    expect(check!.annotations.length).toBeGreaterThan(0)
    const changed = new Set([2, ...after.flatMap((_, index) => (index % 2 === 0 ? [] : [index + 3]))])
    expect(
      check!.annotations.every(({ path, start_line }) => path === PROMPT && changed.has(start_line)),
    ).toBe(true)
  })

  it('is made anew by a new run, so that the newest is shown', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    await shop.run({ runId: 1_001 })
    await shop.run({ runId: 1_001, attempt: 2 })
    const { checkRuns } = shop.github.state
    expect(checkRuns.at(-1)).toMatchObject({ conclusion: 'failure', status: 'completed' })
    expect(checkRuns.at(-1)!.annotations).toHaveLength(1)
  })
})
