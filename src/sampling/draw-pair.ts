import type { Arm } from '../target/trial.ts'
import type { TrialSource, Values } from './draw-trials.ts'
import type { PlannedPair } from './sampling-plan.ts'
import type { PairedCase } from './suite-to-sample.ts'

/**
 * Draws both trials of a pair. Both arms are in flight at the same time; the coin decides which is sent first.
 *
 * @param halfway called when one of them has ended, or both
 */
export async function drawPair(
  { headFirst, position }: PlannedPair,
  one: PairedCase,
  trial: number,
  { fresh }: Pick<TrialSource, 'fresh'>,
  halfway: () => void,
): Promise<Readonly<Record<Arm, Values>>> {
  const draw = (arm: Arm): Promise<Values> =>
    fresh({ arm, case: one.id, form: 'paired', trial, position, request: one[arm] }, one.scorers).finally(
      halfway,
    )
  const arms: readonly Arm[] = headFirst ? ['head', 'base'] : ['base', 'head']
  const settled = await Promise.allSettled(arms.map(draw))
  const failed = settled.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  const [first, second] = settled.map((outcome) => (outcome as PromiseFulfilledResult<Values>).value)
  return headFirst ? { base: second, head: first } : { base: first, head: second }
}
