/** What a run has used up to now. */
export interface RunUsage {
  /** Requests to models and runs of code, retries included. */
  readonly calls: number
  /** US dollars at list price, of the requests that have ended. */
  readonly usd: number
  /** Calls whose price is not known; they are missing in `usd`. */
  readonly unpricedCalls: number
  /** Milliseconds until the next request may leave, where a provider's limits hold requests back; 0 where none does. */
  readonly heldBackMs: number
}
