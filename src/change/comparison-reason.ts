import type { Suite } from '../suite/suite.ts'
import type { PairedCases } from './pair-cases.ts'
import type { FallbackComparison, RequestChange } from './suite-comparison.ts'
import { counted, listed } from './wording.ts'

const NAMES: Readonly<Record<RequestChange, string>> = {
  prompt: 'the prompt',
  tools: 'the tools',
  model: 'the model',
  parameters: 'the parameters',
  messages: 'the messages of the cases',
  target: 'what is asked, or how,',
  code: 'the code behind it',
}

/** Why pairs are run; empty when there is none. */
export function requestSentence(
  { pairs }: PairedCases,
  changes: readonly RequestChange[],
  suite: Suite,
): string {
  if (pairs.length === 0) return ''
  const share =
    pairs.length === suite.cases.length ? `all ${pairs.length}` : `${pairs.length} of ${suite.cases.length}`
  const cases = suite.cases.length === 1 ? 'Its one case gets' : `${share} cases get`
  return `${capitalised(cases)} a different request: ${listed(
    changes.map((change) => NAMES[change]),
    5,
  )} changed.`
}

/** What runs in head alone; empty when nothing does. */
export function headOnlySentence({ headOnly }: PairedCases): string {
  const forms = (['new', 'edited'] as const).flatMap((form) => {
    const count = headOnly.filter((entry) => entry.form === form).length
    return count === 0 ? [] : [counted(count, `${form} case`)]
  })
  return forms.length === 0
    ? ''
    : `${capitalised(listed(forms))} ${headOnly.length === 1 ? 'runs' : 'run'} in head only.`
}

/** Why nothing but the fallback runs. */
export function fallbackSentence(fallback: FallbackComparison | undefined): string {
  if (fallback === undefined) return ''
  return `Every request to the model is the same on both sides; the fallback changed, so ${counted(fallback.cases.length, 'case')} of head ${fallback.cases.length === 1 ? 'runs' : 'run'} on it.`
}

/** Cases of head alone enter absolute assertions only; without one nothing judges them, and the report must say so. */
export function headOnlyNote({ headOnly }: PairedCases, suite: Suite): readonly string[] {
  if (headOnly.length === 0 || hasAbsoluteAssertion(suite)) return []
  return [
    'No `at-least` or `at-most` assertion judges what runs in head only: it is shown, and decides nothing.',
  ]
}

function hasAbsoluteAssertion({ assertions }: Suite): boolean {
  return assertions.some(({ claim }) => claim.kind === 'at-least' || claim.kind === 'at-most')
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
