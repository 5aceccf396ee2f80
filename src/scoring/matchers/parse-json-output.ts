export type JsonReading = { readonly readable: true; readonly value: unknown } | { readonly readable: false }

const UNREADABLE: JsonReading = { readable: false }

/** As deep as schemas and paths go; refused before parsing, so that no recursion over it can exhaust the stack. */
const MAX_DEPTH = 100

/**
 * Reads an output as JSON, strictly (RFC 8259): the whole text, white space around it allowed. A fenced block, prose around the
 * value, a byte order mark, `NaN` or a trailing comma is not JSON. Nesting over 100 levels counts as unreadable.
 */
export function parseJsonOutput(text: string): JsonReading {
  if (nestsTooDeep(text)) return UNREADABLE
  try {
    return { readable: true, value: JSON.parse(text) }
  } catch {
    return UNREADABLE
  }
}

function nestsTooDeep(text: string): boolean {
  if (text.length <= 2 * MAX_DEPTH) return false
  let depth = 0
  let quoted = false
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (quoted) {
      if (character === '\\') index++
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '[' || character === '{') {
      depth++
      if (depth > MAX_DEPTH) return true
    } else if (character === ']' || character === '}') depth--
  }
  return false
}
