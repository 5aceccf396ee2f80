import type { CollectedEvidence } from './collected-evidence.ts'
import type { TrialSource } from './draw-trials.ts'
import { type HeadOnlySlot, headOnlySlots } from './head-only-slots.ts'
import type { RecordedTrials } from './recorded-trials.ts'
import { headOnlyTrialsAt } from './sampling-plan.ts'
import type { StoppableWork } from './stoppable-work.ts'
import type { SuiteToSample } from './suite-to-sample.ts'

/** Runs the cases that exist in head alone. They keep pace with the pairs, so that a look finds the same of them in every replay. */
export interface HeadOnlyRunner {
  /** Brings them up to where the plan wants them after so many pairs; resolves to whether all are there. */
  upTo(pairs: number): Promise<boolean>
}

export function createHeadOnlyRunner(
  suite: SuiteToSample,
  recorded: RecordedTrials,
  source: TrialSource,
  evidence: CollectedEvidence,
  work: StoppableWork,
): HeadOnlyRunner {
  const run = async ({ one, trial, known, place }: HeadOnlySlot, halfway: () => void): Promise<void> => {
    halfway()
    const draw = { arm: 'head', case: one.id, form: one.form, trial, position: 0, request: one.head } as const
    const values = known === undefined ? await source.fresh(draw, one.scorers) : source.reuse('head', known)
    if (values === undefined) evidence.headOnlyLost += 1
    else evidence.headOnly.push({ id: one.id, form: one.form, place, head: values })
  }
  let done = 0
  return {
    async upTo(pairs) {
      const from = done
      done = headOnlyTrialsAt(suite.plan, pairs)
      await work.forEach(headOnlySlots(suite.headOnly, recorded, from, done), run)
      return evidence.headOnly.length + evidence.headOnlyLost === done * suite.headOnly.length
    },
  }
}
