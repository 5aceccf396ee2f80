import { abbreviate } from './abbreviate.ts'

/**
 * The only way text that is data (names, reasons, model outputs, findings) gets into Markdown. Whatever it holds, it becomes no link,
 * image, HTML, mention, issue or commit reference, emoji, formula or autolink: GitHub resolves none of these inside code, and
 * what is not code here is made of plain words only.
 */

/** Names are for recognising; the full text is in report.json. */
const LONGEST_NAME = 80
const LONGEST_SENTENCE = 1000

/** A name as a code span on one line, abbreviated from 80 characters on. Not for table cells. */
export function inlineCode(text: string): string {
  const line = oneLine(text)
  const shown = line === '' ? '(empty)' : abbreviate(line, LONGEST_NAME)
  const ticks = '`'.repeat(longestRun(shown) + 1)
  const padding = shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  return ticks + padding + shown + padding + ticks
}

/** A name as a code span in a table cell. */
export function cell(text: string): string {
  return escapePipes(inlineCode(text))
}

/** Names as code spans, the first `most` of them. Not for table cells. */
export function codeList(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).map(inlineCode)
  return [...shown, ...(names.length > most ? [`${names.length - most} more`] : [])].join(', ')
}

/** A sentence: plain words and numbers stay as they are, every word that could mean something to Markdown or GitHub becomes a code span. */
export function prose(text: string): string {
  const line = oneLine(text)
  if (line === '') return inlineCode(line)
  const parts = abbreviate(line, LONGEST_SENTENCE).split('`')
  // Backticks in pairs are code of ours, such as an example in a hint; a lone one is treated like any other character.
  if (parts.length % 2 === 0) return inertWords(parts.join('`'), true)
  return parts
    .map((part, index) => (index % 2 === 1 ? inlineCode(part) : inertWords(part, index === 0)))
    .join('')
}

function inertWords(text: string, first: boolean): string {
  return text
    .split(' ')
    .map((word, index) =>
      word === '' || PUNCTUATION.test(word) ? word : inertWord(word, first && index === 0),
    )
    .join(' ')
}

/** A sentence in a table cell. */
export function proseCell(text: string): string {
  return escapePipes(prose(text))
}

/** A block of text, fenced by more backticks than any run in it. Starts and ends at a line of its own. */
export function fence(text: string, info: 'text' | 'sh' = 'text'): string {
  const body = visible(text).replace(/\n+$/, '')
  const ticks = '`'.repeat(Math.max(3, longestRun(body) + 1))
  return `${ticks}${info}\n${body}\n${ticks}`
}

/** What may follow a code span; none of it means anything by itself. */
const PUNCTUATION = /^[)"”'’.,;:?…]+$/u
const OPENING = /^[("“'‘]+/u
const CLOSING = /[)"”'’.,;:!?…]+$/u
const PLAIN_WORD = /^\p{L}\p{M}*(?:[-–'’]?\p{L}\p{M}*)*$/u
const PLAIN_NUMBER = /^[+−-]?\$?\d{1,6}(?:,\d{3})*(?:\.\d{1,6})?[%×]?$/u
const PLAIN_SIGN = /^[→−–—≥≤≈×…%]$/u
/** GitHub links these when they are the beginning of a commit's id. */
const COMMIT_LIKE = /^[0-9a-f]{7,40}$/iu

function inertWord(word: string, first: boolean): string {
  const before = OPENING.exec(word)?.[0] ?? ''
  const after = CLOSING.exec(word.slice(before.length))?.[0] ?? ''
  const core = word.slice(before.length, word.length - after.length)
  const isNumber = PLAIN_NUMBER.test(core)
  // `1.` at the start of a line would begin a list.
  if (first && isNumber && after !== '') return inlineCode(word)
  const isPlain = isNumber || PLAIN_WORD.test(core) || PLAIN_SIGN.test(core)
  if (isPlain && word.length <= LONGEST_NAME && !COMMIT_LIKE.test(core)) return word
  // A sentence of ours may hold code in backticks already.
  const code = core.replace(/^`|`$/g, '')
  return code === '' ? inlineCode(word) : before + inlineCode(code) + after
}

/** A backslash before a pipe is read differently by different parsers, hence the broken bar. */
function escapePipes(text: string): string {
  return text.replace(/\\\|/g, '\\¦').replaceAll('|', '\\|')
}

function oneLine(text: string): string {
  return visible(text).replace(/\s+/gu, ' ').trim()
}

/**
 * Line feeds and tabs remain of all characters that a reader cannot see: control, bidirectional, zero-width, tags. The beginning of an HTML
 * comment is broken, though it would be inert in code: a comment of ours is found by such a marker.
 */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n')
    .replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replaceAll('<!--', '<! --')
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
}
