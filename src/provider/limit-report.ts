/** What a reply says of its provider's limits, whatever the headers are called; what it does not say is left out. */
export interface LimitReport {
  readonly requests?: AnnouncedLimit
  readonly tokens?: AnnouncedLimit
  /** How long the provider asks to wait, milliseconds. */
  readonly retryAfterMs?: number
}

export interface AnnouncedLimit {
  readonly limit?: number
  readonly remaining?: number
  /** Until nothing is used up any more, milliseconds: not the time to wait. */
  readonly resetMs?: number
}
