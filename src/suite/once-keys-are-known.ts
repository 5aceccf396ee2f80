import type * as z from 'zod'

/**
 * A check of a mapping as a whole, left out while the mapping has an unknown key: that is usually the key which the check would miss,
 * misspelt, and one mistake deserves one finding.
 */
export function onceKeysAreKnown<T>(
  check: (value: T, context: z.RefinementCtx<T>) => void,
): (value: T, context: z.RefinementCtx<T>) => void {
  return (value, context) => {
    const unknown = context.issues.some(
      ({ code, path = [] }) => code === 'unrecognized_keys' && path.length === 0,
    )
    if (!unknown) check(value, context)
  }
}
