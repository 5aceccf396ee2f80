import type { Case, JsonValue } from './suite.ts'

/**
 * What templates in scorers see of a case: its `vars` as plain names, and `expected`. A variable that is itself named `expected`
 * gives way. `expected` is absent when the case has none, so that a reference to it is a missing variable.
 */
export function scorerVariables(aCase: Pick<Case, 'vars' | 'expected'>): {
  readonly [key: string]: JsonValue
} {
  const { expected: _, ...vars } = aCase.vars
  return aCase.expected === undefined ? vars : { ...vars, expected: aCase.expected }
}
