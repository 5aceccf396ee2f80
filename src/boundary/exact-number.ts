/**
 * Whether a number as written is what a double holds. Fractions are approximate by nature; an integer that changes (a long
 * identifier, usually) is a mistake.
 * @param source of a finite number
 */
export function isHeldExactly(source: string): boolean {
  if (!/^[-+]?\d+$/.test(source)) return true
  const value = Number(source)
  return Number.isSafeInteger(value) || BigInt(source.replace('+', '')) === BigInt(value)
}
