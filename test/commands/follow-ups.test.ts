import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Report, reportSchema } from '../../src/report/report.ts'
import type { TestRepository } from '../change/make-repository.ts'
import { chat, startFakeProvider } from '../provider/fake-provider.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository, WORSE_PROMPT } from './triage-repository.ts'

/** Without its line about JSON the prompt breaks one mail and no other. */
const ONE_BROKEN = [
  '  - { when: { all: [{ contains: mail 7 }, { not: { contains: "Answer with JSON." } }] }, multiply: { right: 0 } }',
]
/** It takes the prompt without its line and the other model together. */
const TOGETHER = [
  '  - { when: { all: [{ model: large }, { not: { contains: "Answer with JSON." } }] }, multiply: { wrong: 15 } }',
]
const SUITE = 'evals/triage.eval.yaml'

async function check(repository: TestRepository, args: readonly string[] = [], environment = {}) {
  const run = await runCli(repository.root, ['check', '--json', '--markdown', 'report.md', ...args], {
    environment,
  })
  const report: Report = reportSchema.parse(JSON.parse(run.stdout))
  const comment = readFileSync(join(repository.root, 'report.md'), 'utf8')
  return { code: run.code, report, suite: report.suites[0]!, comment }
}

function changePromptAndModel(repository: TestRepository): void {
  const suite = readFileSync(join(repository.root, SUITE), 'utf8')
  repository.write({ ...WORSE_PROMPT, [SUITE]: suite.replace('model/small', 'model/large') })
}

describe('a check that has turned red', () => {
  it('names the one case that broke, confirmed on fresh pairs, before anything else', async () => {
    using repository = makeTriageRepository({ effects: ONE_BROKEN })
    repository.write(WORSE_PROMPT)
    const { code, suite, comment } = await check(repository)
    expect([code, suite.verdict, suite.culprits!.status]).toEqual([1, 'regression', 'confirmed'])
    expect(suite.cases[0]).toMatchObject({
      case: 'mail-7',
      verdict: 'regression',
      confirmed: { base: { trials: 6 }, head: { mean: 0, trials: 6 } },
    })
    expect(suite.cases.filter((one) => one.confirmed !== undefined)).toHaveLength(1)
    expect(comment.split('\n')[0]).toContain('`mail-7` got worse, confirmed on 6 fresh pairs.')
    expect(comment).toContain('confirmed on 6 fresh pairs, 100')
    expect(suite.calls.follow_up).toBeGreaterThan(0)
    expect(suite.calls.base + suite.calls.head).toBe(2 * suite.pairs.complete + suite.calls.follow_up!)
    // One ingredient changed: there is nothing to tell apart.
    expect(suite.attribution).toBeUndefined()
    const terminal = await runCli(repository.root, ['check'])
    expect(terminal.stdout).toContain('mail-7 got worse, confirmed on 6 fresh pairs.')
  })

  it('says that the drop is spread where no case stands out', async () => {
    using repository = makeTriageRepository({ cases: 30 })
    repository.write(WORSE_PROMPT)
    const { suite, comment } = await check(repository)
    expect([suite.verdict, suite.culprits!.status]).toEqual(['regression', 'spread'])
    expect(comment).toContain('The drop is spread over many cases and none of them stands out')
    const terminal = await runCli(repository.root, ['check'])
    expect(terminal.stdout).toContain('The drop is spread over many cases and none of them stands out')
  })

  it('says which of two changed ingredients the drop comes from', async () => {
    using repository = makeTriageRepository({ effects: ONE_BROKEN })
    changePromptAndModel(repository)
    const { suite, comment } = await check(repository)
    expect(suite.attribution!.map((one) => [one.ingredient, one.verdict])).toEqual([
      ['prompt', 'explains'],
      ['model', 'excluded'],
    ])
    expect(comment.split('\n')[0]).toContain(
      'The drop comes from the changed prompt, not from the model alone',
    )
    expect(comment).toContain('| prompt of head | `queue` |')
  })

  it('does not blame one ingredient where it takes two', async () => {
    using repository = makeTriageRepository({ cases: 20, effects: TOGETHER })
    changePromptAndModel(repository)
    const { suite } = await check(repository)
    expect(suite.verdict).toBe('regression')
    expect(suite.attribution!.map((one) => one.verdict)).toEqual(['excluded', 'excluded'])
    expect(suite.attribution_reason).toContain('it takes them together')
  })

  it('pays for its follow-ups once: a second run and one offline say the same', async () => {
    using repository = makeTriageRepository({ effects: ONE_BROKEN })
    changePromptAndModel(repository)
    const first = await check(repository)
    for (const args of [['--seed', '7'], ['--offline']]) {
      const again = await check(repository, args)
      expect(again.report.calls).toBe(0)
      expect([again.suite.metrics, again.suite.cases, again.suite.attribution]).toEqual([
        first.suite.metrics,
        first.suite.cases,
        first.suite.attribution,
      ])
      expect([again.suite.culprits, again.suite.attribution_reason]).toEqual([
        first.suite.culprits,
        first.suite.attribution_reason,
      ])
      expect(again.suite.calls.cached).toBe(first.report.calls)
    }
  })

  it('keeps its verdict when the budget is gone, and says that nobody could be confirmed', async () => {
    await using provider = await startFakeProvider(({ body }) => {
      const prompt = body.messages![0]!.content
      const isBroken = /mail [0-7]\b/.test(prompt) && !prompt.includes('JSON')
      return chat(isBroken ? '{"queue":"other"}' : '{"queue":"billing"}')
    })
    // Room for the first look at twenty pairs and two pairs more.
    using repository = makeTriageRepository({
      baseUrl: provider.baseUrl,
      policy: ['budget: { calls: 44 }'],
      cases: 20,
    })
    repository.write(WORSE_PROMPT)
    const { code, suite } = await check(repository, [], { TRIAGE_KEY: 'sk-0123456789' })
    expect([code, suite.verdict, suite.culprits!.status]).toEqual([1, 'regression', 'not-tried'])
    expect(suite.culprits!.reason).toContain('8 cases stand out, but could not be confirmed')
    expect(suite.cases.some((one) => one.confirmed !== undefined)).toBe(false)
    expect(provider.requests.length).toBeLessThanOrEqual(44)
  })
})
