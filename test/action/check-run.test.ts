import { describe, it } from 'vitest'
import { openPullRequest } from './pull-request.ts'
import { edited, PROMPT, SHOP, SUITE, WORSE } from './shop-files.ts'

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
    const rules = Array.from({ length: 14 }, (_, index) => `prompts/rules-${index}.md`)
    const text = (line: (index: number) => string) =>
      Array.from({ length: 9 }, (_, index) => line(index)).join('\n')
    const before = Object.fromEntries(rules.map((file) => [file, text((index) => `Rule ${index}.`)]))
    const after = Object.fromEntries(
      rules.map((file) => [
        file,
        text((index) => (index % 2 === 0 ? `Rule ${index}. Always.` : `Rule ${index}.`)),
      ]),
    )
    const messages = rules.map((file) => `    - { role: system, file: ../${file} }`).join('\n')
    const prompt = `prompt:\n${messages}\n    - { role: user, file: ../${PROMPT} }`
    const base = { ...SHOP, ...before, ...edited(SUITE, 'prompt: ../prompts/triage.md', prompt) }
    await using shop = await openPullRequest({ base, change: { ...after, ...WORSE } })
    const run = await shop.run()
    expect(run.warnings).toEqual([])
    expect(shop.github.state.checkRuns).toHaveLength(1)
    const [check] = shop.github.state.checkRuns
    expect(check!.conclusion).toBe('failure')
    expect(check!.annotations.length).toBeGreaterThan(50)
    const places = check!.annotations.map(
      ({ path, start_line, end_line }) => `${path} ${start_line} ${end_line}`,
    )
    expect(new Set(places).size).toBe(places.length)
    for (const { path, start_line } of check!.annotations) {
      expect(path === PROMPT ? [2] : [1, 3, 5, 7, 9]).toContain(start_line)
    }
  })

  it('stays one when the answer to its creation is lost', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    shop.github.fail({ kind: 'reset', at: 'checks/create', afterEffect: true, times: 1 })
    const run = await shop.run()
    expect(run.warnings).toEqual([])
    expect(shop.github.state.checkRuns).toMatchObject([{ conclusion: 'failure', annotations: { length: 1 } }])
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
