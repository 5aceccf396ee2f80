import type { Case, Suite, Target } from '../suite/suite.ts'
import { dependedOn } from './depends-on.ts'
import { editedParts, sameContent } from './same-content.ts'
import { scorerContent, scorerFiles } from './scorer-content.ts'
import type { CasePair, HeadOnlyCase, RequestChange } from './suite-comparison.ts'

/** The changed files behind different requests. */
export function requestFiles(
  changes: readonly RequestChange[],
  targets: readonly [base: Target, head: Target],
  suiteFiles: readonly string[],
  changedPaths: ReadonlySet<string>,
): readonly string[] {
  const changed = (paths: readonly string[]) => paths.filter((path) => changedPaths.has(path))
  const written = changed(suiteFiles)
  const [prompt, tools, parameters] = (['prompt', 'tools', 'parameters'] as const).map((part) =>
    changed(targets.flatMap((target) => (target.kind === 'prompt' ? target.files[part] : []))),
  ) as [string[], string[], string[]]
  const behind: Record<RequestChange, readonly string[]> = {
    prompt: firstOf(prompt, written),
    tools: firstOf(tools, written),
    // A prompt file with roles may bring its model and parameters along; the suite's own come before them.
    model: firstOf(written, prompt),
    parameters: firstOf(parameters, written, prompt),
    messages: [],
    target: written,
    code: codeFiles(targets, changedPaths),
  }
  return changes.flatMap((change) => behind[change])
}

/** The changed files that targets which run code depend on. */
export function codeFiles(targets: readonly Target[], changedPaths: ReadonlySet<string>): readonly string[] {
  return [...changedPaths].filter(dependedOn(targets))
}

/** The changed files that cases stand in. */
export function caseFiles(
  cases: readonly (CasePair | HeadOnlyCase)[],
  changedPaths: ReadonlySet<string>,
): readonly string[] {
  return cases.flatMap(({ case: aCase }) => filesOf(aCase)).filter((file) => changedPaths.has(file))
}

/** The one part that is a single thing. */
export const DETERMINISTIC = 'flag `deterministic`'

/** What of the judging differs between two forms of a suite, and the changed files that say so. */
export interface JudgingChanges {
  readonly parts: readonly ('cases' | 'scorers' | 'assertions' | typeof DETERMINISTIC)[]
  readonly files: readonly string[]
}

export function judgingChanges(base: Suite, head: Suite, changedPaths: ReadonlySet<string>): JudgingChanges {
  const suiteFiles = [base.file, head.file].filter((file) => changedPaths.has(file))
  const changed = (paths: readonly string[]) => paths.filter((path) => changedPaths.has(path))
  const parts: JudgingChanges['parts'][number][] = []
  const files: string[] = []
  const cases = differingCases(base, head)
  if (cases.length > 0) {
    parts.push('cases')
    files.push(...changed(cases))
  }
  const scorers = differingScorers(base, head)
  if (scorers.length > 0) {
    parts.push('scorers')
    files.push(
      ...scorers.flatMap((named) => firstOf(changed(named), changed(otherFiles(base, head)), suiteFiles)),
    )
  }
  if (!sameContent(base.assertions, head.assertions)) {
    parts.push('assertions')
    files.push(...suiteFiles)
  }
  if (base.deterministic !== head.deterministic) {
    parts.push(DETERMINISTIC)
    files.push(...suiteFiles)
  }
  return { parts, files }
}

/** Files that neither the target nor the cases stand in: those of rubrics. */
function otherFiles(...suites: readonly Suite[]): readonly string[] {
  return suites.flatMap(({ file, files, target, cases }) => {
    const known = new Set([file, ...cases.flatMap(filesOf)])
    if (target.kind === 'prompt') for (const path of Object.values(target.files).flat()) known.add(path)
    return files.filter((path) => !known.has(path))
  })
}

/** Files of the cases that were added, edited or removed. */
function differingCases(base: Suite, head: Suite): readonly string[] {
  const before = new Map(base.cases.map((aCase) => [aCase.id, aCase]))
  const after = new Set(head.cases.map(({ id }) => id))
  const removed = base.cases.filter(({ id }) => !after.has(id))
  const others = head.cases.filter((aCase) => {
    const form = before.get(aCase.id)
    return form === undefined || editedParts(form, aCase).length > 0
  })
  return [...removed, ...others].flatMap(filesOf)
}

/** The file that a case stands in, and those in its messages. */
function filesOf({ place, files = [] }: Case): readonly string[] {
  return [place.file, ...files]
}

/** Per scorer that differs, the files it was read from. */
function differingScorers(base: Suite, head: Suite): readonly (readonly string[])[] {
  const names = new Set([...base.scorers.keys(), ...head.scorers.keys()])
  return [...names].flatMap((name) => {
    const before = base.scorers.get(name)
    const after = head.scorers.get(name)
    const forms = [before, after].filter((form) => form !== undefined)
    if (
      before !== undefined &&
      after !== undefined &&
      sameContent(scorerContent(before), scorerContent(after))
    )
      return []
    return [forms.flatMap(scorerFiles)]
  })
}

function firstOf(...lists: readonly (readonly string[])[]): readonly string[] {
  return lists.find((list) => list.length > 0) ?? []
}
