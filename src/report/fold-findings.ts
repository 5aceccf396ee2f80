import type { Finding } from '../boundary/finding.ts'
import { plural } from './format-number.ts'

/** The same mistake on many lines of a file as one: at the first line, with how many more there are. Values that were got may differ. */
export function foldFindings(findings: readonly Finding[]): readonly Finding[] {
  const kinds = Map.groupBy(findings, ({ file, message, hint }) =>
    JSON.stringify([file, message.replace(/, got .*$/s, ''), hint]),
  )
  return [...kinds.values()].map(([first, ...others]) =>
    others.length === 0
      ? first!
      : { ...first!, message: `${first!.message} (and ${plural(others.length, 'more line')})` },
  )
}
