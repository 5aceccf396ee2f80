import { UserError } from '../../boundary/finding.ts'
import type { MatcherContext } from './match.ts'

/** @throws UserError when a matcher of single values would be given a list, which it could never match. */
export function refuseList(context: MatcherContext, kind: string): void {
  if (context.subject !== 'list') return
  throw new UserError({
    message: `\`${kind}\` checks one value, but its \`json-path\` selects a list`,
    hint: 'select one value (`$.items[0].name`), or check the list with `contains`, `length` or `equals`',
  })
}
