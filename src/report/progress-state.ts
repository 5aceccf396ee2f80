import type { SamplingProgress } from '../sampling/sampler-ports.ts'
import type { RunUsage } from '../target/run-usage.ts'
import type { SuiteStanding } from '../verdict/suite-standing.ts'
import type { Verdict } from '../verdict/verdict.ts'
import type { RunProgress } from './run-progress.ts'

/** All that a run has told of itself. Milliseconds on one clock, whichever. */
export interface ProgressState {
  readonly startedAt: number
  /** In the order in which they began. */
  readonly suites: readonly SuiteState[]
  readonly budget: Extract<RunProgress, { kind: 'started' }>['budget']
  readonly usage: () => RunUsage
}

export interface SuiteState extends SamplingProgress {
  /** For a change that does nothing, on average. */
  readonly expectedPairs: number
  readonly cases: number
  /** After the latest look, as it is when asked. */
  readonly standing?: () => SuiteStanding | undefined
  /** Present when all its trials are there. */
  readonly ended?: { readonly verdict?: Verdict }
}

/** `undefined` as long as nothing has started. */
export function nextState(
  state: ProgressState | undefined,
  event: RunProgress,
  now: number,
): ProgressState | undefined {
  if (event.kind === 'started') {
    const suites = event.suites.map((suite) => ({ ...suite, pairs: 0, missing: 0, nextLook: 0 }))
    return { startedAt: now, suites, budget: event.budget, usage: event.usage }
  }
  if (state === undefined) return undefined
  return {
    ...state,
    suites: state.suites.map((suite) => (suite.suite === event.suite ? nextSuite(suite, event) : suite)),
  }
}

function nextSuite(suite: SuiteState, event: Exclude<RunProgress, { kind: 'started' }>): SuiteState {
  switch (event.kind) {
    case 'pairs': {
      const { kind: _, ...progress } = event
      return { ...suite, ...progress }
    }
    case 'look':
      return { ...suite, standing: event.standing }
    case 'ended':
      return { ...suite, ended: event.verdict === undefined ? {} : { verdict: event.verdict } }
  }
}

/** Pairs that are over, lost ones included. */
export function pairsDone({ pairs, missing }: Pick<SuiteState, 'pairs' | 'missing'>): number {
  return pairs + missing
}
