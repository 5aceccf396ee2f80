import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { PlanSummary } from '../../../src/commands/plan-summary.ts'
import { reportSchema } from '../../../src/report/report.ts'
import type { TestRepository } from '../../change/make-repository.ts'
import { runCli } from '../../commands/run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT, WORSE_PROMPT } from '../../commands/triage-repository.ts'

const SEEDS = 16
const PRICED = ['prices: { "model/*": { input: 2, output: 8 } }']
const SUITE = 'evals/triage.eval.yaml'

interface Known {
  readonly name: string
  readonly cases: number
  /** Of 20 answers so many are right; mails whose number ends in 9 are right half as often. */
  readonly right: number
  readonly margin?: number
  readonly fallback?: string
  readonly worse?: boolean
}

const SUITES: readonly Known[] = [
  { name: 'ten cases at 95 %', cases: 10, right: 19 },
  { name: 'thirty cases at 80 %', cases: 30, right: 16 },
  { name: 'fifty cases at 60 %, a wide margin', cases: 50, right: 12, margin: 0.2 },
  { name: 'twelve cases at 90 % with a fallback', cases: 12, right: 18, fallback: 'model/spare' },
  { name: 'thirty cases at 90 % that drop', cases: 30, right: 18, worse: true },
]

function makeRepository({ cases, right, margin = 0.1, fallback }: Known): TestRepository {
  const answers = (weight: number) =>
    [
      `      - { label: right, weight: ${weight}, text: '{"queue":"billing"}' }`,
      `      - { label: wrong, weight: ${20 - weight}, text: '{"queue":"other, as far as can be told"}' }`,
    ].join('\n')
  const repository = makeTriageRepository({
    cases,
    policy: PRICED,
    assert: [`  - { metric: queue, no-regression: { margin: ${margin} } }`],
    simulated: [
      'rules:',
      `  - when: { contains: "9\\n" }\n    replies:\n${answers(Math.round(right / 2))}`,
      `  - replies:\n${answers(right)}`,
      'effects:',
      '  - { when: { not: { contains: "Answer with JSON." } }, multiply: { wrong: 2.4 } }',
      '',
    ].join('\n'),
  })
  if (fallback !== undefined) {
    const text = readFileSync(join(repository.root, SUITE), 'utf8')
    repository.write({
      [SUITE]: text.replace('model: model/small', `model: model/small, fallback: ${fallback}`),
    })
    repository.commit('Name a fallback')
  }
  return repository
}

async function json(repository: TestRepository, args: readonly string[]): Promise<unknown> {
  const { stdout } = await runCli(repository.root, [...args, '--json'])
  return JSON.parse(stdout)
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

it.each(SUITES)(
  'what a check of $name takes is planned within 30 % of its calls and dollars, before anything is spent',
  async (known) => {
    using repository = makeRepository(known)
    // What any earlier run leaves behind.
    await runCli(repository.root, ['calibrate', '--live', '--pairs', '120', '--runs', '20'])
    repository.write(known.worse === true ? WORSE_PROMPT : REWORDED_PROMPT)
    const plan = (await json(repository, ['plan'])) as PlanSummary
    const spent = { calls: [] as number[], usd: [] as number[] }
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const args = ['check', '--seed', `${seed}`, '--out', `out-${seed}`]
      const { calls, cost_usd } = reportSchema.parse(await json(repository, args))
      expect(calls).toBeLessThanOrEqual(plan.calls)
      expect(cost_usd!).toBeLessThanOrEqual(plan.most_usd!)
      spent.calls.push(calls)
      spent.usd.push(cost_usd!)
    }
    const [calls, usd] =
      known.worse === true ? [plan.drop_calls, plan.drop_usd] : [plan.expected_calls, plan.expected_usd]
    const ratios = [mean(spent.calls) / calls, mean(spent.usd) / usd!]
    console.log(`${known.name}: calls ${ratios[0]!.toFixed(2)}, dollars ${ratios[1]!.toFixed(2)} of the plan`)
    for (const ratio of ratios) {
      expect(ratio).toBeGreaterThan(0.7)
      expect(ratio).toBeLessThan(1.3)
    }
  },
  300_000,
)
