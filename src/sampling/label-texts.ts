import type { Redact } from '../boundary/redactor.ts'
import { type Label, labelCode } from '../scoring/label.ts'

/** What the labels of a suite are called, kept beside the numbers that stand for them in the evidence. */
export interface LabelTexts {
  /** The label's code, whose text is kept from now on. */
  code(label: Label): number
  /** By code; the beginning of long ones, without secrets. */
  readonly texts: ReadonlyMap<number, Label>
}

/** Characters of a text that are kept: more than a report shows, and never an output of megabytes. */
const KEPT = 300

/** @param redact labels are decoded from outputs, and what is escaped in an output may be a secret only once it is decoded */
export function createLabelTexts(redact: Redact): LabelTexts {
  const texts = new Map<number, Label>()
  return {
    texts,
    code(label) {
      const code = labelCode(label)
      if (!texts.has(code)) {
        const text = label.own ? label.text : redact(label.text).slice(0, KEPT)
        texts.set(code, { text, own: label.own })
      }
      return code
    },
  }
}
