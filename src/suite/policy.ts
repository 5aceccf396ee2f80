import type { PriceOverride, ProviderConfig } from '../provider/provider-config.ts'

/** `noisefloor.yaml`: what is allowed. Always read from the base side. */
export interface Policy {
  readonly file: string
  /** Globs of suite files, relative to the repository root; default `evals/**\/*.eval.yaml`. */
  readonly suites: readonly string[]
  readonly providers: ReadonlyMap<string, ProviderConfig>
  /** Running services that `http` targets may ask, by name. */
  readonly services: ReadonlyMap<string, ServiceConfig>
  readonly allow: {
    /** Whose code `command` targets and `serve` may run in CI; default `never`. */
    readonly commands: 'never' | 'own' | 'all'
  }
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

/** Per push, and of each suite. An absent entry is not capped; every suite is capped at `suiteCalls` (default 600). */
export interface Budget {
  readonly usd?: number
  readonly calls?: number
  /** Input and output. */
  readonly tokens?: number
  readonly minutes?: number
  readonly suiteUsd?: number
  readonly suiteCalls: number
  readonly suiteTokens?: number
  readonly suiteMinutes?: number
}

export interface ServiceConfig {
  readonly name: string
  /** Without a slash at its end. */
  readonly baseUrl: string
}

interface Limits {
  /** Requests in flight per provider, 1 to 1000; default 50. */
  readonly concurrency: number
  /** For one request; default 120. */
  readonly timeoutSeconds: number
}
