import type { PriceOverride, ProviderConfig } from '../provider/provider-config.ts'

/** `noisefloor.yaml`: what is allowed. Always read from the base side. */
export interface Policy {
  readonly file: string
  /** Globs of suite files, relative to the repository root; default `evals/**\/*.eval.yaml`. */
  readonly suites: readonly string[]
  readonly providers: ReadonlyMap<string, ProviderConfig>
  readonly errorRates: {
    /** One-sided levels in (0, .5); defaults .05 and .10. */
    readonly falseAlarm: number
    readonly miss: number
    /** Share of both that is kept for extensions, in [0, .5]; default 0. */
    readonly extension: number
  }
  readonly onInconclusive: 'neutral' | 'fail' | 'pass'
  readonly budget: Budget
  readonly prices: readonly PriceOverride[]
  readonly publish: { readonly outputs: 'none' | 'snippets' | 'full' }
  readonly gateChanges: { readonly label?: string }
  readonly limits: Limits
  readonly judge?: { readonly model: string }
}

/** Per push. An absent entry is not capped; every suite is capped at `suiteCalls` (default 600). */
export interface Budget {
  readonly usd?: number
  readonly calls?: number
  readonly minutes?: number
  readonly suiteCalls: number
}

interface Limits {
  /** Requests in flight per provider, 1 to 1000; default 50. */
  readonly concurrency: number
  /** For one request; default 120. */
  readonly timeoutSeconds: number
}
