import { contentHash } from '../boundary/content-hash.ts'

/** What a trial is called: a value, not a score. Labels are equal or they are not. */
export interface Label {
  readonly text: string
  /** A word of ours, such as `(none)` or an outcome, rather than the model's: another label than the same text of the model. */
  readonly own: boolean
}

/** The label of a trial that gave nothing to read one from: no tool call, no text, nothing that the path selects. */
export const NO_LABEL: Label = { text: '(none)', own: true }
/** The label of an output that is not what the scorer needs, such as JSON. It is seen, not lost: garbage may be the very change. */
export const UNREADABLE: Label = { text: '(unreadable)', own: true }

/** Bits of the hash that a code holds: every such integer is a double. Among 10⁴ labels two share a code with probability 2·10⁻⁷. */
const CODE_BITS = 48

/**
 * A number that stands for the label where evidence is numbers: an integer in [0, 2⁴⁸), equal for equal labels in every run, whatever the order
 * in which they come.
 */
export function labelCode({ text, own }: Label): number {
  const [, digits = ''] = contentHash([own, text]).split(':')
  return Number.parseInt(digits.slice(0, CODE_BITS / 4), 16)
}
