import type { SamplingProgress } from '../sampling/sampler-ports.ts'
import type { Budget } from '../suite/policy.ts'
import type { RunUsage } from '../target/run-usage.ts'
import type { SuiteStanding } from '../verdict/suite-standing.ts'
import type { Verdict } from '../verdict/verdict.ts'

/** What a run tells those who wait for it. It goes one way: nothing that is sampled or decided depends on who is told what. */
export type RunProgress =
  | {
      readonly kind: 'started'
      readonly suites: readonly StartedSuite[]
      readonly budget: Pick<Budget, 'usd' | 'calls' | 'minutes'>
      /** As it is when asked. */
      readonly usage: () => RunUsage
    }
  | ({ readonly kind: 'pairs' } & SamplingProgress)
  /** `standing` as it is when asked, `undefined` before the first look; it is worked out only where somebody looks. */
  | { readonly kind: 'look'; readonly suite: string; readonly standing: () => SuiteStanding | undefined }
  /** `verdict` is left out where nothing is judged. */
  | { readonly kind: 'ended'; readonly suite: string; readonly verdict?: Verdict }

interface StartedSuite {
  readonly suite: string
  /** Affected ones. */
  readonly cases: number
  /** For a change that does nothing, on average. */
  readonly expectedPairs: number
  /** The most that may be drawn. */
  readonly mostPairs: number
}
