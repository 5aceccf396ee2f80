import { type Finding, UserError } from '../boundary/finding.ts'
import { fillValue } from '../boundary/template.ts'
import type { ScorerDefinition } from '../suite/scorer-definition.ts'
import { scorerVariables } from '../suite/scorer-variables.ts'
import type { Case, JsonValue, Place } from '../suite/suite.ts'
import type { Outcome, TrialResult } from '../target/trial.ts'
import { type Label, UNREADABLE } from './label.ts'
import { compileOnce } from './matchers/compile-once.ts'
import type { Matcher } from './matchers/match.ts'
import { readOutput } from './matchers/subject.ts'
import { compileLabel, type LabelReader } from './read-label.ts'
import { scorerFindings } from './scorer-findings.ts'

/** The scorers of one case, ready to score any number of its trials. Pure: the same trial gives the same scores. */
export interface CaseScorers {
  /**
   * A score in [0, 1] or a label for each scorer, in the order of the suite; none for `infra-error`.
   * The outcome is the trial's own, or `invalid` when that was `ok` and a scorer cannot read the output as it needs to.
   */
  score(trial: TrialResult): ScoredTrial
}

export interface ScoredTrial {
  readonly outcome: Outcome
  readonly scores: Readonly<Record<string, number>>
  readonly labels: Readonly<Record<string, Label>>
}

/** What has been compiled of a suite's scorers, by name. */
interface Compiled {
  readonly matchers: [name: string, matcher: Matcher][]
  readonly labels: [name: string, reader: LabelReader][]
}

/**
 * Compiles a suite's scorers for one case: templates in them are filled from the case here and never from an output.
 * @param places where things stand in the files (`Suite.places`); a scorer's key is `scorers.<name>`.
 * @throws UserError with all findings: a variable that the case does not have, a pattern, path, schema or bound that cannot be used,
 *   a judge or protocol, which this version does not run. A finding that does not depend on the case is the same for every case.
 */
export async function compileScorers(
  scorers: ReadonlyMap<string, ScorerDefinition>,
  aCase: Case,
  places: ReadonlyMap<string, Place>,
): Promise<CaseScorers> {
  const variables = scorerVariables(aCase)
  const compiled: Compiled = { matchers: [], labels: [] }
  const fill = (value: JsonValue): JsonValue => fillValue(value, variables)
  const findings: Finding[] = []
  for (const [name, definition] of scorers) {
    const place = places.get(`scorers.${name}`)
    if (definition.kind === 'judge' || definition.kind === 'protocol') {
      findings.push(notRun(name, definition.kind, place))
      continue
    }
    try {
      if (definition.kind === 'label') {
        compiled.labels.push([name, await compileLabel(definition, { fill })])
      } else {
        const context = { subject: 'output', fill, compile: compileOnce } as const
        compiled.matchers.push([name, await compileOnce(definition, context)])
      }
    } catch (error) {
      findings.push(...scorerFindings(error, { name, definition, place, aCase }))
    }
  }
  if (findings.length > 0) throw new UserError(findings)
  return { score: (trial) => scoreTrial(compiled, trial) }
}

function scoreTrial(scorers: Compiled, trial: TrialResult): ScoredTrial {
  if (trial.outcome === 'infra-error') return { outcome: trial.outcome, scores: {}, labels: {} }
  const output = readOutput(trial.output)
  const matches = scorers.matchers.map(([name, matcher]) => [name, matcher(output)] as const)
  const labels = scorers.labels.map(([name, reader]) => [name, reader(trial, output)] as const)
  const unreadable =
    matches.some(([, match]) => match === 'unreadable') || labels.some(([, label]) => label === UNREADABLE)
  return {
    outcome: trial.outcome === 'ok' && unreadable ? 'invalid' : trial.outcome,
    scores: Object.fromEntries(matches.map(([name, match]) => [name, match === true ? 1 : 0])),
    labels: Object.fromEntries(labels),
  }
}

function notRun(name: string, kind: 'judge' | 'protocol', place: Place | undefined): Finding {
  return {
    ...place,
    message: `scorer "${name}" is a ${kind}, which this version of noisefloor does not run`,
    hint: 'remove it and its assertions, or score the output with a matcher',
  }
}
