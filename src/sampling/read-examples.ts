import { readTrials } from '../ledger/read-trials.ts'
import type { SampledSuite } from './sample-suite.ts'

/** A case and the metric on which it moved. */
export interface CaseMetric {
  readonly case: string
  readonly metric: string
}

/** One pair that shows the difference: what each arm wrote. */
export interface Example extends CaseMetric {
  readonly base: string
  readonly head: string
}

/**
 * For each case the pair on which head fell furthest below base, with both outputs read back from the ledger: they are not kept in memory.
 *
 * @param file the ledger's `trials.jsonl`
 */
export async function readExamples(
  file: string,
  { evidence }: Pick<SampledSuite, 'evidence'>,
  wanted: readonly CaseMetric[],
): Promise<readonly Example[]> {
  const chosen = wanted.flatMap((one) => {
    const metric = evidence.metrics.indexOf(one.metric)
    const index = evidence.cases.findIndex(({ id }) => id === one.case)
    const drops = evidence.pairs
      .filter((pair) => pair.case === index && pair.base[metric]! > pair.head[metric]!)
      .sort(
        (a, b) =>
          b.base[metric]! - b.head[metric]! - (a.base[metric]! - a.head[metric]!) || a.trial - b.trial,
      )
    return drops[0] === undefined ? [] : [{ ...one, trial: drops[0].trial }]
  })
  if (chosen.length === 0) return []
  const outputs = new Map<string, string>()
  const key = (arm: string, caseId: string, trial: number): string => `${arm} ${trial} ${caseId}`
  const needed = new Set(
    chosen.flatMap((one) => [key('base', one.case, one.trial), key('head', one.case, one.trial)]),
  )
  for await (const trial of readTrials([{ file }])) {
    const name = key(trial.arm, trial.case, trial.trial)
    if (trial.form === undefined && needed.has(name)) outputs.set(name, trial.output ?? '')
  }
  return chosen.map((one) => ({
    case: one.case,
    metric: one.metric,
    base: outputs.get(key('base', one.case, one.trial)) ?? '',
    head: outputs.get(key('head', one.case, one.trial)) ?? '',
  }))
}
