import type { Finding } from '../boundary/finding.ts'
import type { RenderedRequest } from '../suite/render-request.ts'
import type { Case, Suite } from '../suite/suite.ts'

/** What a pull request does to one suite, and what is to be sampled to judge it. */
export type SuiteComparison = JudgeableSuite | NotEvaluableSuite

/** `affected`: there is something to sample. `unaffected`: `pairs` and `headOnly` are empty. */
export interface JudgeableSuite extends ComparedSuite {
  readonly status: 'affected' | 'unaffected'
  /** The judging suite: its cases, scorers and assertions decide on both arms. */
  readonly suite: Suite
}

interface NotEvaluableSuite extends ComparedSuite {
  readonly status: 'not-evaluable'
  /** Absent when the file can be read on neither side. */
  readonly suite?: Suite
}

interface ComparedSuite {
  /** The suite's name; its file where the name cannot be read. */
  readonly name: string
  /** Head's file; base's where head has none. */
  readonly file: string
  /** Whose cases, scorers and assertions decide. */
  readonly judgedBy: 'base' | 'head'
  /** One sentence for the report: why it runs or does not. */
  readonly reason: string
  /** Changed files whose content reaches the model or the scorers, sorted. */
  readonly affectedBy: readonly string[]
  /** The cases whose requests differ between the arms. */
  readonly pairs: readonly CasePair[]
  /** Cases of the judging suite whose requests are the same in both arms: no calls. */
  readonly unaffectedCases: number
  /** Run in head alone; they enter absolute assertions only. */
  readonly headOnly: readonly HeadOnlyCase[]
  /** What head's fallback is exercised on; absent where it declares none, or nothing is to be sampled. */
  readonly fallback?: FallbackComparison
  /** What differs between the arms' requests, over all pairs. */
  readonly changes: readonly RequestChange[]
  /** Why it is not evaluable; empty otherwise. */
  readonly findings: readonly Finding[]
  readonly notes: readonly string[]
}

export interface CasePair {
  /** The case as the judging suite has it. */
  readonly case: Case
  readonly base: RenderedRequest
  readonly head: RenderedRequest
}

/** The path that head takes when its model fails, run on purpose and shown beside the verdict. */
export interface FallbackComparison {
  /** `provider/model`. */
  readonly model: string
  /** Of head on it, over all cases. */
  readonly trials: number
  /** The cases whose pairs run; all of them where head changes the fallback itself. At least one. */
  readonly cases: readonly FallbackCase[]
}

interface FallbackCase {
  /** The case as the judging suite has it. */
  readonly case: Case
  /** Head's, to the fallback. */
  readonly request: RenderedRequest
}

export interface HeadOnlyCase {
  /** The case as head has it. */
  readonly case: Case
  readonly form: 'new' | 'edited'
  readonly request: RenderedRequest
}

/**
 * `messages` are those of the case, `prompt` those of the target. Of targets that are no prompts: `target`, what is asked and how;
 * `code`, the files that it depends on.
 */
export const REQUEST_CHANGES = [
  'prompt',
  'tools',
  'model',
  'parameters',
  'messages',
  'target',
  'code',
] as const
export type RequestChange = (typeof REQUEST_CHANGES)[number]
