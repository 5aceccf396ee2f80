import type { Arm, TrialResult } from '../target/trial.ts'

/** What sampling a suite cost and what went wrong on the way. */
export interface Tally {
  /** Requests sent in this run, retries included. */
  readonly calls: Record<Arm, number>
  /** Of these requests, those for fresh trials that follow up a drop. */
  followUpCalls: number
  /** Trials taken from the ledger instead of being paid again. */
  cached: number
  /** List price of this run's trials; `undefined` when the price of one is unknown. */
  costUsd: number | undefined
  /** What the providers' caches of prompts took off it; below 0 where they cost more than they saved. */
  cacheSavingUsd: number
  readonly infraErrors: Record<Arm, number>
  /** Model ids that the providers say they served. */
  readonly models: Record<Arm, Set<string>>
  /** Configurations of the served models, as far as the providers name them. */
  readonly fingerprints: Record<Arm, Set<string>>
  /** What providers do not take of the requests. */
  readonly notes: Set<string>
  /** How often each infrastructure error was seen. */
  readonly errors: Map<string, number>
}

export function createTally(): Tally {
  return {
    calls: { base: 0, head: 0 },
    followUpCalls: 0,
    cached: 0,
    costUsd: 0,
    cacheSavingUsd: 0,
    infraErrors: { base: 0, head: 0 },
    models: { base: new Set(), head: new Set() },
    fingerprints: { base: new Set(), head: new Set() },
    notes: new Set(),
    errors: new Map(),
  }
}

export function countFresh(tally: Tally, arm: Arm, result: TrialResult): void {
  tally.calls[arm] += result.attempts
  addServed(tally, arm, result)
  for (const note of result.notes ?? []) tally.notes.add(note)
  if (result.outcome === 'infra-error') {
    tally.infraErrors[arm] += 1
    // How often it was tried says nothing about the cause.
    const error = (result.error ?? 'unknown error').replace(/ \(\d+ attempts\)$/, '')
    tally.errors.set(error, (tally.errors.get(error) ?? 0) + 1)
    return
  }
  const { cost_usd: cost, billed_usd: billed = cost } = result.quantities
  tally.cacheSavingUsd += (cost ?? 0) - (billed ?? 0)
  tally.costUsd = cost === undefined || tally.costUsd === undefined ? undefined : tally.costUsd + cost
}

export function countCached(tally: Tally, arm: Arm, trial: Served): void {
  tally.cached += 1
  addServed(tally, arm, trial)
}

interface Served {
  readonly model?: string | undefined
  readonly fingerprint?: string | undefined
}

function addServed(tally: Tally, arm: Arm, { model, fingerprint }: Served): void {
  if (model !== undefined) tally.models[arm].add(model)
  if (fingerprint !== undefined) tally.fingerprints[arm].add(fingerprint)
}
