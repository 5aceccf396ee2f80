import type { DataSource } from './data-source.ts'
import { type Finding, UserError } from './finding.ts'
import { type JsonProblem, scanJson } from './json-scan.ts'

const MAX_LENGTH = 16 * 1024 * 1024
const MAX_FINDINGS = 20

/**
 * Reads a JSON file.
 * @param firstLine line of the file where `text` begins; for files of one document per line
 * @throws UserError with everything that is wrong: syntax, keys given twice, `__proto__`, numbers that a double cannot hold, more than
 *   16 Mi characters, more than 100 levels.
 */
export function parseJson(text: string, file: string, firstLine = 1): DataSource {
  if (text.length > MAX_LENGTH) throw new UserError({ file, message: 'the file is larger than 16 MiB' })
  const findings: Finding[] = []
  const json = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text
  const placeOf = (offset: number) => {
    const { line, column } = lineAndColumn(json, offset)
    return { line: line + firstLine - 1, column }
  }
  scanJson(json, {
    value: () => undefined,
    problem({ offset, ...problem }: JsonProblem) {
      if (findings.length < MAX_FINDINGS) findings.push({ file, ...placeOf(offset), ...problem })
    },
  })
  if (findings.length > 0) throw new UserError(findings)
  return {
    file,
    value: JSON.parse(json),
    locate: (path, part = 'value') => placeOf(offsetOf(json, path, part)),
  }
}

/** Scans anew: places are asked for when something is wrong, and keeping them all would cost more than the data. */
function offsetOf(json: string, path: readonly (string | number)[], part: 'key' | 'value'): number {
  let found = 0
  let matched = 0
  let left = false
  scanJson(json, {
    value(step, keyOffset, offset, depth) {
      if (left || (depth > 0 && depth <= matched)) {
        left = true
      } else if (depth === 0 || (depth === matched + 1 && matched < path.length && step === path[matched])) {
        matched = depth
        found = part === 'key' && keyOffset >= 0 ? keyOffset : offset
      }
    },
    problem: () => undefined,
  })
  return found
}

function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1
  let start = 0
  for (let feed = text.indexOf('\n'); feed >= 0 && feed < offset; feed = text.indexOf('\n', feed + 1)) {
    line++
    start = feed + 1
  }
  return { line, column: offset - start + 1 }
}
