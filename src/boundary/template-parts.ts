import { missingVariable } from './template-error.ts'
import { createOutput, ownValue, textOfValue } from './template-value.ts'

/** A template that is nothing but text and values in it. */
export type TemplatePart =
  | { readonly text: string }
  | { readonly path: readonly string[]; readonly line: number }

export function renderParts(
  parts: readonly TemplatePart[],
  variables: { readonly [key: string]: unknown },
  {
    file,
    nullHasParts,
  }: { readonly file: string /** Of null every part is null. */; readonly nullHasParts: boolean },
): string {
  const output = createOutput(file)
  for (const part of parts) {
    if ('text' in part) {
      output.write(part.text)
      continue
    }
    const prefixes = part.path.map((_, index) => part.path.slice(0, index + 1))
    const whole = nullHasParts ? prefixes.find((prefix) => ownValue(variables, prefix) === null) : undefined
    const missing = prefixes.find((prefix) => ownValue(variables, prefix) === undefined)
    if (whole === undefined && missing !== undefined) {
      throw missingVariable(missing.join('.'), variables, { file, line: part.line })
    }
    output.write(textOfValue(ownValue(variables, whole ?? part.path)))
  }
  return output.text
}
