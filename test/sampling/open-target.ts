import type { StoppingRule } from '../../src/sampling/decider.ts'
import { createLabelTexts } from '../../src/sampling/label-texts.ts'
import { createPairPool } from '../../src/sampling/pair-pool.ts'
import { createRecordedTrials } from '../../src/sampling/recorded-trials.ts'
import { sampleSuite } from '../../src/sampling/sample-suite.ts'
import type { Draw } from '../../src/sampling/sampler-ports.ts'
import type { SuiteToSample } from '../../src/sampling/suite-to-sample.ts'
import { type RenderedRequest, renderedPrompt } from '../../src/suite/render-request.ts'
import type { TrialResult } from '../../src/target/trial.ts'

const request = (text: string, model: string): RenderedRequest =>
  renderedPrompt(model, {
    messages: [{ role: 'user', content: text }],
    tools: [],
    parameters: { maxOutputTokens: 50 },
  })

/** Two cases, a plan of eight pairs. */
const suite: SuiteToSample = {
  plan: {
    v: 2,
    suite: 's',
    seed: 'seed',
    cases: ['a', 'b'],
    perRound: [1, 1],
    pairs: 8,
    headOnlyCases: 0,
    headOnlyTrials: 0,
    wantedPairs: 8,
    expectedPairs: 8,
    rates: { primary: 0.05, guardrail: 0, miss: 0.1 },
  },
  calls: 600,
  metrics: ['right'],
  headOnly: [],
  pairs: ['a', 'b'].map((id) => ({
    id,
    weight: 1,
    tags: [],
    base: request(`old ${id}`, 'm/small'),
    head: request(`new ${id}`, 'm/large'),
    scorers: {
      score: ({ outcome, output }) => ({
        labels: {},
        outcome,
        scores: outcome === 'infra-error' ? {} : { right: output === 'right' ? 1 : 0 },
      }),
    },
  })),
}

export const reply = (output: string): TrialResult => ({
  outcome: 'ok',
  output,
  trace: [],
  quantities: {},
  attempts: 1,
})
export const refused: TrialResult = { ...reply(''), outcome: 'infra-error', error: 'refused' }

/** A fake target with a ledger in memory: what one run has drawn the next one finds. */
export function openTarget(answer: (draw: Draw, call: number) => TrialResult | Promise<TrialResult>) {
  const drawn: Draw[] = []
  const records: { readonly draw: Draw; readonly result: TrialResult }[] = []
  return {
    drawn,
    sample(rule: StoppingRule, offline = false) {
      const recorded = createRecordedTrials()
      for (const { draw, result } of records) {
        const values =
          result.outcome === 'ok' ? Float64Array.of(result.output === 'right' ? 1 : 0) : undefined
        recorded.add(draw, { request: draw.request.hash, values, model: undefined, fingerprint: undefined })
      }
      return sampleSuite(suite, rule, {
        draw: offline
          ? undefined
          : async (draw) => {
              drawn.push(draw)
              return answer(draw, drawn.length)
            },
        takesTime: true,
        recorded,
        labels: createLabelTexts((text) => text),
        record: async (draw, result) => {
          records.push({ draw, result })
        },
        pool: createPairPool(2),
        onProgress: () => {},
      })
    },
  }
}
