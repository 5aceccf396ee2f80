import type { PromptDraft } from './prompt-draft.ts'
import { fillIn, type Values } from './prompt-variables.ts'
import type { PromptfooConfig } from './promptfoo-config.ts'
import { STARTER_CASES, standIn } from './stand-ins.ts'
import type { StarterCase } from './starter.ts'

/** The most that are taken from somewhere else. */
const MOST_CASES = 50

export interface StarterCases {
  readonly cases: readonly StarterCase[]
  /** Where their inputs come from. */
  readonly from: 'made-up' | 'prompt file' | 'promptfoo'
}

/** Cases that fill in the prompt: from its own test data, from a promptfoo configuration whose variables fit, or made up. */
export function starterCases(
  { variables, testData }: Pick<PromptDraft, 'variables' | 'testData'>,
  promptfoo: Pick<PromptfooConfig, 'rows'> | undefined,
): StarterCases {
  const fitting = (promptfoo?.rows ?? []).filter(
    (row) => variables.length > 0 && variables.every((name) => Object.hasOwn(row, name)),
  )
  if (testData !== undefined && testData.rows.length > 0) {
    return { cases: distinct(testData.rows), from: 'prompt file' }
  }
  if (fitting.length > 0) return { cases: distinct(fitting.map((vars) => ({ vars }))), from: 'promptfoo' }
  // Without a variable every case would be the same.
  const count = variables.length === 0 ? 1 : STARTER_CASES
  const cases = Array.from({ length: count }, (_, index) => {
    const vars: Values = {}
    for (const path of variables) fillIn(vars, path, standIn(path, index))
    return { id: `example-${index + 1}`, vars }
  })
  return { cases, from: 'made-up' }
}

function distinct(rows: readonly Omit<StarterCase, 'id'>[]): readonly StarterCase[] {
  const unique = new Map(rows.map((row) => [JSON.stringify(row.vars), row]))
  return [...unique.values()]
    .slice(0, MOST_CASES)
    .map((row, index) => ({ id: `example-${index + 1}`, ...row }))
}
