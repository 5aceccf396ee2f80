import type { Finding } from '../boundary/finding.ts'
import type { Policy } from '../suite/policy.ts'
import type { Suite, Target } from '../suite/suite.ts'
import type { ComparisonContext } from './comparison-context.ts'
import type { PairedCases, Unrenderable } from './pair-cases.ts'
import { shownName } from './shown.ts'
import { counted, listed } from './wording.ts'

/** One sentence for the report, where there are findings. */
export function whyNothingCanBeSent(paired: PairedCases, { target }: Suite): string {
  if (paired.unrenderable.length > 0) {
    return `A ${target.kind === 'prompt' ? 'prompt' : 'request'} cannot be filled from its cases.`
  }
  return target.kind === 'prompt' ? 'A model cannot be called.' : 'A service cannot be asked.'
}

interface ArmToRun {
  readonly suite: Suite
  readonly target: Target
  readonly runs: boolean
}

/** Models that are to be called although the deciding policy has no such provider. */
export function unknownProviders(
  paired: PairedCases,
  arms: readonly ArmToRun[],
  policy: Policy | undefined,
): readonly Finding[] {
  if (policy === undefined || paired.pairs.length + paired.headOnly.length === 0) return []
  const findings = new Map<string, Finding>()
  for (const { suite, target, runs } of arms) {
    if (target.kind !== 'prompt') continue
    const provider = target.model.split('/', 1)[0] ?? ''
    if (!runs || policy.providers.has(provider) || findings.has(provider)) continue
    findings.set(provider, {
      file: suite.file,
      ...lineOf(suite, 'target.model'),
      message: `\`${shownName(target.model)}\` names a provider that the deciding \`${policy.file}\` does not have`,
      hint: "base's policy decides: add the provider in a pull request of its own first",
    })
  }
  return [...findings.values()]
}

/** Services that are to be asked although nothing starts them and the deciding policy does not have them. */
export function unknownServices(
  paired: PairedCases,
  arms: readonly ArmToRun[],
  policy: Policy | undefined,
): readonly Finding[] {
  if (policy === undefined || paired.pairs.length + paired.headOnly.length === 0) return []
  const findings = new Map<string, Finding>()
  for (const { suite, target, runs } of arms) {
    if (!runs || target.kind !== 'http' || target.serve !== undefined) continue
    if (policy.services.has(target.service)) continue
    findings.set(target.service, {
      file: suite.file,
      ...lineOf(suite, 'target.http'),
      message: `the deciding \`${policy.file}\` has no service \`${shownName(target.service)}\``,
      hint: "base's policy decides: add it to `services` in a pull request of its own first, or start it with `serve`",
    })
  }
  return [...findings.values()]
}

/** One finding per mistake, however many cases share it. */
export function unrenderableCases(
  paired: PairedCases,
  base: Suite,
  head: Suite,
  { policy, approved }: ComparisonContext,
): readonly Finding[] {
  const groups = Map.groupBy(paired.unrenderable, ({ arm, problem }) => `${arm} ${problem}`)
  return [...groups.values()].map((group) => {
    const { arm, problem } = group[0] as Unrenderable
    const suite = arm === 'base' ? base : head
    const cases = `${counted(group.length, 'case')} (${listed(group.map((entry) => shownName(entry.case.id)))})`
    const whose = approved ? "head's" : "base's"
    return {
      file: suite.file,
      ...lineOf(suite, suite.target.kind === 'prompt' ? 'target.prompt' : 'target.http', 'target'),
      message: `${arm}'s ${suite.target.kind === 'prompt' ? 'prompt' : 'request'} cannot be filled from ${whose} form of ${cases}: ${problem}`,
      hint: hintFor(arm, policy?.gateChanges.label),
    }
  })
}

/** New data and the prompt that uses it may come in one pull request only when a human has approved the data. */
function hintFor(arm: 'base' | 'head', label: string | undefined): string {
  if (arm === 'base') return 'mend the cases in a pull request of its own first'
  const first = "base's cases decide: give them the variable in a pull request of its own first"
  return label === undefined
    ? first
    : `${first}, or set the label \`${shownName(label)}\` so that head's cases decide`
}

function lineOf(
  suite: Suite,
  ...keys: readonly string[]
): { readonly line?: number; readonly column?: number } {
  const place = keys.map((key) => suite.places.get(key)).find((found) => found?.file === suite.file)
  return place === undefined ? {} : { line: place.line, column: place.column }
}
