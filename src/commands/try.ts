import { resolve } from 'node:path'
import { UserError } from '../boundary/finding.ts'
import { inCi } from '../boundary/in-ci.ts'
import { nearest } from '../boundary/nearest.ts'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { runsCode } from '../change/depends-on.ts'
import { openRepository } from '../change/repository.ts'
import { compileScorers } from '../scoring/compile-scorers.ts'
import { requirePolicy } from '../suite/load-policy.ts'
import { loadSuites } from '../suite/load-suites.ts'
import { type RenderedRequest, renderRequest } from '../suite/render-request.ts'
import type { Case, Suite } from '../suite/suite.ts'
import { CodeFailure } from '../target/code-failure.ts'
import type { CodeOrigin } from '../target/code-permission.ts'
import type { TrialResult } from '../target/trial.ts'
import { openTrialRunner, type TrialRunnerOptions } from '../target/trial-runner.ts'
import { renderTry, type ShownTrial, shownRequest } from './show-try.ts'

export interface TryOptions {
  readonly case: string
  readonly config: string
  readonly suite?: string
  readonly dryRun: boolean
  readonly json: boolean
}

/** `noisefloor try CASE`: one request of the working tree as it is sent, its output and its scores. Resolves to the exit code. */
export async function tryCase(options: TryOptions, world: World): Promise<number> {
  const repository = await openRepository(world.directory, runProcess, { environment: world.environment })
  try {
    const tree = repository.workingTree()
    const policy = await requirePolicy(tree, options.config)
    const { suites, invalid } = await loadSuites(tree, policy.suites)
    const { suite, aCase } = findCase(
      suites,
      invalid.flatMap((one) => one.findings),
      options,
    )
    const target = runsCode(suite.target)
      ? { ...suite.target, code: { side: 'head', identity: 'working tree' } as const }
      : suite.target
    const rendered = renderRequest(target, aCase)
    const sources = {
      base: undefined,
      head: repository.code('working tree'),
      out: resolve(world.directory, '.noisefloor'),
    }
    const trial = options.dryRun
      ? undefined
      : await runOnce({ policy, sources, codeOrigin: originOf(world) }, suite, aCase, rendered, world)
    const shown = { suite: suite.name, case: aCase.id, ...shownRequest(rendered), ...trial }
    world.stdout.write(options.json ? `${JSON.stringify(shown, null, 2)}\n` : renderTry(shown))
    return trial?.outcome === 'infra-error' ? 2 : 0
  } finally {
    await repository.close()
  }
}

function findCase(
  suites: readonly Suite[],
  mistakes: UserError['findings'],
  options: TryOptions,
): { readonly suite: Suite; readonly aCase: Case } {
  const found = suites
    .filter((suite) => options.suite === undefined || suite.name === options.suite)
    .flatMap((suite) =>
      suite.cases.filter((one) => one.id === options.case).map((aCase) => ({ suite, aCase })),
    )
  if (found.length === 1) return found[0]!
  if (found.length > 1) {
    throw new UserError({
      file: 'command line',
      message: `several suites have a case "${options.case}": ${found.map(({ suite }) => suite.name).join(', ')}`,
      hint: 'name one with --suite',
    })
  }
  // The case may be in a file that could not be read: that is then the mistake to mend first.
  if (mistakes.length > 0) throw new UserError(mistakes)
  const ids = suites.flatMap((suite) => suite.cases.map((one) => one.id))
  const near = nearest(options.case, ids)
  throw new UserError({
    file: 'command line',
    message: `there is no case "${options.case}"${options.suite === undefined ? '' : ` in suite "${options.suite}"`}`,
    hint: near === undefined ? `known: ${ids.slice(0, 10).join(', ') || 'none'}` : `did you mean "${near}"?`,
  })
}

/** A CI that is not known does not say whose code it is. */
function originOf({ environment }: World): CodeOrigin {
  return inCi(environment) ? 'outside' : 'local'
}

async function runOnce(
  options: TrialRunnerOptions,
  suite: Suite,
  aCase: Case,
  rendered: RenderedRequest,
  world: World,
): Promise<Required<Pick<ShownTrial, 'scores' | 'labels'>> & TrialResult> {
  const scorers = await compileScorers(suite.scorers, aCase, suite.places)
  const runner = openTrialRunner(options, world)
  try {
    const findings = await runner.check([rendered])
    if (findings.length > 0) throw new UserError(findings)
    const drawKey = `try/${world.now().toISOString()}`
    const trial = await runner.run(rendered, { signal: world.interrupted, drawKey, position: 0 }, suite.name)
    const { outcome, scores, labels } = scorers.score(trial)
    const texts = Object.entries(labels).map(([name, { text }]) => [name, runner.redact(text)])
    return { ...trial, outcome, scores, labels: Object.fromEntries(texts) }
  } catch (error) {
    if (!(error instanceof CodeFailure)) throw error
    throw new UserError({ file: suite.file, message: error.message }, { cause: error })
  } finally {
    await runner.close()
  }
}
