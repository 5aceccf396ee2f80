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
  /** Name of the environment variable that holds the key. Absent: keyless, or signed with `awsCredentials`. */
  readonly credential?: string
  /** `amazon-bedrock` only: names of the variables with which requests are signed (SigV4). */
  readonly awsCredentials?: AwsVariables
  /** Checked: https, or http on a literal loopback address; no userinfo, query or fragment. */
  readonly baseUrl?: string
  /** `azure` only: the first label of the host, a single DNS label. */
  readonly resource?: string
  /** `azure` only: `v1` or `preview`, or the date of a version whose URLs name the deployment. */
  readonly apiVersion?: string
  /** `amazon-bedrock` only: such as `us-east-1`. */
  readonly region?: string
  /** Whether replies are asked for as a stream. Absent: where a metric needs the time to the first byte. */
  readonly streaming?: boolean
  /** `simulated` only: the file that describes the model and its text, read from the same side as the policy. */
  readonly description?: { readonly file: string; readonly text: string }
}

interface AwsVariables {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Absent for long-lived keys, which have none. */
  readonly sessionToken?: string
}

/** What the variable of a key is usually called, for kinds that cannot be used without one. */
export const USUAL_VARIABLES: Partial<Record<ProviderKind, string>> = {
  openai: 'OPENAI_API_KEY',
  azure: 'AZURE_OPENAI_API_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
  google: 'GEMINI_API_KEY',
  'amazon-bedrock': 'AWS_BEARER_TOKEN_BEDROCK',
}

/** The environment variables whose values a provider sends or signs with. */
export function credentialVariables({ credential, awsCredentials }: ProviderConfig): readonly string[] {
  const { accessKeyId, secretAccessKey, sessionToken } = awsCredentials ?? {}
  return [credential, accessKeyId, secretAccessKey, sessionToken].filter((name) => name !== undefined)
}

/** In US dollars per million tokens. */
export type ModelPrice = 'free' | { readonly inputPerMillion: number; readonly outputPerMillion: number }

/** The first entry whose glob matches `provider/model` gives the price. */
export interface PriceOverride {
  readonly models: string
  readonly price: ModelPrice
}
