import { nearest } from '../boundary/nearest.ts'
import type { DataSource } from '../boundary/yaml-source.ts'
import { type Assertion, type Claim, isQuantityMetric, type RateClaim } from './assertion.ts'
import { assertionSchema, CLAIM_KINDS, type ClaimKind, type WrittenAssertion } from './assertion-schema.ts'
import type { Mistakes } from './collect-mistakes.ts'
import { unknownMetric } from './metric-names.ts'
import { parseSection, placeOf } from './parse-section.ts'
import type { ScorerDefinition } from './scorer-definition.ts'
import type { Case } from './suite.ts'
import type { SuiteOutline } from './suite-schema.ts'

const DEFAULT_MARGIN = 0.1
const DEFAULT_SLACK = 0.05
/** For hints. */
const DISTRIBUTION = 'distribution: { total-variation: 0.1 }'

/** What assertions may refer to. Absent tags: some cases could not be read, so slices cannot be checked. */
interface Referable {
  readonly scorers: ReadonlySet<string>
  /** The scorers that give labels. */
  readonly labels: ReadonlySet<string>
  readonly tags: ReadonlySet<string> | undefined
}

/** @param read what else of the suite was read: the scorers without a mistake, and the cases, absent when some could not be read */
export function readAssertions(
  outline: SuiteOutline,
  source: DataSource,
  {
    scorers,
    cases,
  }: {
    readonly scorers: ReadonlyMap<string, ScorerDefinition>
    readonly cases: readonly Case[] | undefined
  },
  mistakes: Mistakes,
): readonly Assertion[] {
  const referable: Referable = {
    scorers: new Set(Object.keys(outline.scorers ?? {})),
    labels: new Set([...scorers].filter(([, { kind }]) => kind === 'label').map(([name]) => name)),
    tags: cases && new Set(cases.flatMap(({ tags }) => tags)),
  }
  const entries = outline.assert ?? []
  if (entries.length === 0) reportMissingAssertions(referable, source, mistakes)
  const assertions: Assertion[] = []
  const lines = new Map<string, number>()
  for (const index of entries.keys()) {
    const written = parseSection(assertionSchema, source, ['assert', index], mistakes)
    const kind = written && CLAIM_KINDS.find((key) => written[key] !== undefined)
    if (written === undefined || kind === undefined) continue
    checkReferences(written, kind, index, source, referable, mistakes)
    const claim = `${written.metric} ${kind}`
    const { line } = source.locate(['assert', index])
    const other = lines.get(claim)
    if (other === undefined) lines.set(claim, line)
    else {
      const message = `"${kind}" is already claimed of "${written.metric}" at line ${other}`
      mistakes.add({ ...placeOf(source, ['assert', index]), message, hint: 'drop one of them' })
    }
    const read = toClaim(written, kind, index, source, mistakes)
    const { metric, role = 'primary', slices = [] } = written
    assertions.push({ metric, role, claim: read, slices: [...new Set(slices)] })
  }
  return assertions
}

function reportMissingAssertions(
  { scorers, labels }: Referable,
  source: DataSource,
  mistakes: Mistakes,
): void {
  const [scorer] = scorers
  const example =
    scorer === undefined
      ? 'metric: cost, ratio-at-most: 1.25'
      : `metric: ${scorer}, ${labels.has(scorer) ? DISTRIBUTION : 'no-regression: { margin: 0.1 }'}`
  mistakes.add({
    ...placeOf(source, ['assert'], 'key'),
    message: 'the suite asserts nothing, so it can never fail',
    hint: `add \`assert: [{ ${example} }]\``,
  })
}

