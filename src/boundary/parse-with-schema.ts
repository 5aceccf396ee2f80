import type * as z from 'zod'
import type { DataSource } from './data-source.ts'
import { type Finding, UserError } from './finding.ts'
import { messageOfIssue } from './issue-message.ts'
import { problemsOf, type SchemaProblem, valueAt } from './schema-problem.ts'

type Path = readonly (string | number)[]

/**
 * Checks a file's data, or the part of it at `path`, and returns what the schema makes of it.
 * A message that a schema gives itself is used as it is; so is `params: { hint }` of a custom issue.
 * @throws UserError with a finding per mistake, at its place; in a union those of the branch that fits best.
 */
export function parseWithSchema<T>(schema: z.ZodType<T>, source: DataSource, path: Path = []): T {
  const value = valueAt(source.value, path)
  const result = schema.safeParse(value, { error: messageOfIssue })
  if (result.success) return result.data
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, { schema, value }, []))
  const findings = withoutMeantKeys(problems).map((problem) => findingOf(problem, source, path))
  throw new UserError(
    findings.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)),
  )
}

/** A misspelt key is one mistake, not also a missing key. */
function withoutMeantKeys(problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  const meant = new Set(
    problems.flatMap((problem) => (problem.meant === undefined ? [] : [JSON.stringify(problem.meant)])),
  )
  return problems.filter((problem) => !meant.has(JSON.stringify(problem.missing)))
}

function findingOf(problem: SchemaProblem, source: DataSource, base: Path): Finding {
  const place = source.locate([...base, ...problem.path], problem.part)
  const { message, hint } = problem
  return { file: source.file, ...place, message, ...(hint === undefined ? {} : { hint }) }
}
