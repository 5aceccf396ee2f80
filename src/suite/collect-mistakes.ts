import { type Finding, UserError } from '../boundary/finding.ts'
import type { Place } from './suite.ts'

const MAX_FINDINGS = 100

/** Gathers all mistakes of a file and those it refers to, so that they are reported together. */
export interface Mistakes {
  add(...findings: readonly Finding[]): void
  /** Gives what `run` gives; a `UserError` becomes findings and `undefined`. Any other error passes. */
  attempt<T>(run: () => T | Promise<T>): Promise<T | undefined>
  /** The same, for what a reference at `place` leads to: findings elsewhere get a note that says so. */
  at(place: Place): Mistakes
  /** In the order in which they were found. */
  findings(): readonly Finding[]
  /** @throws UserError when anything was found: sorted by place, files named in `first` before others. */
  throwIfAny(first: string): void
}

export function collectMistakes(): Mistakes {
  const found: Finding[] = []

  const collector = (noted: (finding: Finding) => Finding): Mistakes => {
    const add = (...findings: readonly Finding[]) => {
      found.push(...findings.map(noted))
    }
    return {
      add,
      findings: () => found,
      at: (place) => collector((finding) => noted(namedIn(finding, place))),
      attempt: async (run) => {
        try {
          return await run()
        } catch (error) {
          if (!(error instanceof UserError)) throw error
          add(...error.findings)
          return undefined
        }
      },
      throwIfAny: (first) => {
        if (found.length > 0) throw new UserError(arranged(found, first))
      },
    }
  }
  return collector((finding) => finding)
}

function arranged(found: readonly Finding[], first: string): readonly Finding[] {
  const sorted = withoutRepeats(found).sort(byPlace(first))
  const left = sorted.length - MAX_FINDINGS
  return left <= 0
    ? sorted
    : [...sorted.slice(0, MAX_FINDINGS), { file: first, message: `and ${left} more mistakes` }]
}

/** The finding with a note which reference led to its file. */
function namedIn(finding: Finding, place: Place): Finding {
  if (finding.file === place.file) return { line: place.line, column: place.column, ...finding }
  return { ...finding, message: `${finding.message} (named in ${place.file}:${place.line})` }
}

function withoutRepeats(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()]
}

function byPlace(first: string): (a: Finding, b: Finding) => number {
  const rank = (file: string | undefined) => (file === first ? '' : (file ?? ''))
  return (a, b) => {
    if (rank(a.file) !== rank(b.file)) return rank(a.file) < rank(b.file) ? -1 : 1
    return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
  }
}
