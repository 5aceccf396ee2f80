import type { Arm, TrialResult } from '../target/trial.ts'

/** What sampling a suite cost and what went wrong on the way. */
export interface Tally {
  /** Requests sent in this run, retries included. */
  readonly calls: Record<Arm, number>
  /** Of these requests, those for fresh trials that follow up a drop. */
  followUpCalls: number
  /** Of head on its fallback, which is another model and decides nothing. Its requests and dollars are in the sums as well. */
  readonly fallback: FallbackTally
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

interface FallbackTally {
  calls: number
  /** `undefined` when the price of a trial is unknown. */
  costUsd: number | undefined
  readonly errors: Tally['errors']
}

export function createTally(): Tally {
  return {
    calls: { base: 0, head: 0 },
    followUpCalls: 0,
    fallback: { calls: 0, costUsd: 0, errors: new Map() },
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
    addError(tally.errors, result)
    return
  }
  const { cost_usd: cost, billed_usd: billed = cost } = result.quantities
  tally.cacheSavingUsd += (cost ?? 0) - (billed ?? 0)
  tally.costUsd = plus(tally.costUsd, cost)
}

/** A trial of head on its fallback: spent like any other, but what it served and lost says nothing about the arms. */
export function countFallback(tally: Tally, result: TrialResult): void {
  const { fallback } = tally
  tally.calls.head += result.attempts
  fallback.calls += result.attempts
  for (const note of result.notes ?? []) tally.notes.add(note)
  if (result.outcome === 'infra-error') {
    addError(fallback.errors, result)
    return
  }
  const { cost_usd: cost, billed_usd: billed = cost } = result.quantities
  tally.cacheSavingUsd += (cost ?? 0) - (billed ?? 0)
  tally.costUsd = plus(tally.costUsd, cost)
  fallback.costUsd = plus(fallback.costUsd, cost)
}

function addError(errors: Tally['errors'], result: TrialResult): void {
  // How often it was tried says nothing about the cause.
  const error = (result.error ?? 'unknown error').replace(/ \(\d+ attempts\)$/, '')
  errors.set(error, (errors.get(error) ?? 0) + 1)
}

function plus(sum: number | undefined, cost: number | undefined): number | undefined {
  return cost === undefined || sum === undefined ? undefined : sum + cost
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
