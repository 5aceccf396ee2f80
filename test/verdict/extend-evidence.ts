import type { SuiteEvidence } from '../../src/sampling/evidence.ts'
import type { SamplingPlan } from '../../src/sampling/sampling-plan.ts'
import type { Assertion } from '../../src/suite/assertion.ts'
import type { SuiteJudgement } from '../../src/verdict/judgement.ts'
import { reserveRates } from '../../src/verdict/reserve-rates.ts'
import { createSequentialDecider } from '../../src/verdict/sequential-decider.ts'
import { type SimulatedCase, simulateEvidence } from './evidence.ts'

export const ALPHA = 0.05
export const BETA = 0.1

export interface ExtendedRun {
  readonly evidence: SuiteEvidence
  readonly plan: SamplingPlan
}

/** A plan of so many rounds that keeps a share of its error rates, with evidence of more rounds than it has. */
export function extendEvidence(options: {
  readonly cases: readonly SimulatedCase[]
  readonly planned: number
  readonly rounds: number
  readonly assertions: readonly Assertion[]
  readonly seed: string
  readonly share?: number
}): ExtendedRun {
  const { cases, planned, rounds, assertions, seed, share = 0.2 } = options
  const { evidence, plan } = simulateEvidence(cases, rounds, seed)
  const roles = assertions.map(({ role }) => role)
  const primary = roles.includes('guardrail') ? 0.8 * ALPHA : ALPHA
  return {
    evidence,
    plan: {
      ...plan,
      pairs: planned * cases.length,
      rates: reserveRates(
        { primary, guardrail: ALPHA - primary, miss: BETA },
        { assertions, deterministic: false },
        share,
      ),
    },
  }
}

/** The judgement of somebody who looks after every round and goes on until something is decided or the evidence ends. */
export function judgeExtended(
  { evidence, plan }: ExtendedRun,
  assertions: readonly Assertion[],
): SuiteJudgement {
  return createSequentialDecider({ suite: { assertions, deterministic: false }, plan }).judge(evidence)
}

/** Shares of verdicts over simulated runs, and of what decided them. */
export function simulateExtensions(
  runs: number,
  options: Omit<Parameters<typeof extendEvidence>[0], 'seed'>,
): { readonly red: number; readonly passed: number; readonly extended: number } {
  let [red, passed, extended] = [0, 0, 0]
  for (let run = 0; run < runs; run += 1) {
    const { verdict, metrics } = judgeExtended(
      extendEvidence({ ...options, seed: `extension ${run}` }),
      options.assertions,
    )
    red += Number(verdict === 'regression')
    passed += Number(verdict === 'pass' || verdict === 'improved')
    extended += Number(metrics.some((one) => one.decidedBy === 'extension'))
  }
  return { red: red / runs, passed: passed / runs, extended: extended / runs }
}
