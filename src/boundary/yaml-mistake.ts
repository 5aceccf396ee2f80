import type { YAMLError } from 'yaml'
import type { Finding } from './finding.ts'

/**
 * What a parser's error means for the person who wrote the file. The mistake behind most of them is a plain scalar that begins with a
 * character that has a meaning; then the hint says what to quote.
 * @param line text of the line where the error is
 */
export function explainMistake(
  error: YAMLError,
  line: string,
): Pick<Finding, 'message' | 'hint'> & { readonly column?: number } {
  const template = /(?:^\s*|[:?,-]\s+|[[{]\s*)(\{\{.*)/.exec(line)
  if (template !== null) {
    return {
      column: line.length - template[1]!.length + 1,
      message: 'a value that begins with {{ is read as a mapping',
      hint: `quote this: ${quoted(templateText(template[1]!))}`,
    }
  }
  const bracket = /(?:^\s*|[:?-]\s+)([[{].*)/.exec(line)
  if (bracket !== null && error.message.endsWith('at node end')) {
    const kind = bracket[1]!.startsWith('[') ? 'list' : 'mapping'
    return {
      column: line.length - bracket[1]!.length + 1,
      message: `there is text after the end of a ${kind}`,
      hint: `if all of it is text, quote this: ${quoted(bracket[1]!)}`,
    }
  }
  const rest = line.slice(line.search(/\S/)).replace(/^[^:]*:\s+|^-\s+/, '')
  switch (error.code) {
    case 'BAD_ALIAS':
    case 'BAD_SCALAR_START':
      return {
        message: 'a value begins with a character that YAML reserves',
        hint: `quote this: ${quoted(rest)}`,
      }
    case 'TAG_RESOLVE_FAILED':
      return { message: 'tags (!) are not allowed', hint: `if it is text, quote this: ${quoted(rest)}` }
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        message: 'a value holds ": ", which begins a mapping',
        hint: `if it is text, quote this: ${quoted(rest)}`,
      }
    case 'TAB_AS_INDENT':
      return { message: 'a tab is used for indentation', hint: 'indent with spaces' }
    case 'NON_STRING_KEY':
      return { message: 'a key is a list or mapping', hint: 'quote it if it is text' }
    default:
      if (/^[>|&]/.test(rest) && error.code !== 'BAD_INDENT') {
        return {
          message: `a value begins with "${rest[0]}"`,
          hint: `if it is text, quote this: ${quoted(rest)}`,
        }
      }
      return { message: `not valid YAML: ${shorten(error.message, 200)}` }
  }
}

/** The template alone when it stands in a flow collection, everything to the line's end otherwise. */
function templateText(text: string): string {
  const whole = /^\{\{.*?\}\}/.exec(text)
  return whole !== null && /^[\s,\]}]*(#.*)?$/.test(text.slice(whole[0].length)) ? whole[0] : text
}

function quoted(text: string): string {
  const trimmed = shorten(text.trimEnd(), 80)
  return trimmed.includes('"') ? `'${trimmed.replaceAll("'", "''")}'` : `"${trimmed}"`
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
