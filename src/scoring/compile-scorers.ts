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

/** The names of a suite's scorers by what they give, shared by its cases, of which there may be ten thousand. */
interface ScorerNames {
  readonly matchers: readonly string[]
  readonly labels: readonly string[]
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
  const names = namesOf(scorers)
  const matchers = new Map<string, Matcher>()
  const labels = new Map<string, LabelReader>()
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
        labels.set(name, await compileLabel(definition, { fill }))
      } else {
        const context = { subject: 'output', fill, compile: compileOnce } as const
        matchers.set(name, await compileOnce(definition, context))
      }
    } catch (error) {
      findings.push(...scorerFindings(error, { name, definition, place, aCase }))
    }
  }
  if (findings.length > 0) throw new UserError(findings)
  return new CompiledScorers(
    names,
    names.matchers.map((name) => matchers.get(name)!),
    names.labels.map((name) => labels.get(name)!),
  )
}

const knownNames = new WeakMap<ReadonlyMap<string, ScorerDefinition>, ScorerNames>()

function namesOf(scorers: ReadonlyMap<string, ScorerDefinition>): ScorerNames {
  let names = knownNames.get(scorers)
  if (names === undefined) {
    const all = [...scorers.keys()]
    const isLabel = (name: string): boolean => scorers.get(name)!.kind === 'label'
    names = { matchers: all.filter((name) => !isLabel(name)), labels: all.filter(isLabel) }
    knownNames.set(scorers, names)
  }
  return names
}

/** A class, so that the cases share what they can. */
class CompiledScorers implements CaseScorers {
  readonly #names: ScorerNames
  /** Parallel to the names. */
  readonly #matchers: readonly Matcher[]
  readonly #labels: readonly LabelReader[]

  constructor(names: ScorerNames, matchers: readonly Matcher[], labels: readonly LabelReader[]) {
    this.#names = names
    this.#matchers = matchers
    this.#labels = labels
  }

  score(trial: TrialResult): ScoredTrial {
    if (trial.outcome === 'infra-error') return { outcome: trial.outcome, scores: {}, labels: {} }
    const output = readOutput(trial.output)
    const matches = this.#matchers.map((matcher) => matcher(output))
    const labels = this.#labels.map((reader) => reader(trial, output))
    const unreadable = matches.includes('unreadable') || labels.includes(UNREADABLE)
    const names = this.#names
    return {
      outcome: trial.outcome === 'ok' && unreadable ? 'invalid' : trial.outcome,
      scores: Object.fromEntries(
        matches.map((match, index) => [names.matchers[index], match === true ? 1 : 0]),
      ),
      labels: Object.fromEntries(labels.map((label, index) => [names.labels[index], label])),
    }
  }
}

function notRun(name: string, kind: 'judge' | 'protocol', place: Place | undefined): Finding {
  return {
    ...place,
    message: `scorer "${name}" is a ${kind}, which this version of noisefloor does not run`,
    hint: 'remove it and its assertions, or score the output with a matcher',
  }
}
