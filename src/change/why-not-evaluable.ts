import type { Finding } from '../boundary/finding.ts'
import type { Policy } from '../suite/policy.ts'
import type { PromptTarget, Suite } from '../suite/suite.ts'
import type { ComparisonContext } from './comparison-context.ts'
import type { PairedCases, Unrenderable } from './pair-cases.ts'
import { shownName } from './shown.ts'
import { counted, listed } from './wording.ts'

/** This version runs prompts; any change may reach the code behind an endpoint or a command. */
export function unsupportedTarget(suite: Suite): Finding {
  return {
    file: suite.file,
    ...lineOf(suite, 'target'),
    message: `this version cannot run targets of the kind \`${suite.target.kind}\``,
    hint: 'give the suite a `prompt` and a `model`, or take it out of the globs of `suites`',
  }
}

/** Models that are to be called although the deciding policy has no such provider. */
export function unknownProviders(
  paired: PairedCases,
  arms: readonly { readonly suite: Suite; readonly target: PromptTarget; readonly runs: boolean }[],
  policy: Policy | undefined,
): readonly Finding[] {
  if (policy === undefined || paired.pairs.length + paired.headOnly.length === 0) return []
  const findings = new Map<string, Finding>()
  for (const { suite, target, runs } of arms) {
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
      ...lineOf(suite, 'target.prompt'),
      message: `${arm}'s prompt cannot be filled from ${whose} form of ${cases}: ${problem}`,
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
