import type { Assertion, Claim, MetricRole } from '../suite/assertion.ts'
import type { Suite } from '../suite/suite.ts'
import type { Difference } from './gate-change.ts'
import { sameContent } from './same-content.ts'
import { shownChange, shownName } from './shown.ts'

interface Setting {
  readonly change: string
  readonly loosens: boolean
}

/** Assertions match by metric and kind of claim. */
export function assertionDifferences(before: Suite, after: Suite, about: string): readonly Difference[] {
  const old = keyed(before.assertions)
  const now = keyed(after.assertions)
  const removed = [...old].flatMap(([key, { assertion }]) =>
    now.has(key)
      ? []
      : [{ description: `${about}, ${titled(assertion)} is deleted`, file: after.file, loosens: true }],
  )
  const others = [...now].flatMap(([key, { assertion, index }]) => {
    const place = after.places.get(`assert.${index}`)
    const where = { file: place?.file ?? after.file, ...(place === undefined ? {} : { line: place.line }) }
    const form = old.get(key)?.assertion
    if (form === undefined)
      return [{ description: `${about}, ${titled(assertion)} is new`, ...where, loosens: false }]
    return settings(form, assertion).map(({ change, loosens }) => ({
      description: `${about}, metric ${shownName(assertion.metric)}: ${change}`,
      ...where,
      loosens,
    }))
  })
  return [...removed, ...others]
}

/** A suite makes one claim of a kind on a metric. */
function keyed(
  assertions: readonly Assertion[],
): ReadonlyMap<string, { assertion: Assertion; index: number }> {
  return new Map(
    assertions.map((assertion, index) => [
      JSON.stringify([assertion.metric, assertion.claim.kind]),
      { assertion, index },
    ]),
  )
}

function titled({ metric, claim }: Assertion): string {
  return `metric ${shownName(metric)}: ${claim.kind}`
}

const ROLES: readonly MetricRole[] = ['primary', 'guardrail', 'advisory']

function settings(before: Assertion, after: Assertion): readonly Setting[] {
  return [
    ...setting('role', before.role, after.role, ROLES.indexOf(after.role) > ROLES.indexOf(before.role)),
    ...setting(
      'slices',
      before.slices.toSorted(),
      after.slices.toSorted(),
      before.slices.some((tag) => !after.slices.includes(tag)),
    ),
    ...claimSettings(before.claim, after.claim),
  ]
}

function setting(name: string, before: unknown, after: unknown, loosens: boolean): readonly Setting[] {
  if (sameContent(before, after)) return []
  return [{ change: `${name} ${shownChange(before, after)}`, loosens }]
}

/** Fewer trials that must all pass ask for less of an `at-least`; of an `at-most`, and of a drop, another claim is made. */
function passPower(
  before: { readonly kind: Claim['kind']; readonly passPower?: number },
  after: { readonly passPower?: number },
): readonly Setting[] {
  const loosens = before.kind !== 'at-least' || (after.passPower ?? 1) < (before.passPower ?? 1)
  return setting('pass-power', before.passPower, after.passPower, loosens)
}

/** Both claims are of one kind. */
function claimSettings(before: Claim, after: Claim): readonly Setting[] {
  if (before.kind === 'no-regression' && after.kind === 'no-regression') {
    const defaults = [before, after].every(
      ({ margin, tolerance }) => Math.abs(tolerance - margin / 3) < 1e-12,
    )
    return [
      ...setting('margin', before.margin, after.margin, after.margin > before.margin),
      // A default tolerance follows the margin.
      ...(defaults
        ? []
        : setting('tolerance', before.tolerance, after.tolerance, after.tolerance > before.tolerance)),
      ...setting('cases', before.cases, after.cases, after.cases === 'note'),
      ...passPower(before, after),
    ]
  }
  if (before.kind === 'at-least' && after.kind === 'at-least') {
    return [
      ...setting('rate', before.rate, after.rate, after.rate < before.rate),
      ...setting('slack', before.slack, after.slack, after.slack > before.slack),
      ...passPower(before, after),
    ]
  }
  if (before.kind === 'at-most' && after.kind === 'at-most') {
    return [
      ...setting('rate', before.rate, after.rate, after.rate > before.rate),
      ...setting('slack', before.slack, after.slack, after.slack > before.slack),
      ...passPower(before, after),
    ]
  }
  if (before.kind === 'ratio-at-most' && after.kind === 'ratio-at-most') {
    return [
      ...setting('ratio-at-most', before.ratio, after.ratio, after.ratio > before.ratio),
      // Another quantile is another claim.
      ...setting('quantile', before.quantile, after.quantile, true),
    ]
  }
  if (before.kind === 'distribution' && after.kind === 'distribution') {
    const [old, now] = [before.totalVariation, after.totalVariation]
    return setting('total-variation', old, now, now > old)
  }
  return setting('claim', before, after, true)
}
