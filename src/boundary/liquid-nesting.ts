import { UserError } from './finding.ts'

const MAX_NESTING = 100
const PIECE = /\{%-?\s*(end)?(if|unless|for|case|capture|tablerow)\b|\{[{%]|[}%]\}|[[(]|[\])]/g

/**
 * Liquid's parser recurses into blocks, index brackets and ranges, and V8 does not always survive a stack that overflows.
 * @throws UserError when any of them is nested more than 100 levels deep.
 */
export function refuseDeepNesting(source: string, file: string): void {
  let blocks = 0
  let brackets = 0
  let inside = false
  for (const [piece, end, block] of source.matchAll(PIECE)) {
    if (block !== undefined) blocks += end === undefined ? 1 : -1
    if (piece.startsWith('{') || piece.endsWith('}')) {
      inside = piece.startsWith('{')
      brackets = 0
    } else if (inside) brackets += piece === '[' || piece === '(' ? 1 : -1
    if (blocks > MAX_NESTING || brackets > MAX_NESTING) {
      throw new UserError({ file, message: `the template is nested more than ${MAX_NESTING} levels deep` })
    }
  }
}
