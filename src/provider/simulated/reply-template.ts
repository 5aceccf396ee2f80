import type { Captures } from './compile-condition.ts'

const PLACEHOLDER = /\{\{\s*([A-Za-z_]\w*)\s*\}\}/g

/** The names of `{{ name }}` in a reply's text or in the strings of its arguments. */
export function placeholders(value: unknown): readonly string[] {
  if (typeof value === 'string') return [...value.matchAll(PLACEHOLDER)].map(([, name]) => name!)
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(placeholders)
  return []
}

/** Puts captured text in the place of `{{ name }}`, as it is: what was captured is not looked at again. */
export function fill<T>(value: T, captures: Captures): T
export function fill(value: unknown, captures: Captures): unknown {
  if (typeof value === 'string') return value.replace(PLACEHOLDER, (_, name: string) => captures[name] ?? '')
  if (Array.isArray(value)) return value.map((item) => fill(item, captures))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, captures)]))
  }
  return value
}
