/** What a prompt says about the JSON object that it wants. */
export interface AnswerShape {
  /** Keys of the object in the order of the prompt; empty when it names none. */
  readonly keys: readonly string[]
  /** An object as the prompt asks for it, with the first of the values that it allows. */
  readonly example: Readonly<Record<string, unknown>>
}

/**
 * The JSON object that a prompt asks for: `{"queue": "billing" | "shipping", "urgent": true | false}`. `undefined` when it does not speak of
 * JSON.
 * @param text of the rendered prompt
 */
export function answerShape(text: string): AnswerShape | undefined {
  if (!/\bJSON\b/.test(text)) return undefined
  const entries = objectIn(text)
  return {
    keys: entries.map(([key]) => key),
    example: Object.fromEntries(entries.map(([key, written]) => [key, firstValue(written)])),
  }
}

const KEY = /^\s*"(?<key>[^"\\]{1,60})"\s*:(?<value>.*)$/s

/** The entries of the first object in the text whose parts are all `"key": …`, as written. */
function objectIn(text: string): readonly (readonly [string, string])[] {
  for (let start = text.indexOf('{'); start >= 0; start = text.indexOf('{', start + 1)) {
    const parts = partsOf(text, start)?.map((part) => KEY.exec(part)?.groups)
    if (parts === undefined || parts.length === 0 || parts.some((part) => part === undefined)) continue
    return parts.map((part) => [part!['key']!, part!['value']!.trim()])
  }
  return []
}

const OPENING = '{[('
const CLOSING = '}])'
const LONGEST = 10_000

/** What stands between the commas of the object that begins at `start`; `undefined` where it does not end. */
function partsOf(text: string, start: number): readonly string[] | undefined {
  const parts: string[] = []
  let depth = 0
  let quoted = false
  let from = start + 1
  for (let index = start; index < Math.min(text.length, start + LONGEST); index += 1) {
    const character = text[index]!
    if (character === '"' && text[index - 1] !== '\\') quoted = !quoted
    if (quoted) continue
    if (OPENING.includes(character)) depth += 1
    else if (CLOSING.includes(character)) depth -= 1
    if (depth === 0) return [...parts, text.slice(from, index)].filter((part) => part.trim() !== '')
    if (depth === 1 && character === ',') {
      parts.push(text.slice(from, index))
      from = index + 1
    }
  }
  return undefined
}

function firstValue(written: string): unknown {
  const [first = ''] = written.split('|').map((one) => one.trim())
  try {
    return JSON.parse(first)
  } catch {
    if (/bool/i.test(first)) return true
    if (/number|integer|float|\bint\b|score|\d/i.test(first)) return 1
    return first.startsWith('[') ? [] : first.startsWith('{') ? {} : 'text'
  }
}
