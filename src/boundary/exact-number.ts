/**
 * Whether a number reads as it was written. Fractions are approximate by nature; an integer that would come out with other digits
 * (a long identifier, usually) is a mistake.
 * @param source of a finite number
 */
export function readsAsWritten(source: string): boolean {
  if (!/^[-+]?\d+$/.test(source)) return true
  const value = Number(source)
  return Number.isSafeInteger(value) || String(value) === source
}
