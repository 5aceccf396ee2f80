import { readsAsWritten } from './exact-number.ts'

/** A mistake in a JSON text. `offset` counts UTF-16 units from 0. */
export interface JsonProblem {
  readonly offset: number
  readonly message: string
  readonly hint?: string
}

/** What a scan reports, in the order of the text. */
export interface JsonVisitor {
  /**
   * Any value, before what it contains.
   * @param step its key or index; `undefined` for the document itself
   * @param keyOffset −1 where there is no key
   * @param depth 0 for the document itself
   */
  value(step: string | number | undefined, keyOffset: number, offset: number, depth: number): void
  problem(problem: JsonProblem): void
}

const MAX_DEPTH = 100
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y
const SPACE = /[ \t\n\r]+/y

class JsonSyntaxProblem extends Error {
  readonly offset: number
  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

/**
 * Reads a JSON text (RFC 8259) from end to end and reports what stands where. It finds what `JSON.parse` lets pass (keys given
 * twice, `__proto__`, numbers that a double cannot hold) and says where a syntax error is, which ends it. Linear in the text.
 */
export function scanJson(text: string, visitor: JsonVisitor): void {
  try {
    const start = skipSpace(text, 0)
    const end = skipSpace(text, scanValue({ text, visitor }, { step: undefined, keyOffset: -1 }, start, 0))
    if (end < text.length) fail(text, end, 'the end of the text')
  } catch (error) {
    if (!(error instanceof JsonSyntaxProblem)) throw error
    visitor.problem({ offset: error.offset, message: error.message })
  }
}

interface Scan {
  readonly text: string
  readonly visitor: JsonVisitor
}

interface Place {
  readonly step: string | number | undefined
  readonly keyOffset: number
}

function scanValue(scan: Scan, place: Place, offset: number, depth: number): number {
  const { text, visitor } = scan
  if (depth >= MAX_DEPTH)
    throw new JsonSyntaxProblem(offset, `values are nested more than ${MAX_DEPTH} levels deep`)
  visitor.value(place.step, place.keyOffset, offset, depth)
  const first = text[offset]
  if (first === '{') return scanMapping(scan, offset + 1, depth)
  if (first === '[') return scanList(scan, offset + 1, depth)
  if (first === '"') return endOfString(text, offset)
  const word = matchAt(WORD, text, offset)
  if (word !== undefined) return offset + word.length
  const number = matchAt(NUMBER, text, offset)
  if (number === undefined) return fail(text, offset, 'a value')
  const problem = problemOfNumber(number)
  if (problem !== undefined) visitor.problem({ offset, ...problem })
  return offset + number.length
}

function problemOfNumber(number: string): Omit<JsonProblem, 'offset'> | undefined {
  const shown = number.slice(0, 40)
  if (!Number.isFinite(Number(number))) return { message: `the number ${shown} is too large` }
  if (!readsAsWritten(number)) {
    return { message: `the number ${shown} cannot be held exactly`, hint: 'quote it to make it text' }
  }
  return undefined
}

function scanMapping(scan: Scan, start: number, depth: number): number {
  const { text, visitor } = scan
  const keys = new Set<string>()
  let offset = skipSpace(text, start)
  if (text[offset] === '}') return offset + 1
  for (;;) {
    if (text[offset] !== '"') fail(text, offset, 'a key in double quotes')
    const keyOffset = offset
    const keyEnd = endOfString(text, keyOffset)
    const key: string = JSON.parse(text.slice(keyOffset, keyEnd))
    if (keys.has(key)) visitor.problem({ offset, message: `the key ${quoted(key)} is given twice` })
    if (key === '__proto__') visitor.problem({ offset, message: 'the key "__proto__" is not allowed' })
    keys.add(key)
    offset = skipSpace(text, keyEnd)
    if (text[offset] !== ':') fail(text, offset, '":"')
    offset = skipSpace(
      text,
      scanValue(scan, { step: key, keyOffset }, skipSpace(text, offset + 1), depth + 1),
    )
    if (text[offset] === '}') return offset + 1
    if (text[offset] !== ',') fail(text, offset, '"," or "}"')
    offset = skipSpace(text, offset + 1)
  }
}

function scanList(scan: Scan, start: number, depth: number): number {
  const { text } = scan
  let offset = skipSpace(text, start)
  if (text[offset] === ']') return offset + 1
  for (let index = 0; ; index++) {
    offset = skipSpace(text, scanValue(scan, { step: index, keyOffset: -1 }, offset, depth + 1))
    if (text[offset] === ']') return offset + 1
    if (text[offset] !== ',') fail(text, offset, '"," or "]"')
    offset = skipSpace(text, offset + 1)
  }
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text[end - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 1) continue
    const literal = text.slice(start, end + 1)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these inside strings.
    if (/[\\\u0000-\u001f]/.test(literal)) checkEscapes(literal, start)
    return end + 1
  }
  throw new JsonSyntaxProblem(start, 'a text is not closed: its second double quote is missing')
}

function checkEscapes(literal: string, offset: number): void {
  try {
    JSON.parse(literal)
  } catch {
    const raw = /[\n\r\t]/.test(literal)
    throw new JsonSyntaxProblem(
      offset,
      raw
        ? 'a text holds a line break or tab, or is not closed'
        : 'a text holds an escape that JSON does not know',
    )
  }
}

function skipSpace(text: string, offset: number): number {
  return offset + (matchAt(SPACE, text, offset)?.length ?? 0)
}

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset
  return pattern.exec(text)?.[0]
}

function fail(text: string, offset: number, expected: string): never {
  const found = offset >= text.length ? 'the text ends' : `there is ${quoted(text.slice(offset, offset + 1))}`
  throw new JsonSyntaxProblem(offset, `expected ${expected}, but ${found}`)
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
