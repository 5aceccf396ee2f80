import { contentHash } from '../boundary/content-hash.ts'
import { UserError } from '../boundary/finding.ts'
import type { World } from '../boundary/world.ts'
import type { CalibratedSuite } from '../report/calibration.ts'
import type { RunProgress } from '../report/run-progress.ts'
import { drawWithRunner } from '../sampling/draw-with-runner.ts'
import type { PlannedSuite } from '../sampling/plan-push.ts'
import { prepareSuite } from '../sampling/prepare-suite.ts'
import { type SuiteOutcome, samplePush } from '../sampling/sample-push.ts'
import type { SamplingPlan } from '../sampling/sampling-plan.ts'
import { describeStop } from '../sampling/sampling-stopped.ts'
import type { Policy } from '../suite/policy.ts'
import { openTrialRunner, type TrialRunner } from '../target/trial-runner.ts'
import { createSequentialDecider, type SuiteDecider } from '../verdict/sequential-decider.ts'

export interface LivePorts {
  readonly directory: string
  readonly world: World
  readonly warn: (text: string) => void
  readonly onProgress: (progress: RunProgress) => void
}

/**
 * Draws base against base as a check would, within the policy's budget, and judges it. The trials get a ledger that no gate reads as a
 * comparison; asking for the same number of pairs again pays for nothing twice.
 *
 * @param planned suites compared with themselves, planned within the budget
 * @param pairs wanted of each suite; a smaller plan is drawn whole
 * @returns by suite name
 * @throws UserError when a suite cannot be run
 */
export async function calibrateLive(
  planned: readonly PlannedSuite[],
  pairs: number,
  policy: Policy,
  { directory, world, warn, onProgress }: LivePorts,
): Promise<ReadonlyMap<string, NonNullable<CalibratedSuite['live']>>> {
  // Only prompts are calibrated: no code is run.
  const sources = { base: undefined, head: undefined, out: directory }
  const runner = openTrialRunner({ policy, sources, codeOrigin: 'local' }, world)
  try {
    const chosen = planned.map((one) => withPairs(one, pairs, policy.budget.suiteCalls))
    await checkModels(chosen, runner)
    onProgress({
      kind: 'started',
      suites: chosen.map(({ plan, comparison }) => ({
        suite: plan.suite,
        cases: comparison.pairs.length,
        expectedPairs: plan.pairs,
        mostPairs: plan.pairs,
      })),
      budget: policy.budget,
      usage: runner.usage,
    })
    const described = await samplePush(
      await Promise.all(
        chosen.map(async (one) => ({
          suite: await prepareSuite(one),
          ledgerName: one.ledgerName,
          takesTime: true,
          rule: (plan: SamplingPlan) =>
            drawAll(createSequentialDecider({ suite: one.comparison.suite, plan }), plan),
        })),
      ),
      {
        directory,
        draw: drawWithRunner(runner, policy, world),
        redact: runner.redact,
        concurrency: policy.limits.concurrency,
        now: world.now,
        warn,
        onProgress: (progress) => onProgress({ kind: 'pairs', ...progress }),
      },
      (outcome) => {
        const { suite } = outcome.plan
        onProgress({ kind: 'ended', suite })
        return [suite, describeLive(outcome)] as const
      },
    )
    return new Map(described)
  } finally {
    await runner.close()
  }
}

function withPairs(planned: PlannedSuite, wanted: number, suiteCalls: number): PlannedSuite {
  const pairs = Math.min(wanted, Math.floor(suiteCalls / 2))
  const seed = contentHash([planned.plan.seed, 'calibration', pairs])
  return {
    ...planned,
    plan: { ...planned.plan, seed, pairs, wantedPairs: pairs, expectedPairs: pairs },
    ledgerName: `${planned.ledgerName.replace(/-cut-\d+$/, '')}-calibration-${pairs}`,
  }
}

async function checkModels(planned: readonly PlannedSuite[], runner: TrialRunner): Promise<void> {
  const findings = await runner.check(
    planned.flatMap(({ comparison }) => comparison.pairs.map(({ base }) => base)),
  )
  if (findings.length > 0) throw new UserError(findings)
}

/** Every pair that was asked for is drawn, so that the history gains as many; the looks are carried out afterwards. */
function drawAll(decider: SuiteDecider, plan: SamplingPlan): SuiteDecider {
  return { ...decider, nextLook: () => plan.pairs, look: () => true }
}

function describeLive({
  evidence,
  tally,
  stopped,
  rule,
}: SuiteOutcome<SuiteDecider>): NonNullable<CalibratedSuite['live']> {
  const judged = rule.judge(evidence)
  return {
    pairs: evidence.pairs.length,
    missing: evidence.missing.length,
    ...(stopped === undefined
      ? { verdict: judged.verdict, reason: judged.reason }
      : { verdict: 'not-evaluable', reason: describeStop(stopped) }),
    calls: tally.calls.base + tally.calls.head,
    cached: tally.cached,
    cost_usd: tally.costUsd ?? null,
  }
}
