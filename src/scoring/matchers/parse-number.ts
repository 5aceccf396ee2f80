const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i

/**
 * Reads a text that is one decimal number and nothing else, white space around it allowed: `12.5`, `-3`, `1e3`.
 * `undefined` for anything else: the empty text, `NaN`, `Infinity`, `0x10`, `1,234`, `12 EUR`, and what overflows.
 */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim()
  if (!DECIMAL.test(trimmed)) return undefined
  const number = Number(trimmed)
  return Number.isFinite(number) ? number : undefined
}
