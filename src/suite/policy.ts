/** `noisefloor.yaml`: what is allowed. Always read from the base side. */
export interface Policy {
  readonly file: string
  /** Globs of suite files, relative to the repository root. */
  readonly suites: readonly string[]
  readonly providers: ReadonlyMap<string, ProviderPolicy>
  readonly errorRates: { /** α in (0, .5) */ readonly falseAlarm: number; /** β in (0, .5) */ readonly miss: number }
  readonly onInconclusive: 'neutral' | 'fail' | 'pass'
  readonly budget: Budget
  /** Glob over `provider/model` → price; the first match wins. */
  readonly prices: readonly { readonly models: string; readonly price: ModelPrice }[]
  readonly publish: { readonly outputs: 'none' | 'snippets' | 'full' }
  readonly gateChanges: { readonly label?: string }
  readonly limits: { /** Requests in flight per provider, 1 to 1000; default 50. */ readonly concurrency: number; /** Seconds for one request; default 120. */ readonly timeoutSeconds: number }
  readonly judge?: { readonly model: string }
}

/** Per push. An absent entry is not capped; every suite is capped at `suiteCalls` (default 600). */
export interface Budget {
  readonly usd?: number
  readonly calls?: number
  readonly minutes?: number
  readonly suiteCalls: number
}

/** In US dollars per million tokens. */
export type ModelPrice = 'free' | { readonly inputPerMillion: number; readonly outputPerMillion: number }

export const PROVIDER_KINDS = ['openai', 'openai-compatible', 'azure', 'anthropic', 'google', 'amazon-bedrock', 'simulated'] as const
export type ProviderKind = (typeof PROVIDER_KINDS)[number]

export interface ProviderPolicy {
  readonly name: string
  readonly kind: ProviderKind
  /** Name of the environment variable that holds the key. */
  readonly credential?: string
  /** Checked: https, or http on a literal loopback address; no userinfo, query or fragment. */
  readonly baseUrl?: string
  /** `simulated` only: the file that describes the model, relative to the repository root. */
  readonly file?: string
  /** `simulated` only: the text of that file, read from the same side as the policy. */
  readonly source?: string
}
