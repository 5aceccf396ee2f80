import { contentHash } from '../boundary/content-hash.ts'
import type { JudgeableSuite } from '../change/suite-comparison.ts'
import { splitModelId } from '../provider/model-id.ts'
import type { Budget, Policy } from '../suite/policy.ts'
import type { RenderedRequest } from '../suite/render-request.ts'
import { type InformedDesign, informPlan, plannedCalls, planSuite, type SuiteDesign } from './plan-suite.ts'
import { planLength, type SamplingPlan } from './sampling-plan.ts'
import { shareBudget } from './share-budget.ts'

export interface PlannedSuite {
  readonly comparison: JudgeableSuite
  readonly plan: SamplingPlan
  /** Requests to its target that it may make in all: those of its plan, and what its share of the budget leaves for the fallback. */
  readonly calls: number
  /** Names the folder of the suite's ledger: the same requests on both sides give the same name. */
  readonly ledgerName: string
}

/**
 * Plans all suites of a push together, since they share its call budget.
 *
 * @param designs what a suite's assertions ask for at the stated error rates, and what earlier runs tell besides
 * @param seed of the user, if any; the content of the comparison is always part of the seed
 * @param knownSuites names of the suites that base has
 */
export function planPush(
  comparisons: readonly JudgeableSuite[],
  { budget, providers }: Pick<Policy, 'budget' | 'providers'>,
  designs: readonly { readonly assumed: SuiteDesign; readonly informed?: InformedDesign | undefined }[],
  seed: string | undefined,
  knownSuites: ReadonlySet<string>,
): readonly PlannedSuite[] {
  const plan = (comparison: JudgeableSuite, index: number, callCap: number): SamplingPlan =>
    planSuite({
      suite: comparison.name,
      seed: contentHash([identity(comparison), seed ?? null]),
      cases: comparison.pairs.map((pair) => pair.case),
      headOnlyCases: comparison.headOnly.length,
      hasAbsoluteAssertion: comparison.suite.assertions.some((one) =>
        ['at-least', 'at-most'].includes(one.claim.kind),
      ),
      design: designs[index]!.assumed,
      deterministic: comparison.suite.deterministic,
      callCap,
    })
  const wishes = comparisons.map(
    (comparison, index) => plannedCalls(plan(comparison, index, budget.suiteCalls)).most,
  )
  const known = comparisons.map((comparison) => knownSuites.has(comparison.name))
  const grants = grantCalls(
    wishes.map((wish, index) => ({ wish, known: known[index]! })),
    budget,
  )
  const extra = grantFallbacks(comparisons, known, grants, budget)
  return comparisons.map((comparison, index) => {
    const calls = grants[index]! + extra[index]!
    const { fallback, suite } = comparison
    const { informed } = designs[index]!
    const granted: SamplingPlan = {
      ...plan(comparison, index, grants[index]!),
      ...(fallback === undefined ? {} : { fallbackTrials: Math.min(fallback.trials, calls) }),
    }
    return {
      comparison,
      plan: informed === undefined || suite.deterministic ? granted : informPlan(granted, informed),
      calls,
      // Of the plan without history, which grows from run to run.
      ledgerName: ledgerName(comparison, granted, providers),
    }
  })
}

/** New suites together may make as many calls as this many suites. */
const NEW_SUITES = 2

/**
 * Suites that base has are granted first: what a pull request adds must not starve what judges it, and however much it adds does not cost
 * more than two suites do.
 */
function grantCalls(
  suites: readonly { readonly wish: number; readonly known: boolean }[],
  budget: Budget,
): readonly number[] {
  const push = budget.calls ?? Number.POSITIVE_INFINITY
  const known = shareBudget(
    suites.map(({ wish, known }) => (known ? wish : 0)),
    push,
  )
  const left = Math.min(push - sum(known), NEW_SUITES * budget.suiteCalls)
  const fresh = shareBudget(
    suites.map(({ wish, known }) => (known ? 0 : wish)),
    left,
  )
  return suites.map((_, index) => known[index]! + fresh[index]!)
}

/**
 * Calls for fallbacks, which decide nothing: of what all plans leave over, so that exercising one never takes a pair from any suite. What a
 * suite that is decided early leaves of its own grant comes on top of it.
 */
function grantFallbacks(
  comparisons: readonly JudgeableSuite[],
  known: readonly boolean[],
  grants: readonly number[],
  { calls = Number.POSITIVE_INFINITY, suiteCalls }: Budget,
): readonly number[] {
  const wishes = comparisons.map(({ fallback }, index) =>
    Math.min(fallback?.trials ?? 0, Math.max(0, suiteCalls - grants[index]!)),
  )
  const share = (of: boolean, budget: number) =>
    shareBudget(
      wishes.map((wish, index) => (known[index] === of ? wish : 0)),
      Math.max(0, budget),
    )
  const left = calls - sum(grants)
  const forKnown = share(true, left)
  const ofNew = sum(grants.filter((_, index) => !known[index]))
  const forNew = share(false, Math.min(left - sum(forKnown), NEW_SUITES * suiteCalls - ofNew))
  return wishes.map((_, index) => forKnown[index]! + forNew[index]!)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/**
 * What is compared, by content: two pushes that would send the same requests are the same experiment, whatever the order of the cases and
 * whatever other cases they add.
 */
function identity(comparison: JudgeableSuite): unknown {
  return [
    comparison.name,
    comparison.pairs.map((pair) => [pair.case.id, pair.base.hash, pair.head.hash].join(' ')).sort(),
  ]
}

/** A plan that the budget cut short has a ledger of its own, so that it binds nobody once there is room for a whole one. */
function ledgerName(comparison: JudgeableSuite, plan: SamplingPlan, providers: Policy['providers']): string {
  const described = simulations(comparison, providers)
  const what = described.length === 0 ? identity(comparison) : [identity(comparison), described]
  const hash = contentHash(what).slice('sha256:'.length, 'sha256:'.length + 12)
  const length = planLength(plan)
  return `${ledgerPrefix(comparison.name)}${hash}${length < plan.wantedPairs ? `-cut-${length}` : ''}`
}

/**
 * What makes up the answers of a suite on simulated models: with other descriptions the same requests are another experiment. Empty where real
 * models answer, also where only their fallback is simulated: their trials are paid for, and the fallback decides nothing.
 */
function simulations(
  { pairs, headOnly, fallback }: JudgeableSuite,
  providers: Policy['providers'],
): readonly string[] {
  const descriptions = (requests: readonly RenderedRequest[]) =>
    requests.flatMap((request) => {
      if (request.kind !== 'prompt') return []
      const { description } = providers.get(splitModelId(request.model)?.provider ?? '') ?? {}
      return description === undefined ? [] : [description.text]
    })
  const judged = descriptions([
    ...pairs.flatMap(({ base, head }) => [base, head]),
    ...headOnly.map(({ request }) => request),
  ])
  if (judged.length === 0) return []
  const spare = descriptions((fallback?.cases ?? []).map(({ request }) => request))
  return [...new Set([...judged, ...spare])].sort()
}

/** What the folders of all ledgers of a suite begin with; those of a suite with a similar name may, too. */
export function ledgerPrefix(suite: string): string {
  const readable = suite.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return `${readable.slice(0, 40)}-`
}
