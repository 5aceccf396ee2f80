import type { PromptDraft } from './prompt-draft.ts'
import type { StarterKind } from './provider-choice.ts'
import type { ToolFile } from './tool-files.ts'

/** Everything that was chosen, from which the files of a starter follow. */
export interface Starter {
  /** Of the suite: what its prompt is called. */
  readonly name: string
  readonly prompt: PromptDraft
  readonly provider: {
    readonly kind: StarterKind
    /** Key in the policy's `providers`. */
    readonly name: string
    /** `provider/model`. */
    readonly model: string
  }
  /** `provider/model` that runs offline. */
  readonly simulated: string
  readonly tools?: ToolFile
  readonly cases: readonly StarterCase[]
  /** Folder of suites, relative to the root. */
  readonly evals: string
  readonly policyFile: string
  readonly careless: CarelessChange
  /** Where the JSON Schemas are, relative to the root. */
  readonly schemas: string
}

export interface StarterCase {
  readonly id: string
  readonly vars: Readonly<Record<string, unknown>>
  readonly expected?: string
}

/** A change of the prompt that the simulated model takes badly: a sentence that goes, or one that comes. */
export type CarelessChange =
  | { readonly kind: 'removed'; readonly file: string; readonly text: string }
  | { readonly kind: 'added'; readonly file: string; readonly after: string; readonly text: string }
