import type { FileTree } from '../boundary/file-tree.ts'
import { type Finding, formatFinding, UserError } from '../boundary/finding.ts'
import { nearest } from '../boundary/nearest.ts'
import { printable } from '../boundary/printable.ts'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { openRepository } from '../change/repository.ts'
import { checkPrices } from '../provider/check-prices.ts'
import { simulatedMistakes } from '../provider/simulated-mistakes.ts'
import { checkRunnable } from '../sampling/check-runnable.ts'
import { loadPolicy } from '../suite/load-policy.ts'
import { loadSuites } from '../suite/load-suites.ts'
import type { Policy } from '../suite/policy.ts'
import type { Suite } from '../suite/suite.ts'

export interface ValidateOptions {
  readonly config: string
  readonly json: boolean
}

/** `noisefloor validate`: reads the working tree's policy and suites and reports every mistake. Resolves to the exit code. */
export async function validate(options: ValidateOptions, world: World): Promise<number> {
  const repository = await openRepository(world.directory, runProcess, { environment: world.environment })
  try {
    const { findings, suites, cases } = await findMistakes(repository.workingTree(), options.config)
    if (options.json) {
      world.stdout.write(
        `${JSON.stringify({ valid: findings.length === 0, suites, cases, findings }, null, 2)}\n`,
      )
    } else if (findings.length === 0) {
      world.stdout.write(
        `${options.config} and ${count(suites, 'suite')} with ${count(cases, 'case')} are valid\n`,
      )
    } else {
      world.stdout.write(`${findings.map((finding) => printable(formatFinding(finding))).join('\n')}\n`)
      world.stderr.write(`${count(findings.length, 'mistake')}; nothing was called\n`)
    }
    return findings.length === 0 ? 0 : 2
  } finally {
    await repository.close()
  }
}

/** Everything that is wrong with the policy, the suites and what they refer to on one side. */
export async function findMistakes(tree: FileTree, policyFile: string) {
  const findings: Finding[] = []
  const policy = await loadPolicy(tree, policyFile).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error
    findings.push(...error.findings)
    return undefined
  })
  if (policy === undefined && findings.length === 0) {
    findings.push({
      file: policyFile,
      message: 'no such file',
      hint: 'write the policy, or name it with --config',
    })
  }
  const { suites, invalid } = await loadSuites(tree, policy?.suites ?? ['evals/**/*.eval.yaml'])
  findings.push(...invalid.flatMap((one) => one.findings))
  if (policy !== undefined)
    findings.push(
      ...unknownProviders(policy, suites),
      ...unknownServices(policy, suites),
      ...(await checkPrices(suites.flatMap(modelsOf), policy)),
      ...(await simulatedMistakes(policy)),
    )
  findings.push(...(await Promise.all(suites.map(checkRunnable))).flat())
  if (policy !== undefined && suites.length === 0 && invalid.length === 0) {
    findings.push({
      file: policyFile,
      message: `no suite matches ${policy.suites.join(', ')}`,
      hint: 'a gate without suites judges nothing: add one, or mend `suites`',
    })
  }
  return {
    findings,
    suites: suites.length,
    cases: suites.reduce((sum, suite) => sum + suite.cases.length, 0),
  }
}

function unknownProviders(policy: Policy, suites: readonly Suite[]): readonly Finding[] {
  return suites.flatMap((suite) => {
    const { target, places, file } = suite
    if (target.kind !== 'prompt') return []
    const models = [
      ['target.model', target.model],
      ['target.fallback', target.fallback?.model],
    ] as const
    return models.flatMap(([key, model]) => {
      const provider = model?.split('/')[0]
      if (provider === undefined || policy.providers.has(provider)) return []
      const near = nearest(provider, policy.providers.keys())
      return [
        {
          ...(places.get(key) ?? { file }),
          message: `the policy has no provider "${provider}"`,
          hint: near === undefined ? `add it to \`providers\` in ${policy.file}` : `did you mean "${near}"?`,
        },
      ]
    })
  })
}

function modelsOf({ target }: Suite): readonly string[] {
  if (target.kind !== 'prompt') return []
  return target.fallback === undefined ? [target.model] : [target.model, target.fallback.model]
}

function unknownServices(policy: Policy, suites: readonly Suite[]): readonly Finding[] {
  return suites.flatMap(({ target, places, file }) => {
    if (target.kind !== 'http' || target.serve !== undefined || policy.services.has(target.service)) return []
    const near = nearest(target.service, policy.services.keys())
    return [
      {
        ...(places.get('target.http') ?? { file }),
        message: `the policy has no service "${target.service}"`,
        hint:
          near === undefined
            ? `add it to \`services\` in ${policy.file}, or start it with \`serve\``
            : `did you mean "${near}"?`,
      },
    ]
  })
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
