import { nextState, type ProgressState } from '../../src/report/progress-state.ts'
import type { RunProgress } from '../../src/report/run-progress.ts'

type Started = Extract<RunProgress, { kind: 'started' }>

/** A run of some suites that all have had one look, but for what `events` say. */
export function aProgressState(
  names: readonly string[],
  events: readonly RunProgress[] = [],
  parts: Partial<Started> = {},
): ProgressState {
  const started: Started = {
    kind: 'started',
    suites: names.map((suite) => ({ suite, cases: 18, expectedPairs: 84, mostPairs: 300 })),
    budget: { calls: 4000, usd: 5 },
    usage: () => ({ calls: 312, usd: 0.123, unpricedCalls: 0, heldBackMs: 0 }),
    ...parts,
  }
  const looked = names.flatMap((suite): readonly RunProgress[] => [
    { kind: 'pairs', suite, pairs: 48, missing: 0, nextLook: 59, mostPairs: 300 },
    {
      kind: 'look',
      suite,
      standing: () => ({ pairs: 47, ended: false, verdict: 'inconclusive', worse: 0.15, pass: 0.46 }),
    },
  ])
  let state: ProgressState | undefined
  for (const event of [started, ...looked, ...events]) state = nextState(state, event, 0)
  return state!
}
