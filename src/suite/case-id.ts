import { contentHash } from '../boundary/content-hash.ts'
import type { Case } from './suite.ts'

const SHORT = 8
const LONG = 16

type Inputs = Pick<Case, 'vars' | 'messages' | 'tools'>

/** Hash of what a case feeds the target. What is expected of the answer does not enter. */
export function inputsHash({ vars, messages, tools }: Inputs): string {
  return contentHash({ vars, messages, tools }).slice('sha256:'.length)
}

/**
 * Ids for cases that were given none, from their distinct hashes: `case-` and the first 8 hexadecimal digits. Hashes that share
 * them (1 in 100 suites of 10,000 cases) take 16.
 */
export function idsOfHashes(hashes: ReadonlySet<string>): ReadonlyMap<string, string> {
  const sharing = new Map<string, number>()
  for (const hash of hashes) sharing.set(hash.slice(0, SHORT), (sharing.get(hash.slice(0, SHORT)) ?? 0) + 1)
  return new Map(
    [...hashes].map((hash) => {
      const digits = (sharing.get(hash.slice(0, SHORT)) ?? 0) > 1 ? LONG : SHORT
      return [hash, `case-${hash.slice(0, digits)}`]
    }),
  )
}
