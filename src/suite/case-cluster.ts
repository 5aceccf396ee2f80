import type { Case } from './suite.ts'

/**
 * The cluster that a case belongs to, of cases that are no independent samples of users' inputs (ten questions about one document): the value of
 * the variable of that name, otherwise its first tag that begins with the name and a colon. `undefined`: the case stands for itself.
 */
export function caseCluster({ vars, tags }: Pick<Case, 'vars' | 'tags'>, name: string): string | undefined {
  if (Object.hasOwn(vars, name)) return JSON.stringify(vars[name])
  return tags.find((tag) => tag.startsWith(`${name}:`))
}
