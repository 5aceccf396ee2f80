import { TemplateError } from './template-error.ts'

/** Of one rendered template, in characters; far above what any model takes. */
const MAX_OUTPUT_LENGTH = 10_000_000
/** Loops can run long without writing anything. */
const MAX_STEPS = 1_000_000

/** How a value stands in text: strings as they are, null as nothing, lists and mappings as JSON. Never rendered again. */
export function textOfValue(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** The value at a path of own properties, or `undefined`. */
export function ownValue(scope: unknown, path: readonly string[]): unknown {
  let value = scope
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as { readonly [key: string]: unknown })[name]
  }
  return value
}

/** Gathers what a template writes, within limits. */
export function createOutput(file: string): { write(text: string): void; readonly text: string } {
  const parts: string[] = []
  let length = 0
  return {
    write(text) {
      length += text.length
      if (length > MAX_OUTPUT_LENGTH)
        throw new TemplateError({ file, message: 'the rendered text is too long' })
      if (parts.push(text) > MAX_STEPS)
        throw new TemplateError({ file, message: 'the template has too many steps' })
    },
    get text() {
      return parts.join('')
    },
  }
}
