import type { World } from '../boundary/world.ts'
import type { Policy } from '../suite/policy.ts'
import type { TrialResult } from '../target/trial.ts'
import type { TrialRunner } from '../target/trial-runner.ts'
import type { Draw } from './sampler-ports.ts'
import type { SamplingPlan } from './sampling-plan.ts'
import { SamplingStopped } from './sampling-stopped.ts'

/**
 * One trial as the sampler asks for it, within the policy's minutes for the push and for a suite: they begin with the first draw of each.
 */
export function drawWithRunner(runner: TrialRunner, policy: Policy, world: World) {
  const { minutes, suiteMinutes } = policy.budget
  const ofPush = [world.interrupted, ...timeLimit(minutes, '')]
  const signals = new Map<string, AbortSignal>()
  const signalOf = (suite: string): AbortSignal => {
    const known =
      signals.get(suite) ?? AbortSignal.any([...ofPush, ...timeLimit(suiteMinutes, ` of suite ${suite}`)])
    signals.set(suite, known)
    return known
  }
  return (draw: Draw, plan: SamplingPlan, stream: boolean): Promise<TrialResult> => {
    const drawKey = [plan.seed, draw.variant ?? draw.arm, draw.form, draw.case, draw.trial].join('/')
    const { request, position } = draw
    return runner.run(request, { signal: signalOf(plan.suite), drawKey, position, stream }, plan.suite)
  }
}

function timeLimit(minutes: number | undefined, of: string): readonly AbortSignal[] {
  if (minutes === undefined) return []
  const controller = new AbortController()
  const stop = () =>
    controller.abort(new SamplingStopped(`the time budget${of} of ${minutes} minutes is spent`))
  setTimeout(stop, minutes * 60_000).unref()
  return [controller.signal]
}