function checkReferences(
  written: WrittenAssertion,
  kind: ClaimKind,
  index: number,
  source: DataSource,
  { scorers, labels, tags }: Referable,
  mistakes: Mistakes,
): void {
  const { metric, slices = [] } = written
  const unknown = kind === 'distribution' && metric === 'outcome' ? undefined : unknownMetric(metric, scorers)
  if (unknown !== undefined) {
    mistakes.add({ ...placeOf(source, ['assert', index, 'metric']), ...unknown })
  } else if (labels.has(metric) && kind !== 'distribution') {
    mistakes.add({
      ...placeOf(source, ['assert', index, kind], 'key'),
      message: `the scorer "${metric}" gives labels, which are not better or worse: "${kind}" does not apply to it`,
      hint: `write \`${DISTRIBUTION}\``,
    })
  } else if (isQuantityMetric(metric) !== (kind === 'ratio-at-most')) {
    const message = isQuantityMetric(metric)
      ? `"${metric}" is measured, not scored: "${kind}" does not apply to it`
      : `"ratio-at-most" compares what is measured, and "${metric}" is a score`
    const hint = isQuantityMetric(metric)
      ? 'write `ratio-at-most: 1.25`: head divided by base is at most that'
      : 'write `no-regression: { margin: 0.1 }`, or "at-least"'
    mistakes.add({ ...placeOf(source, ['assert', index, kind], 'key'), message, hint })
  }
  for (const [position, slice] of slices.entries()) {
    if (tags === undefined || tags.has(slice)) continue
    const near = nearest(slice, tags)
    const all = tags.size === 0 ? 'no case has a tag' : `the tags are ${[...tags].slice(0, 20).join(', ')}`
    const hint = near === undefined ? all : `did you mean "${near}"?`
    mistakes.add({
      ...placeOf(source, ['assert', index, 'slices', position]),
      message: `no case has the tag "${slice}"`,
      hint,
    })
  }
}

function toClaim(
  written: WrittenAssertion,
  kind: ClaimKind,
  index: number,
  source: DataSource,
  mistakes: Mistakes,
): Claim {
  switch (kind) {
    case 'no-regression': {
      const claim = written['no-regression']
      const own = typeof claim === 'object' ? claim : {}
      const margin = typeof claim === 'number' ? claim : (own.margin ?? DEFAULT_MARGIN)
      const tolerance = own.tolerance ?? margin / 3
      if (tolerance >= margin) {
        const place = placeOf(source, ['assert', index, kind, 'tolerance'])
        mistakes.add({ ...place, message: `the tolerance ${tolerance} is not below the margin ${margin}` })
      }
      const cases = own.cases ?? 'note'
      if (own['pass-power'] === undefined) return { kind, margin, tolerance, cases }
      if (cases === 'fail') {
        const place = placeOf(source, ['assert', index, kind, 'cases'])
        mistakes.add({
          ...place,
          message: '`cases: fail` and `pass-power` do not go together',
          hint: 'make two assertions of them',
        })
      }
      return { kind, margin, tolerance, cases, passPower: own['pass-power'] }
    }
    case 'at-least':
    case 'at-most':
      return rateClaim(kind, written[kind] ?? 0, index, source, mistakes)
    case 'ratio-at-most': {
      const claim = written[kind] ?? 1
      if (typeof claim === 'number') return { kind, ratio: claim }
      return claim.quantile === undefined
        ? { kind, ratio: claim.ratio }
        : { kind, ratio: claim.ratio, quantile: claim.quantile }
    }
    case 'improves':
      return { kind }
    case 'distribution': {
      const claim = written.distribution ?? 0
      return { kind, totalVariation: typeof claim === 'number' ? claim : claim['total-variation'] }
    }
  }
}

function rateClaim(
  kind: RateClaim['kind'],
  written: NonNullable<WrittenAssertion['at-least']>,
  index: number,
  source: DataSource,
  mistakes: Mistakes,
): RateClaim {
  const { rate, slack, 'pass-power': passPower } = typeof written === 'number' ? { rate: written } : written
  const end = kind === 'at-least' ? 0 : 1
  if (rate === end) {
    const path = ['assert', index, kind, ...(typeof written === 'number' ? [] : ['rate'])]
    mistakes.add({
      ...placeOf(source, path),
      message: `\`${kind}: ${end}\` claims nothing: no rate is ${end === 0 ? 'below 0' : 'above 1'}`,
    })
  } else if (slack !== undefined && slack > Math.abs(rate - end)) {
    const place = placeOf(source, ['assert', index, kind, 'slack'])
    const message = `the slack ${slack} reaches beyond the end of the scale, so that anything would pass`
    mistakes.add({ ...place, message, hint: `keep it at or below ${rounded(Math.abs(rate - end))}` })
  }
  return {
    kind,
    rate,
    slack: slack ?? defaultSlack(kind, rate),
    ...(passPower === undefined ? {} : { passPower }),
  }
}

/** .05, or half the room between the rate and the end of the scale where that is smaller (design of the file format). */
function defaultSlack(kind: RateClaim['kind'], rate: number): number {
  const room = kind === 'at-least' ? 1 - rate : rate
  const reach = kind === 'at-least' ? rate : 1 - rate
  return rounded(Math.min(room === 0 ? DEFAULT_SLACK : room / 2, DEFAULT_SLACK, reach))
}

/** Differences of decimal fractions, without the last binary digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(12))
}
