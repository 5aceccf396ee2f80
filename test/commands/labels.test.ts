import { readFileSync, writeFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Report, reportSchema } from '../../src/report/report.ts'
import { chat, startFakeProvider } from '../provider/fake-provider.ts'
import { actingNodes } from '../report/markdown-tree.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT, WORSE_PROMPT } from './triage-repository.ts'

const QUEUE = '  mix: { label: { json-path: $.queue } }'
const ASSERT = '  - { metric: mix, distribution: { total-variation: 0.15 } }'

/** Replies of four kinds; without the prompt's line, mails go to `other`, to the second tool, and are refused more often. */
const SIMULATED = `rules:
  - replies:
      - { label: right, weight: 60, text: '{"queue":"billing"}', tool-calls: [{ name: lookup_order, arguments: {} }] }
      - { label: other, weight: 30, text: '{"queue":"other"}', tool-calls: [{ name: refund, arguments: {} }] }
      - { label: chatty, weight: 10, text: 'Which queue would you like?' }
effects:
  - when: { not: { contains: "Answer with JSON." } }
    multiply: { right: 0.2 }
`

async function checkJson(directory: string, args: readonly string[] = []) {
  const run = await runCli(directory, ['check', '--json', ...args])
  const report: Report = reportSchema.parse(JSON.parse(run.stdout))
  return { ...run, report, metric: report.suites[0]!.metrics[0]! }
}

