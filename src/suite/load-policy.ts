import type { FileTree } from '../boundary/file-tree.ts'
import { UserError } from '../boundary/finding.ts'
import { readText } from '../boundary/read-text.ts'
import type { DataSource } from '../boundary/yaml-source.ts'
import type { PriceOverride } from '../provider/provider-config.ts'
import { collectMistakes, type Mistakes } from './collect-mistakes.ts'
import { parseSection } from './parse-section.ts'
import type { Policy } from './policy.ts'
import { policySchema, type WrittenPolicy } from './policy-schema.ts'
import { readProviders } from './read-providers.ts'
import { readServices } from './read-services.ts'
import { openReferencedFiles, parseData } from './referenced-files.ts'
import { withoutUndefined } from './without-undefined.ts'

const DEFAULT_SUITES = ['evals/**/*.eval.yaml']

/**
 * The policy of a side, or `undefined` when the side has none.
 * @param file repository-relative path, usually `noisefloor.yaml`
 * @throws UserError with all mistakes, sorted by place.
 */
export async function loadPolicy(tree: FileTree, file: string): Promise<Policy | undefined> {
  const text = await readText(tree, file)
  if (text === undefined) return undefined
  const source = parseData(text, file)
  if (source.value === null || source.value === undefined) {
    const hint = 'begin with `providers:`, such as `openai: { kind: openai, credential: OPENAI_API_KEY }`'
    throw new UserError({ file, message: 'the policy is empty', hint })
  }
  const mistakes = collectMistakes()
  const written = parseSection(policySchema, source, [], mistakes)
  const policy = written && (await toPolicy(written, source, tree, mistakes))
  mistakes.throwIfAny(file)
  // Without a finding there is a policy.
  return policy as Policy
}

/** The same for a side that must have one. */
export async function requirePolicy(tree: FileTree, file: string): Promise<Policy> {
  const policy = await loadPolicy(tree, file)
  if (policy === undefined)
    throw new UserError({ file, message: 'no such file', hint: 'name the policy with --config' })
  return policy
}

async function toPolicy(
  written: WrittenPolicy,
  source: DataSource,
  tree: FileTree,
  mistakes: Mistakes,
): Promise<Policy> {
  const { suites = DEFAULT_SUITES, budget = {}, limits = {}, judge } = written
  const rates = written['error-rates'] ?? {}
  const label = written['gate-changes']?.label
  return {
    file: source.file,
    suites: (typeof suites === 'string' ? [suites] : suites).map((glob) => glob.replace(/^(?:\.\/)+/, '')),
    providers: await readProviders(
      written.providers ?? {},
      source,
      openReferencedFiles(tree, mistakes),
      mistakes,
    ),
    services: readServices(written.services ?? {}, source, mistakes),
    allow: { commands: written.allow?.commands ?? 'never' },
    errorRates: {
      falseAlarm: rates['false-alarm'] ?? 0.05,
      miss: rates.miss ?? 0.1,
      extension: rates.extension ?? 0,
    },
    onInconclusive: written['on-inconclusive'] ?? 'neutral',
    budget: {
      ...withoutUndefined({
        usd: budget.usd,
        calls: budget.calls,
        tokens: budget.tokens,
        minutes: budget.minutes,
        suiteUsd: budget['suite-usd'],
        suiteTokens: budget['suite-tokens'],
        suiteMinutes: budget['suite-minutes'],
      }),
      suiteCalls: budget['suite-calls'] ?? 600,
    },
    prices: Object.entries(written.prices ?? {}).map(toPrice),
    publish: { outputs: written.publish?.outputs ?? 'snippets' },
    gateChanges: label === undefined ? {} : { label },
    limits: { concurrency: limits.concurrency ?? 50, timeoutSeconds: limits['timeout-seconds'] ?? 120 },
    ...(judge !== undefined && { judge }),
  }
}

function toPrice([models, price]: [string, NonNullable<WrittenPolicy['prices']>[string]]): PriceOverride {
  if (price === 'free') return { models, price }
  return { models, price: { inputPerMillion: price.input, outputPerMillion: price.output } }
}
