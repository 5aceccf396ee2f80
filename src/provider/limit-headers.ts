import type { ProviderKind } from './provider-config.ts'
import { LONGEST_MS, type ReplyHeaders, retryHintMs } from './retry-hint.ts'

/**
 * What a reply says about a provider's limits, whatever it calls them. An absent entry was not said, or in a way that may as well mean
 * "unknown".
 */
export interface LimitReport {
  readonly requests?: LimitWindow
  /** Input and output together. */
  readonly tokens?: LimitWindow
  readonly inputTokens?: LimitWindow
  readonly outputTokens?: LimitWindow
  /** What the provider asks to wait before the next request, milliseconds. */
  readonly retryAfterMs?: number
}

export interface LimitWindow {
  /** Requests or tokens per window; > 0. */
  readonly limit?: number
  /** Left in the window; ≥ 0. */
  readonly remaining?: number
  /** Milliseconds until the window is full again. That is not the time to wait for the next request, which is usually shorter. */
  readonly resetMs?: number
}

/** What providers limit by the minute or otherwise. */
export type LimitMeasure = Exclude<keyof LimitReport, 'retryAfterMs'>
type Naming = readonly (readonly [
  measure: LimitMeasure,
  header: (part: 'limit' | 'remaining' | 'reset') => string,
])[]

/** https://platform.openai.com/docs/guides/rate-limits; Azure, vLLM gateways, LiteLLM and Groq use the same names. */
const OPENAI_NAMES: Naming = [
  ['requests', (part) => `x-ratelimit-${part}-requests`],
  ['tokens', (part) => `x-ratelimit-${part}-tokens`],
]

/** https://platform.claude.com/docs/en/api/rate-limits */
const ANTHROPIC_NAMES: Naming = [
  ['requests', (part) => `anthropic-ratelimit-requests-${part}`],
  ['tokens', (part) => `anthropic-ratelimit-tokens-${part}`],
  ['inputTokens', (part) => `anthropic-ratelimit-input-tokens-${part}`],
  ['outputTokens', (part) => `anthropic-ratelimit-output-tokens-${part}`],
]

/**
 * The limits in the headers of a reply or of an error. Google and Amazon Bedrock say nothing there.
 * @param headers with lower-case names.
 */
export function readLimitHeaders(headers: ReplyHeaders, kind: ProviderKind): LimitReport {
  const report: { -readonly [Key in keyof LimitReport]: LimitReport[Key] } = {}
  for (const [measure, name] of namesOf(kind)) {
    const window = readWindow(headers, name, kind)
    if (window !== undefined) report[measure] = window
  }
  const retryAfterMs = retryHintMs(headers)
  if (retryAfterMs !== undefined) report.retryAfterMs = retryAfterMs
  return report
}

function namesOf(kind: ProviderKind): Naming {
  switch (kind) {
    case 'openai':
    case 'openai-compatible':
    case 'azure':
      return OPENAI_NAMES
    case 'anthropic':
      return ANTHROPIC_NAMES
    case 'google':
    case 'amazon-bedrock':
    case 'simulated':
      return []
  }
}

function readWindow(
  headers: ReplyHeaders,
  name: Naming[number][1],
  kind: ProviderKind,
): LimitWindow | undefined {
  const limit = count(headers[name('limit')])
  const remaining = count(headers[name('remaining')])
  const resetMs = untilReset(headers[name('reset')], headers['date'])
  if (limit === undefined && remaining === undefined && resetMs === undefined) return undefined
  const window: LimitWindow = {
    // A limit of 0 would mean that nothing may be sent at all; servers that do not count say so.
    ...(limit === undefined || limit === 0 ? {} : { limit }),
    // Azure says 0 for deployments that it does not count; where 0 is true, a 429 follows.
    ...(remaining === undefined || (kind === 'azure' && remaining === 0) ? {} : { remaining }),
    ...(resetMs === undefined ? {} : { resetMs }),
  }
  return Object.keys(window).length === 0 ? undefined : window
}

/** Whole numbers; `-1` and anything else means unknown. */
function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 }

/**
 * `12ms`, `6m0s`, `1h2m3.5s`; seconds without a unit; or a moment: RFC 3339, or seconds or milliseconds since 1970. A moment is
 * read against the reply's own `date`, so that our clock does not matter.
 */
function untilReset(text: string | undefined, date: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^(?:\d+(?:\.\d+)?(?:h|ms|m|s))+$/.test(text)) {
    const parts = text.matchAll(/(?<amount>\d+(?:\.\d+)?)(?<unit>h|ms|m|s)/g)
    return [...parts].reduce(
      (sum, { groups }) => Math.min(sum + Number(groups!['amount']) * UNIT_MS[groups!['unit']!]!, LONGEST_MS),
      0,
    )
  }
  const number = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined
  if (number !== undefined && number < 1e9) return number * 1000
  const moment = number === undefined ? Date.parse(text) : number < 1e12 ? number * 1000 : number
  const wait = moment - Date.parse(date ?? '')
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}
