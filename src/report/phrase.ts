import { abbreviate } from './abbreviate.ts'
import { inlineCode, prose } from './markdown-text.ts'
import { terminalLine } from './terminal-text.ts'

/**
 * A sentence that is ours except for its `data` parts, which is why it can be said in the terminal, in a title and in Markdown:
 * a `name` (suite, metric, case, file), a `label` (what a model called something; in quotes where it could be taken for our words) or
 * another sentence (`prose`) that may hold data.
 */
export type Phrase = readonly PhrasePart[]
type PhrasePart = string | { readonly name: string } | { readonly label: string } | { readonly prose: string }

const LONGEST_NAME = 60
const LONGEST_LABEL = 40
/** One word, perhaps with signs that names have; `(none)` is a label of ours. */
const PLAIN_LABEL = /^(?:[\p{L}\p{N}_.-]+|\([a-z]+\))$/u

/** One line of plain text. */
export function plainPhrase(phrase: Phrase): string {
  return phrase.map(plainPart).join('')
}

export function markdownPhrase(phrase: Phrase): string {
  return phrase.map(markdownPart).join('')
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function namesPhrase(names: readonly string[], most: number): Phrase {
  const shown = names.length <= most ? names : names.slice(0, most - 1)
  const rest = names.length - shown.length
  const parts: PhrasePart[] = shown.map((name) => ({ name }))
  if (rest > 0) parts.push(`${rest} more`)
  return parts.flatMap((part, index) => {
    if (index === 0) return [part]
    return [index === parts.length - 1 ? ' and ' : ', ', part]
  })
}

/** Text that ends as a sentence does. Reasons and findings are written without a full stop. */
export function asSentence(text: string): string {
  return /[.!?…]$/u.test(text.trimEnd()) ? text.trimEnd() : `${text.trimEnd()}.`
}

/** A reason that begins with a word of ours, and not with a name, as a sentence of its own. */
export function asOwnSentence(text: string): string {
  return asSentence(`${text.slice(0, 1).toUpperCase()}${text.slice(1)}`)
}

function plainPart(part: PhrasePart): string {
  if (typeof part === 'string') return part
  if ('prose' in part) return terminalLine(part.prose)
  if ('label' in part) return plainLabel(part.label)
  return terminalLine(part.name, LONGEST_NAME)
}

function markdownPart(part: PhrasePart): string {
  if (typeof part === 'string') return part
  if ('prose' in part) return prose(part.prose)
  return inlineCode('label' in part ? abbreviate(part.label, LONGEST_LABEL) : part.name)
}

function plainLabel(label: string): string {
  const line = terminalLine(label, LONGEST_LABEL)
  return PLAIN_LABEL.test(line) ? line : `“${line}”`
}
