import type { Suite } from '../suite/suite.ts'
import { describeDataChange } from './data-change.ts'
import type { Difference } from './gate-change.ts'
import { sameContent } from './same-content.ts'
import { scorerContent, scorerFiles } from './scorer-content.ts'
import { shownName } from './shown.ts'

/** Scorers match by name. Whether another pattern, schema or rubric is easier to satisfy cannot be told, so any edit loosens. */
export function scorerDifferences(before: Suite, after: Suite, about: string): readonly Difference[] {
  const names = [...new Set([...before.scorers.keys(), ...after.scorers.keys()])]
  return names.flatMap((name): readonly Difference[] => {
    const [old, now] = [before.scorers.get(name), after.scorers.get(name)]
    const scorer = `${about}, scorer ${shownName(name)}`
    const place = after.places.get(`scorers.${name}`)
    const where = { file: place?.file ?? after.file, ...(place === undefined ? {} : { line: place.line }) }
    if (now === undefined) return [{ description: `${scorer} is deleted`, file: after.file, loosens: true }]
    if (old === undefined) return [{ description: `${scorer} is new`, ...where, loosens: false }]
    const [content, changed] = [scorerContent(old), scorerContent(now)]
    if (sameContent(content, changed)) return []
    const [file] = scorerFiles(now)
    const description = `${scorer}: ${describeDataChange(content, changed)}`
    return [{ description, ...(file === undefined ? where : { file }), loosens: true }]
  })
}
