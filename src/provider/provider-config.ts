export const PROVIDER_KINDS = [
  'openai',
  'openai-compatible',
  'azure',
  'anthropic',
  'google',
  'amazon-bedrock',
  'simulated',
] as const
export type ProviderKind = (typeof PROVIDER_KINDS)[number]

/** One entry of the policy's `providers`. */
export interface ProviderConfig {
  readonly name: string
  readonly kind: ProviderKind
  /** Name of the environment variable that holds the key. Absent: keyless. */
  readonly credential?: string
  /** Checked: https, or http on a literal loopback address; no userinfo, query or fragment. */
  readonly baseUrl?: string
  /** `simulated` only: the file that describes the model and its text, read from the same side as the policy. */
  readonly description?: { readonly file: string; readonly text: string }
}

/** In US dollars per million tokens. */
export type ModelPrice = 'free' | { readonly inputPerMillion: number; readonly outputPerMillion: number }

/** The first entry whose glob matches `provider/model` gives the price. */
export interface PriceOverride {
  readonly models: string
  readonly price: ModelPrice
}