async function recordedTrials(directory: string): Promise<readonly Record<string, unknown>[]> {
  const files = await Array.fromAsync(glob('.noisefloor/ledger/*/trials.jsonl', { cwd: directory }))
  return files.flatMap((file) =>
    readFileSync(join(directory, file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  )
}

describe('a distribution of labels', () => {
  it('is red when the queues shift, and says which', async () => {
    using repository = makeTriageRepository({ simulated: SIMULATED, scorers: [QUEUE], assert: [ASSERT] })
    repository.write(WORSE_PROMPT)
    const { code, report, metric } = await checkJson(repository.root, ['--markdown', 'report.md'])
    expect([code, report.verdict]).toEqual([1, 'regression'])
    expect(metric.label_count).toBe(3)
    // Labels are neither better nor worse: no case got worse.
    expect(report.suites[0]!.cases).toEqual([])
    const shares = new Map(metric.labels!.map(({ label, base, head }) => [label, head - base]))
    expect([...shares.keys()].sort()).toEqual(['(unreadable)', 'billing', 'other'])
    expect(shares.get('billing')).toBeLessThan(0)
    const risen = [...shares.values()].reduce((sum, change) => sum + Math.max(0, change), 0)
    expect(risen).toBeCloseTo(metric.delta!.estimate, 9)
    const told = /^- `mix`: .*`billing` \S+ % → \S+ %/m
    expect(readFileSync(join(repository.root, 'report.md'), 'utf8')).toMatch(told)
    const again = await runCli(repository.root, ['check'])
    expect(again.stdout).toMatch(/^ {2}mix: .*billing \S+ % → \S+ %/m)
  })

  const FEW_MOVED = [3, 4, 7].map(
    (mail) =>
      `  - { when: { all: [{ contains: mail ${mail} }, { not: { contains: "Answer with JSON." } }] }, multiply: { right: 0 } }`,
  )
  const few = (policy: readonly string[] = [], assert = [ASSERT]) =>
    makeTriageRepository({ cases: 20, effects: FEW_MOVED, scorers: [QUEUE], assert, policy })

  it('names the cases whose label moved, from what to what, confirmed on fresh pairs', async () => {
    using repository = few()
    repository.write(WORSE_PROMPT)
    const { report, metric } = await checkJson(repository.root, ['--markdown', 'report.md'])
    const [suite] = report.suites
    expect([suite!.verdict, suite!.culprits]).toMatchObject([
      'regression',
      { of: 'labels', status: 'confirmed' },
    ])
    const confirmed = metric.moved_cases!.filter((one) => one.confirmed !== undefined)
    expect(confirmed.map((one) => one.case).sort()).toEqual(['mail-3', 'mail-4', 'mail-7'])
    expect(metric.moved_cases!.slice(0, 3)).toEqual(confirmed)
    expect(metric.moved_cases!.length).toBeLessThanOrEqual(5)
    for (const { from, to, confirmed: fresh } of confirmed) {
      expect([from.label, to.label]).toEqual(['billing', 'other'])
      expect(fresh!.p).toBeLessThan(0.05)
      expect(fresh!.base).toEqual({ mean: expect.any(Number), trials: 6 })
      expect(fresh!.head).toEqual({ mean: 0, trials: 6 })
    }
    expect(suite!.calls.follow_up).toBeGreaterThanOrEqual(36)
    const comment = readFileSync(join(repository.root, 'report.md'), 'utf8')
    expect(comment.split('\n')[0]).toMatch(
      /`mail-\d`, .* moved to another label, confirmed on 6 fresh pairs each\./,
    )
    expect(comment).toMatch(/^\| `mail-7` \| `mix` \| `billing` .+ → 0.% \| `other` .+ → 100.% \|/m)
    const again = await runCli(repository.root, ['check'])
    expect(again.stdout).toMatch(/mail-7: mix billing \S+ % → 0 %, other \S+ % → 100 %/)
    const offline = await checkJson(repository.root, ['--offline'])
    expect(offline.report.suites[0]!.metrics).toEqual(report.suites[0]!.metrics)
  })

  it('names no label of those cases where the policy publishes no outputs', async () => {
    using repository = few(['publish: { outputs: none }'])
    repository.write(WORSE_PROMPT)
    const { metric, stdout } = await checkJson(repository.root, ['--markdown', 'report.md'])
    expect(metric.moved_cases!.slice(0, 3).map(({ from }) => Object.keys(from))).toEqual(
      new Array(3).fill(['base', 'head']),
    )
    const again = await runCli(repository.root, ['check'])
    const comment = readFileSync(join(repository.root, 'report.md'), 'utf8')
    for (const text of [stdout, comment, again.stdout]) {
      expect(text).toContain('mail-7')
      expect(text).not.toMatch(/billing|\bother\b/)
    }
  })

  it('describes those cases without a claim where it is only advisory, and buys nothing for it', async () => {
    using repository = few([], [`${ASSERT.slice(0, -2)}, role: advisory }`])
    repository.write(WORSE_PROMPT)
    const { report, metric } = await checkJson(repository.root)
    expect([metric.verdict, report.suites[0]!.calls.follow_up]).toEqual(['regression', undefined])
    expect(metric.moved_cases!.some((one) => one.confirmed !== undefined)).toBe(false)
    const again = await runCli(repository.root, ['check'])
    expect(again.stdout).toContain("By the run's own pairs; not tested case by case.")
  })

  it('passes a rewording that leaves the queues as they are', async () => {
    using repository = makeTriageRepository({ scorers: [QUEUE], assert: [ASSERT] })
    repository.write(REWORDED_PROMPT)
    const { code, report } = await checkJson(repository.root)
    expect([code, report.verdict]).toEqual([0, 'pass'])
  })

  it('can be of tools, of outputs and of outcomes', async () => {
    using repository = makeTriageRepository({
      simulated: SIMULATED,
      scorers: ['  tool: { label: tool }', '  text: { label: output }'],
      assert: ['tool', 'text', 'outcome'].map((metric) => `  - { metric: ${metric}, distribution: 0.2 }`),
    })
    repository.write(WORSE_PROMPT)
    const { code, report } = await checkJson(repository.root)
    expect(code).toBe(1)
    const labels = report.suites[0]!.metrics.map((metric) => metric.labels!.map(({ label }) => label).sort())
    expect(labels).toEqual([
      ['(none)', 'lookup_order', 'refund'],
      ['Which queue would you like?', '{"queue":"billing"}', '{"queue":"other"}'],
      ['invalid', 'ok'],
    ])
  })

  it('of scores has the scores for labels', async () => {
    using repository = makeTriageRepository({
      simulated: SIMULATED,
      assert: ['  - { metric: queue, distribution: 0.2 }'],
    })
    repository.write(WORSE_PROMPT)
    const { metric } = await checkJson(repository.root)
    expect(metric.labels!.map(({ label }) => label).sort()).toEqual(['0', '1'])
  })

  it('reads labels from recorded outputs again, and records no labels as scores', async () => {
    using repository = makeTriageRepository({ simulated: SIMULATED, scorers: [QUEUE], assert: [ASSERT] })
    repository.write(WORSE_PROMPT)
    const first = await checkJson(repository.root)
    const trials = await recordedTrials(repository.root)
    expect(trials.length).toBe(first.report.calls)
    for (const trial of trials) expect(Object.keys(trial['scores'] as object)).toEqual(['queue'])
    const offline = await checkJson(repository.root, ['--offline'])
    expect(offline.report.calls).toBe(0)
    expect(offline.report.suites[0]!.metrics).toEqual(first.report.suites[0]!.metrics)
  })

  it('says only how many labels there are where the policy publishes no outputs', async () => {
    using repository = makeTriageRepository({
      simulated: SIMULATED,
      scorers: [QUEUE],
      assert: [ASSERT],
      policy: ['publish: { outputs: none }'],
    })
    repository.write(WORSE_PROMPT)
    const { metric, stdout } = await checkJson(repository.root, ['--markdown', 'report.md'])
    expect([metric.verdict, metric.label_count, metric.labels]).toEqual(['regression', 3, undefined])
    const again = await runCli(repository.root, ['check'])
    const markdown = readFileSync(join(repository.root, 'report.md'), 'utf8')
    for (const text of [stdout, markdown, again.stdout]) expect(text).not.toMatch(/billing|other queue/)
    expect(markdown).toContain('- `mix`: 3 labels, which are outputs and not published')
  })

  it('keeps a secret out of labels that was spelt in escapes, where outputs cannot show it', async () => {
    const spelt = '{"queue":"sk\\u002dcanary-0123456789"}'
    await using provider = await startFakeProvider(() => chat(spelt))
    using repository = makeTriageRepository({
      baseUrl: provider.baseUrl,
      scorers: [QUEUE],
      assert: [ASSERT],
      cases: 2,
    })
    repository.write(REWORDED_PROMPT)
    const environment = { TRIAGE_KEY: 'sk-canary-0123456789' }
    const run = await runCli(repository.root, ['check', '--json'], { environment })
    const { metrics } = reportSchema.parse(JSON.parse(run.stdout)).suites[0]!
    expect(metrics[0]!.labels).toEqual([{ label: '***', base: 1, head: 1 }])
    const tried = await runCli(repository.root, ['try', 'mail-0'], { environment })
    expect(tried.stdout).toContain('mix: ***')
    expect(run.stdout + tried.stdout.replaceAll('\\u002d', '?')).not.toContain('sk-canary')
  })

  it('lets no label act, however hostile, in a terminal, a log or a comment', async () => {
    const hostile = [
      '::error file=a::b',
      '##[error]c',
      '<img src=x> @octocat [a](b) | `c`',
      'left\u202Eright \u001B[31m',
      'x'.repeat(10_000),
    ].join('\n')
    await using provider = await startFakeProvider((_, index) => chat(index % 2 === 0 ? hostile : 'billing'))
    using repository = makeTriageRepository({
      baseUrl: provider.baseUrl,
      scorers: ['  text: { label: output }'],
      assert: ['  - { metric: text, distribution: 0.1 }'],
    })
    repository.write(WORSE_PROMPT)
    const options = { environment: { TRIAGE_KEY: 'sk-0123456789' } }
    const { stdout } = await runCli(repository.root, ['check', '--markdown', 'report.md'], options)
    expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]|^\s*::|##\[/mu)
    expect(stdout).not.toContain('x'.repeat(100))
    expect(actingNodes(readFileSync(join(repository.root, 'report.md'), 'utf8'))).toEqual([])
    const json = readFileSync(join(repository.root, '.noisefloor/report.json'), 'utf8')
    const { labels } = reportSchema.parse(JSON.parse(json)).suites[0]!.metrics[0]!
    const lengths = labels!.map(({ label }) => label.length).sort((a, b) => a - b)
    expect(lengths).toEqual(['billing'.length, 200])
    expect(json).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]|##\[/u)
  })

  it('is refused on anything but labels and scores, at its line', async () => {
    using repository = makeTriageRepository({
      scorers: [QUEUE],
      assert: [
        '  - { metric: mix, no-regression: {} }',
        '  - { metric: outcome, at-least: 0.9 }',
        '  - { metric: cost, distribution: 0.1 }',
      ],
    })
    const { code, stderr, stdout } = await runCli(repository.root, ['validate'])
    expect(code).toBe(2)
    expect((stdout + stderr).match(/^evals\/triage\.eval\.yaml:\d+:\d+: .*$/gm)).toMatchInlineSnapshot(`
      [
        "evals/triage.eval.yaml:18:20: the scorer "mix" gives labels, which are not better or worse: "no-regression" does not apply to it; write \`distribution: { total-variation: 0.1 }\`",
        "evals/triage.eval.yaml:19:15: the outcome of a trial is a label, not a score: only "distribution" applies to it; for the rate of one outcome write \`metric: outcome.refused\`",
        "evals/triage.eval.yaml:20:21: "cost" is measured, not scored: "distribution" does not apply to it; write \`ratio-at-most: 1.25\`: head divided by base is at most that",
      ]
    `)
  })

  it('counts an edited label as a change of the gate that loosens it, and a wider limit too', async () => {
    using repository = makeTriageRepository({ simulated: SIMULATED, scorers: [QUEUE], assert: [ASSERT] })
    const file = join(repository.root, 'evals/triage.eval.yaml')
    const suite = readFileSync(file, 'utf8')
    writeFileSync(file, suite.replace('label: { json-path: $.queue }', 'label: tool').replace('0.15', '0.3'))
    const { code, report } = await checkJson(repository.root)
    expect(code).toBe(1)
    expect(
      report.gate_changes.map(({ description, loosens }) => `${loosens ? '! ' : ''}${description}`),
    ).toMatchInlineSnapshot(`
      [
        "! suite triage, metric mix: total-variation 0.15 → 0.3",
        "! suite triage, scorer mix: of "json-path" → "tool" and path "$.queue" → none",
      ]
    `)
  })
})
