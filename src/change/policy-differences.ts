import { UserError } from '../boundary/finding.ts'
import { parseYaml } from '../boundary/yaml-source.ts'
import { credentialVariables, type ProviderConfig } from '../provider/provider-config.ts'
import type { Policy, ServiceConfig } from '../suite/policy.ts'
import type { Difference } from './gate-change.ts'
import type { LoadedSide } from './loaded-side.ts'
import { sameContent } from './same-content.ts'
import { shownChange, shownName } from './shown.ts'

/** Policy, key by key. Whatever is not plainly tightening loosens, because the policy says what is allowed. */
export function policyDifferences(base: LoadedSide, head: LoadedSide): readonly Difference[] {
  const [before, after] = [base.policy, head.policy]
  if (before !== undefined && after !== undefined) {
    return [
      ...COMPARISONS.map((compare) => compare(before, after)).filter(
        (difference) => difference !== undefined,
      ),
      ...providerDifferences(before, after),
    ]
  }
  if (before !== undefined) {
    const what = head.invalidPolicy === undefined ? 'is deleted' : 'cannot be used any more'
    return [{ description: `policy ${what}`, file: before.file, loosens: true }]
  }
  if (after === undefined) return []
  const what = base.invalidPolicy === undefined ? 'is new' : "is mended: base's cannot be used"
  return [{ description: `policy ${what}`, file: after.file, loosens: false }]
}

type Comparison = (before: Policy, after: Policy) => Difference | undefined

function key<T>(
  name: string,
  value: (policy: Policy) => T,
  loosens: (before: T, after: T) => boolean,
): Comparison {
  return (before, after) => {
    const [old, now] = [value(before), value(after)]
    if (sameContent(old, now)) return undefined
    return {
      description: `policy, ${name}: ${shownChange(old, now)}`,
      file: after.file,
      loosens: loosens(old, now),
    }
  }
}

const always = () => true
const never = () => false
const smaller = (before: number, after: number) => after < before
const greater = (before: number, after: number) => after > before
/** A value that stands later in the list loosens. */
const laterIn =
  <T>(order: readonly T[]) =>
  (before: T, after: T) =>
    order.indexOf(after) > order.indexOf(before)

const COMPARISONS: readonly Comparison[] = [
  key('suites', ({ suites }) => suites, findsLess),
  key('services', ({ services }) => [...services.values()], changesService),
  key('allow.commands', ({ allow }) => allow.commands, laterIn(['never', 'own', 'all'])),
  // A smaller false-alarm level asks for more proof before red; a greater miss level lets a drop pass more easily.
  key('error-rates.false-alarm', ({ errorRates }) => errorRates.falseAlarm, smaller),
  key('error-rates.miss', ({ errorRates }) => errorRates.miss, greater),
  // What is kept for extensions is missing from the plan: neither way is plainly tightening.
  key('error-rates.extension', ({ errorRates }) => errorRates.extension, always),
  key('on-inconclusive', ({ onInconclusive }) => onInconclusive, laterIn(['fail', 'neutral', 'pass'])),
  // A greater budget spends more, a smaller one finds less.
  key('budget.usd', ({ budget }) => budget.usd, always),
  key('budget.calls', ({ budget }) => budget.calls, always),
  key('budget.tokens', ({ budget }) => budget.tokens, always),
  key('budget.minutes', ({ budget }) => budget.minutes, always),
  key('budget.suite-usd', ({ budget }) => budget.suiteUsd, always),
  key('budget.suite-calls', ({ budget }) => budget.suiteCalls, always),
  key('budget.suite-tokens', ({ budget }) => budget.suiteTokens, always),
  key('budget.suite-minutes', ({ budget }) => budget.suiteMinutes, always),
  key('prices', ({ prices }) => prices, always),
  key('publish.outputs', ({ publish }) => publish.outputs, laterIn(['none', 'snippets', 'full'])),
  key('gate-changes.label', ({ gateChanges }) => gateChanges.label, always),
  // The pace of requests changes no verdict.
  key('limits.concurrency', ({ limits }) => limits.concurrency, never),
  key('limits.timeout-seconds', ({ limits }) => limits.timeoutSeconds, never),
  key(
    'judge.model',
    ({ judge }) => judge?.model,
    (before) => before !== undefined,
  ),
]

/** A glob that is added only finds more. */
function findsLess(before: readonly string[], after: readonly string[]): boolean {
  return before.some((glob) => !after.includes(glob))
}

/** A service that is added is asked by new targets only, and one that is gone only makes suites fail; another address loosens. */
function changesService(before: readonly ServiceConfig[], after: readonly ServiceConfig[]): boolean {
  return before.some((old) => after.some((now) => now.name === old.name && now.baseUrl !== old.baseUrl))
}

/** A new provider loosens when it takes a credential somewhere; a removed one only makes suites fail. */
function providerDifferences(before: Policy, after: Policy): readonly Difference[] {
  const names = [...new Set([...before.providers.keys(), ...after.providers.keys()])].sort()
  return names.flatMap((name) => {
    const [old, now] = [before.providers.get(name), after.providers.get(name)]
    const about = `policy, provider ${shownName(name)}`
    if (old === undefined) {
      return [
        { description: `${about} is new`, file: after.file, loosens: credentialVariables(now!).length > 0 },
      ]
    }
    if (now === undefined) return [{ description: `${about} is deleted`, file: after.file, loosens: false }]
    return settingDifferences(about, old, now, after.file)
  })
}

function settingDifferences(
  about: string,
  old: ProviderConfig,
  now: ProviderConfig,
  file: string,
): readonly Difference[] {
  const settings = [
    ['kind', old.kind, now.kind],
    ['credential', old.credential, now.credential],
    ['aws-credentials', signingVariables(old), signingVariables(now)],
    ['base-url', old.baseUrl, now.baseUrl],
    ['resource', old.resource, now.resource],
    ['api-version', old.apiVersion, now.apiVersion],
    ['region', old.region, now.region],
    ['streaming', old.streaming, now.streaming],
    ['file', old.description?.file, now.description?.file],
  ] as const
  const changed = settings
    .filter(([, before, after]) => before !== after)
    .map(([name, before, after]) => ({
      description: `${about}, ${name}: ${shownChange(before, after)}`,
      file,
      loosens: true,
    }))
  const [described, description] = [old.description, now.description]
  if (described === undefined || description === undefined || sameData(described, description)) return changed
  return [
    ...changed,
    { description: `${about}: the simulated model is another one`, file: description.file, loosens: true },
  ]
}

function signingVariables({ awsCredentials }: ProviderConfig): string | undefined {
  return awsCredentials && Object.values(awsCredentials).join(', ')
}

type Description = NonNullable<ProviderConfig['description']>

/** By content where it can be read, so that a comment is no change. */
function sameData(before: Description, after: Description): boolean {
  if (before.text === after.text) return true
  try {
    return sameContent(parseYaml(before.text, before.file).value, parseYaml(after.text, after.file).value)
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}
