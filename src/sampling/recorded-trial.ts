/** A trial of an earlier run, reduced to what the evidence needs. */
export interface RecordedTrial {
  /** Hash of the request that was sent. */
  readonly request: string
  /** One value per metric, scored with the scorers of this run; `undefined` for an infrastructure error. */
  readonly values: Float64Array | undefined
  readonly model: string | undefined
  readonly fingerprint: string | undefined
}
