import { compileScorers } from '../../src/scoring/compile-scorers.ts'
import type { MatcherDefinition, ScorerDefinition } from '../../src/suite/scorer-definition.ts'
import type { Case, JsonValue } from '../../src/suite/suite.ts'
import type { Outcome, TrialResult } from '../../src/target/trial.ts'

export function caseWith(changes: Partial<Case> = {}): Case {
  return {
    id: 'refund-angry',
    vars: {},
    tags: [],
    weight: 1,
    messages: [],
    place: { file: 'evals/triage.eval.yaml', line: 12, column: 5 },
    ...changes,
  }
}

export function trialWith(output: string, outcome: Outcome = 'ok'): TrialResult {
  return { outcome, output, trace: [], quantities: {}, attempts: 1 }
}

export function compile(scorers: Record<string, ScorerDefinition>, aCase: Case = caseWith()) {
  const names = Object.keys(scorers)
  return compileScorers(
    new Map(Object.entries(scorers)),
    aCase,
    new Map(
      names.map((name, index) => [
        `scorers.${name}`,
        { file: 'evals/triage.eval.yaml', line: 30 + index, column: 3 },
      ]),
    ),
  )
}

/** `1` and `0`, or the outcome when the output could not be read. */
export async function scoreOutput(
  matcher: MatcherDefinition,
  output: string,
  aCase?: Case,
): Promise<number | string> {
  const { outcome, scores } = (await compile({ it: matcher }, aCase)).score(trialWith(output))
  return outcome === 'ok' ? scores['it']! : `${outcome} ${scores['it']}`
}

type EqualsOptions = {
  readonly coerce?: boolean
  readonly ignoreCase?: boolean
  readonly tolerance?: number | string
}

export function equals(value: JsonValue, options: EqualsOptions = {}): MatcherDefinition {
  return { kind: 'equals', value, coerce: false, ignoreCase: false, ...options }
}

export function at(path: string, matcher?: MatcherDefinition): MatcherDefinition {
  return { kind: 'json-path', path, ...(matcher === undefined ? {} : { matcher }) }
}

export function contains(
  kind: 'contains' | 'contains-all' | 'contains-any',
  values: readonly JsonValue[] | string,
  ignoreCase = false,
): MatcherDefinition {
  return { kind, values, ignoreCase }
}

export function not(matcher: MatcherDefinition): MatcherDefinition {
  return { kind: 'not', matcher }
}
