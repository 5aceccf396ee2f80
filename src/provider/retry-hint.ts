/** Names are in lower case. */
export type ReplyHeaders = Readonly<Record<string, string>>

/** Beyond all patience, and finite: some 30 years in milliseconds. */
export const LONGEST_MS = 1e12

/**
 * How long a provider asks to wait, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as an HTTP date (RFC 9110
 * §10.2.3), which is read against the reply's own `date`, so that our clock does not matter. `undefined` when it does not say.
 */
export function retryHintMs(headers: ReplyHeaders): number | undefined {
  const milliseconds = nonNegative(headers['retry-after-ms'])
  if (milliseconds !== undefined) return milliseconds
  const after = headers['retry-after']
  if (after === undefined) return undefined
  const seconds = nonNegative(after)
  if (seconds !== undefined) return seconds * 1000
  const wait = Date.parse(after) - Date.parse(headers['date'] ?? '')
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}

function nonNegative(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text)
    ? Math.min(Number(text), LONGEST_MS)
    : undefined
}
