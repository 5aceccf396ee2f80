import { UserError } from '../boundary/finding.ts'
import { nearest } from '../boundary/nearest.ts'
import { printable } from '../boundary/printable.ts'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { openRepository } from '../change/repository.ts'
import { textOf } from '../provider/message-text.ts'
import { compileScorers } from '../scoring/compile-scorers.ts'
import { loadPolicy } from '../suite/load-policy.ts'
import { loadSuites } from '../suite/load-suites.ts'
import type { Policy } from '../suite/policy.ts'
import { type RenderedRequest, renderRequest } from '../suite/render-request.ts'
import type { Case, Suite } from '../suite/suite.ts'
import type { TrialResult } from '../target/trial.ts'
import { openTrialRunner } from '../target/trial-runner.ts'

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
    const policy = await loadPolicy(tree, options.config)
    if (policy === undefined) {
      throw new UserError({
        file: options.config,
        message: 'no such file',
        hint: 'name the policy with --config',
      })
    }
    const { suites, invalid } = await loadSuites(tree, policy.suites)
    const { suite, aCase } = findCase(
      suites,
      invalid.flatMap((one) => one.findings),
      options,
    )
    if (suite.target.kind !== 'prompt') {
      throw new UserError({
        file: suite.file,
        message: `this version does not run \`${suite.target.kind}\` targets`,
      })
    }
    const rendered = renderRequest(suite.target, aCase)
    const trial = options.dryRun ? undefined : await runOnce(policy, suite, aCase, rendered, world)
    const shown = {
      suite: suite.name,
      case: aCase.id,
      model: rendered.model,
      request: rendered.request,
      ...trial,
    }
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

async function runOnce(
  policy: Policy,
  suite: Suite,
  aCase: Case,
  rendered: RenderedRequest,
  world: World,
): Promise<TrialResult & { readonly scores: Readonly<Record<string, number>> }> {
  const scorers = await compileScorers(suite.scorers, aCase, suite.places)
  const runner = openTrialRunner(policy, world)
  try {
    const findings = await runner.check(rendered.model)
    if (findings.length > 0) throw new UserError(findings)
    const drawKey = `try/${world.now().toISOString()}`
    const trial = await runner.run(rendered, { signal: world.interrupted, drawKey, position: 0 })
    return { ...trial, ...scorers.score(trial) }
  } finally {
    await runner.close()
  }
}

interface ShownTrial extends Partial<TrialResult> {
  readonly suite: string
  readonly case: string
  readonly model: string
  readonly request: RenderedRequest['request']
  readonly scores?: Readonly<Record<string, number>>
}

function renderTry(shown: ShownTrial): string {
  const { request } = shown
  const section = (title: string, text: string): string =>
    `── ${title} ${'─'.repeat(Math.max(2, 68 - title.length))}\n${text}\n`
  const parts = [
    `suite ${shown.suite}, case ${shown.case}, model ${shown.model}\n`,
    ...request.messages.map((message) => section(message.role, textOf(message.content).trimEnd())),
    section('parameters', JSON.stringify(request.parameters)),
    ...(request.tools.length === 0
      ? []
      : [section('tools', request.tools.map((tool) => JSON.stringify(tool)).join('\n'))]),
  ]
  if (shown.outcome !== undefined) {
    parts.push(section(`output (${shown.outcome})`, shown.error ?? shown.output ?? ''))
    const calls = (shown.trace ?? []).filter((step) => step.type === 'tool-call')
    if (calls.length > 0) {
      parts.push(
        section(
          'tool calls',
          calls.map((call) => `${call.name} ${JSON.stringify(call.arguments)}`).join('\n'),
        ),
      )
    }
    parts.push(
      section(
        'scores',
        Object.entries(shown.scores ?? {})
          .map(([name, score]) => `${name}: ${score}`)
          .join('\n'),
      ),
    )
    if (shown.notes !== undefined) parts.push(section('notes', shown.notes.join('\n')))
    parts.push(section('quantities', JSON.stringify(shown.quantities)))
  }
  return printable(parts.join('\n'))
}
