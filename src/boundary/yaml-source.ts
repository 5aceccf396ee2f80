import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node } from 'yaml'
import type { DataSource } from './data-source.ts'
import { type Finding, UserError } from './finding.ts'
import { parseYamlDocument } from './yaml-document.ts'
import { explainMistake } from './yaml-mistake.ts'
import { valueOfNode } from './yaml-value.ts'

export type { DataSource } from './data-source.ts'
export { parseJson } from './json-source.ts'

const MAX_LENGTH = 256 * 1024
const MAX_FINDINGS = 20

/**
 * Reads a YAML 1.2 file: core schema, one document, text keys, no tags.
 * @throws UserError with everything that is wrong, one finding a line: syntax, values that need quotes, keys given twice or named
 *   `__proto__`, NaN and infinities, integers that a double cannot hold, more than 256 Ki characters, 100 levels, 100 expanded
 *   aliases or 1,000,000 characters after their expansion.
 */
export function parseYaml(text: string, file: string): DataSource {
  if (text.length > MAX_LENGTH) {
    throw new UserError({
      file,
      message: 'the file is larger than 256 KiB',
      hint: 'keep data in .jsonl or .csv files',
    })
  }
  const source = text.replace(/^\ufeff/, '')
  const lines = new LineCounter()
  const placeOf = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const parsed = parseYamlDocument(source, lines)
  if ('problem' in parsed) {
    const { offset, ...problem } = parsed.problem
    throw new UserError({ file, ...placeOf(offset), ...problem })
  }
  const { document } = parsed
  const findings: Finding[] = syntaxFindings(document, source, file, placeOf)
  const { value, targets } = valueOfNode(document.contents, (offset, message, hint) => {
    findings.push({ file, ...placeOf(offset), message, ...(hint === undefined ? {} : { hint }) })
  })
  if (findings.length > 0) throw new UserError(firstOfEachLine(findings))
  return {
    file,
    value,
    locate: (path, part = 'value') => placeOf(offsetOf(document.contents, targets, path, part)),
  }
}

function syntaxFindings(
  document: Document.Parsed,
  source: string,
  file: string,
  placeOf: (offset: number) => { line: number; column: number },
): Finding[] {
  const { explicit, version } = document.directives.yaml
  const hint = 'remove the %YAML line'
  const findings: Finding[] =
    explicit === true && version !== '1.2'
      ? [{ file, line: 1, message: 'the file asks for another YAML than 1.2', hint }]
      : []
  const lineTexts = source.split('\n')
  const explained = new Set<number>()
  for (const error of [...document.errors, ...document.warnings]) {
    const place = placeOf(error.pos[0])
    if (explained.has(place.line)) continue
    explained.add(place.line)
    findings.push({ file, ...place, ...explainMistake(error, lineTexts[place.line - 1]?.trimEnd() ?? '') })
  }
  return findings
}

/** One mistake makes several errors of a parser. */
function firstOfEachLine(findings: readonly Finding[]): readonly Finding[] {
  const byLine = Map.groupBy(findings, (finding) => finding.line)
  return [...byLine.values()]
    .map(([first]) => first!)
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
    .slice(0, MAX_FINDINGS)
}

function offsetOf(
  root: Node | null,
  targets: ReadonlyMap<Node, Node>,
  path: readonly (string | number)[],
  part: 'key' | 'value',
): number {
  let node = root
  let offset = root?.range?.[0] ?? 0
  for (const step of path) {
    const container = node !== null && isAlias(node) ? targets.get(node) : node
    if (isMap<Node, Node | null>(container)) {
      const pair = container.items.find(({ key }) => isScalar(key) && key.value === step)
      if (pair === undefined) break
      node = pair.value
      offset = ((part === 'key' ? pair.key : pair.value) ?? pair.key).range?.[0] ?? offset
    } else if (isSeq<Node>(container) && typeof step === 'number' && step < container.items.length) {
      node = container.items[step]!
      offset = node.range?.[0] ?? offset
    } else {
      break
    }
  }
  return offset
}
