import type { FollowUpTrials } from '../sampling/follow-up.ts'
import { holm } from '../stats/holm.ts'
import { meanDifference } from '../stats/mean-difference.ts'
import { normalQuantile } from '../stats/normal.ts'
import type { PairedSample } from '../stats/paired-sample.ts'
import { signFlipTest } from '../stats/sign-flip-test.ts'
import type { Ingredient } from '../suite/hybrid-request.ts'
import { summary } from './case-tests.ts'
import type { ArmSummary } from './claim-test.ts'
import { ATTRIBUTION_LEVEL, type AttributionPlan } from './plan-attribution.ts'

/** Which changed ingredient explains a drop. */
export interface Attribution {
  readonly metric: string
  /** What head lost on the cases that were run: base − head, positive. */
  readonly drop: number
  /** Cases that were run. */
  readonly cases: number
  readonly ingredients: readonly IngredientJudgement[]
}

/** Base with one of head's ingredients, beside base. */
interface IngredientJudgement {
  readonly ingredient: Ingredient
  readonly base: ArmSummary
  readonly hybrid: ArmSummary
  /** hybrid − base; `null` without trials. */
  readonly delta: number | null
  /** One-sided, of "the hybrid is worse than base", adjusted for the other ingredients; `null` without trials. */
  readonly p: number | null
  /** It drops by itself; or half of what head lost is excluded; or neither is shown. */
  readonly verdict: 'explains' | 'not-shown' | 'excluded'
}

const FLIPS = 1999
/** An ingredient that cannot have lost so much of the drop by itself does not explain it. The drop itself was seen with luck's help. */
const EXCLUDED_SHARE = 0.5

/** Decides on the fresh trials of the plan alone: sign-flip tests with Holm's method over the ingredients, at 5 %. */
export function attributeDrop(
  { hypothesis, ingredients, drop, sets }: AttributionPlan,
  trials: readonly FollowUpTrials[],
): Attribution {
  const own = trials
    .filter((one) => one.purpose === 'attribution')
    .toSorted((a, b) => a.case - b.case || a.place - b.place)
  const tests = ingredients.map((ingredient) => testIngredient(ingredient, own, hypothesis.metric))
  const adjusted = holm(tests.map((test) => test.p ?? 1))
  const level = ATTRIBUTION_LEVEL / ingredients.length
  return {
    metric: hypothesis.assertion.metric,
    drop,
    cases: new Set(sets.map((one) => one.case)).size,
    ingredients: tests.map(({ sample, p, ...told }, index) => {
      const bound = -normalQuantile(level)
      const excluded = meanDifference(sample, bound).excludesDrop(drop * EXCLUDED_SHARE, bound, level)
      return {
        ...told,
        p: p === null ? null : adjusted[index]!,
        verdict: adjusted[index]! <= ATTRIBUTION_LEVEL ? 'explains' : excluded ? 'excluded' : 'not-shown',
      }
    }),
  }
}

interface IngredientTest extends Omit<IngredientJudgement, 'verdict'> {
  readonly sample: PairedSample
}

function testIngredient(
  ingredient: Ingredient,
  trials: readonly FollowUpTrials[],
  metric: number,
): IngredientTest {
  const pairs = trials.flatMap((one) => {
    const [base, hybrid] = [one.base?.[metric], one.variants.get(ingredient)?.[metric]]
    return base === undefined || hybrid === undefined || Number.isNaN(hybrid - base) ? [] : [{ base, hybrid }]
  })
  const sample: PairedSample = {
    differences: Float64Array.from(pairs, ({ base, hybrid }) => hybrid - base),
    cases: new Uint32Array(pairs.length),
    weights: Float64Array.of(1),
  }
  const nothing: ArmSummary = { mean: null, trials: 0 }
  if (pairs.length === 0) return { ingredient, base: nothing, hybrid: nothing, delta: null, p: null, sample }
  const { estimate, p } = signFlipTest(sample.differences, {
    seed: `attribution ${ingredient}`,
    flips: FLIPS,
  })
  return {
    ingredient,
    base: summary(pairs.map((pair) => pair.base)),
    hybrid: summary(pairs.map((pair) => pair.hybrid)),
    delta: estimate,
    p,
    sample,
  }
}
