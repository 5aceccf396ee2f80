import type { CasePair, HeadOnlyCase as ComparedHeadOnlyCase } from '../change/suite-comparison.ts'
import { compileScorers } from '../scoring/compile-scorers.ts'
import { caseCluster } from '../suite/case-cluster.ts'
import { changedIngredients } from '../suite/hybrid-request.ts'
import type { Case, Suite } from '../suite/suite.ts'
import type { PlannedSuite } from './plan-push.ts'
import type { HeadOnlyCase, PairedCase, SuiteToSample } from './suite-to-sample.ts'

/**
 * Compiles the judging suite's scorers for every case of the plan.
 * @throws UserError for a pattern, path, schema or variable that cannot be used
 */
export async function prepareSuite(planned: PlannedSuite): Promise<SuiteToSample> {
  const { suite, pairs, headOnly } = planned.comparison
  const prepare = async ({ case: aCase, base, head }: CasePair): Promise<PairedCase> => ({
    id: aCase.id,
    weight: aCase.weight,
    tags: aCase.tags,
    ...clusterOf(aCase, suite.cluster),
    changes: changedIngredients(base, head),
    base,
    head,
    scorers: await compileScorers(suite.scorers, aCase, suite.places),
  })
  const prepareExtra = async ({
    case: aCase,
    form,
    request,
  }: ComparedHeadOnlyCase): Promise<HeadOnlyCase> => ({
    id: aCase.id,
    form,
    head: request,
    scorers: await compileScorers(suite.scorers, aCase, suite.places),
  })
  const { fallback } = planned.comparison
  return {
    plan: planned.plan,
    calls: planned.calls,
    metrics: metricsOf(suite),
    pairs: await Promise.all(pairs.map(prepare)),
    headOnly: await Promise.all(headOnly.map(prepareExtra)),
    ...(fallback === undefined
      ? {}
      : {
          fallback: {
            cases: await Promise.all(
              fallback.cases.map(async ({ case: aCase, request }) => ({
                id: aCase.id,
                weight: aCase.weight,
                request,
                scorers: await compileScorers(suite.scorers, aCase, suite.places),
              })),
            ),
          },
        }),
  }
}

function clusterOf(aCase: Case, name: string | undefined): Pick<PairedCase, 'cluster'> {
  const cluster = name === undefined ? undefined : caseCluster(aCase, name)
  return cluster === undefined ? {} : { cluster }
}

/** The metrics that are asserted, in the order of the file; then those that are only shown. */
export function metricsOf(suite: Pick<Suite, 'assertions' | 'scorers'>): readonly string[] {
  return [...new Set([...suite.assertions.map((one) => one.metric), ...suite.scorers.keys()])]
}
