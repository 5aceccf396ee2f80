import type * as z from 'zod'
import { describeValue } from './issue-message.ts'
import { nearest } from './nearest.ts'
import { formAt } from './schema-forms.ts'
import { keysAt } from './schema-keys.ts'

type Path = readonly (string | number)[]
type Issue = z.core.$ZodIssue

/** What is wrong at a path, before it has a place in the file. */
export interface SchemaProblem {
  readonly path: Path
  readonly part: 'key' | 'value'
  readonly message: string
  readonly hint?: string
  /** The key that is not there. */
  readonly missing?: Path
  /** The key that an unknown one probably means. */
  readonly meant?: Path
}

/** What was checked against what. */
interface Subject {
  readonly schema: z.ZodType
  readonly value: unknown
}

/**
 * The mistakes behind one of zod's issues; in a union those of the branch that fits best.
 * @param base path of the value that the issue's path is relative to
 */
export function problemsOf(issue: Issue, subject: Subject, base: Path): readonly SchemaProblem[] {
  const path = [...base, ...(issue.path as Path)]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, subject))
    case 'invalid_union':
      return unionProblems(issue, path, subject)
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({ path, part: 'key', message: labelled(path, message) }))
    default: {
      if (valueAt(subject.value, path) === undefined && path.length > 0)
        return [missing(path, issue, subject)]
      const hint = hintOf(issue, valueAt(subject.value, path))
      return [
        {
          path,
          part: 'value',
          message: labelled(path, issue.message),
          ...(hint === undefined ? {} : { hint }),
        },
      ]
    }
  }
}

function hintOf(issue: Issue, value: unknown): string | undefined {
  if (issue.code === 'custom' && typeof issue.params?.['hint'] === 'string') return issue.params['hint']
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    const near = nearest(value, issue.values.map(String))
    if (near !== undefined) return `did you mean "${near}"?`
  }
  return undefined
}

function missing(path: Path, issue: Issue, { schema }: Subject): SchemaProblem {
  const parent = path.slice(0, -1)
  const values = issue.code === 'invalid_value' ? issue.values : undefined
  const hint =
    values === undefined
      ? formAt(schema, path)
      : `it is ${values.map((value) => JSON.stringify(value)).join(' or ')}`
  return {
    path: parent,
    part: typeof parent.at(-1) === 'string' ? 'key' : 'value',
    message: `${label(path)} is missing`,
    missing: path,
    ...(hint === undefined ? {} : { hint }),
  }
}

function unknownKey(key: string, path: Path, subject: Subject): SchemaProblem {
  const known = keysAt(subject.schema, path)
  const problem = { path: [...path, key], part: 'key' as const }
  const shown = JSON.stringify(key.slice(0, 80))
  if (known.has(key)) return { ...problem, message: `the key ${shown} does not go with the other keys here` }
  const near = nearest(key, known)
  const message = `unknown key ${shown}`
  if (near !== undefined)
    return { ...problem, message, hint: `did you mean "${near}"?`, meant: [...path, near] }
  return known.size === 0
    ? { ...problem, message }
    : { ...problem, message, hint: `the keys here are ${list(known)}` }
}

function list(names: ReadonlySet<string>): string {
  return [...names].slice(0, 16).join(', ') + (names.size > 16 ? ', …' : '')
}

function unionProblems(
  issue: z.core.$ZodIssueInvalidUnion,
  path: Path,
  subject: Subject,
): readonly SchemaProblem[] {
  const branches = issue.errors.map((issues) => ({ issues, cost: costOf(issues) }))
  const lowest = Math.min(...branches.map(({ cost }) => cost))
  const best = branches.filter(({ cost }) => cost === lowest)
  if (best.length === 0 || lowest >= WRONG_TYPE) return [noBranch(issue, path, subject)]
  if (best.length > 1) {
    const unknown = keysUnknownToAll(best.map(({ issues }) => issues))
    if (unknown.length > 0) return unknown.map((key) => unknownKey(key, path, subject))
    const absent = best.map(({ issues }) => absentKey(issues, valueAt(subject.value, path)))
    if (absent.every((key) => key !== undefined)) {
      const keys = [...new Set(absent)].map((key) => JSON.stringify(key)).join(', ')
      return [{ path, part: 'key', message: `one of the keys ${keys} is needed here` }]
    }
  }
  return best[0]!.issues.flatMap((inner) => problemsOf(inner, subject, path))
}

/** A branch for another kind of value fits worse than any number of mistakes inside one for the right kind. */
const WRONG_TYPE = 1000

function costOf(issues: readonly Issue[]): number {
  let cost = 0
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') cost += issue.keys.length
    else if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const inner = Math.min(...issue.errors.map(costOf))
      cost += issue.path.length > 0 && inner >= WRONG_TYPE ? 1 : inner
    } else if (issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) {
      cost += WRONG_TYPE
    } else cost += 1
  }
  return cost
}

function keysUnknownToAll(branches: readonly (readonly Issue[])[]): readonly string[] {
  const [first, ...others] = branches.map(
    (issues) => new Set(issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))),
  )
  return [...first!].filter((key) => others.every((keys) => keys.has(key)))
}

function absentKey(issues: readonly Issue[], value: unknown): string | undefined {
  const [only] = issues
  if (issues.length !== 1 || only!.path.length !== 1) return undefined
  const key = only!.path[0]
  return typeof key === 'string' && valueAt(value, [key]) === undefined ? key : undefined
}

/** No branch takes this kind of value. */
function noBranch(issue: z.core.$ZodIssueInvalidUnion, path: Path, subject: Subject): SchemaProblem {
  const value = valueAt(subject.value, path)
  if ('options' in issue && issue.options !== undefined) {
    const options = issue.options.map((option) => JSON.stringify(option)).join(', ')
    if (value === undefined) return { ...missing(path, issue, subject), hint: `it is one of ${options}` }
    return {
      path,
      part: 'value',
      message: labelled(path, `expected one of ${options}, got ${describeValue(value)}`),
    }
  }
  if (value === undefined && path.length > 0) return missing(path, issue, subject)
  const expected = new Set(issue.errors.flatMap((issues) => issues.map(expectationOf).slice(0, 1)))
  const text = `expected ${[...expected].join(' or ')}, got ${describeValue(value)}`
  return { path, part: 'value', message: labelled(path, expected.size === 0 ? issue.message : text) }
}

function expectationOf(issue: Issue): string {
  if (issue.code === 'invalid_union') return [...new Set(issue.errors.flat().map(expectationOf))].join(' or ')
  return issue.message.replace(/^expected /, '').replace(/, got .*$/s, '')
}

function labelled(path: Path, message: string): string {
  const name = label(path)
  return name === '' ? message : `${name}: ${message}`
}

/** `"margin"`, or for an item of a list `"tags", item 2`. */
function label(path: Path): string {
  const last = path.findLastIndex((step) => typeof step === 'string')
  const items = path.slice(last + 1).map((step) => `item ${Number(step) + 1}`)
  return [...(last < 0 ? [] : [JSON.stringify(path[last])]), ...items].join(', ')
}

/** The value at a path of own properties, or `undefined`. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined
    current = (current as Record<string | number, unknown>)[step]
  }
  return current
}
