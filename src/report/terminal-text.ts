import { printable } from '../boundary/printable.ts'

/** Data on one line of a terminal: inert, spaces collapsed, abbreviated to `most` columns. */
export function terminalLine(text: string, most: number = Number.POSITIVE_INFINITY): string {
  const line = printable(text.replace(/\s+/gu, ' ').trim())
  return line === '' ? '(empty)' : abbreviateToWidth(line, most)
}

/**
 * Lines of at most `columns`, each begun with `indent` (the first with `first`), broken at spaces (not between a number and its unit) and,
 * where a word is longer than a line, within the word.
 */
export function wrapText(
  text: string,
  columns: number,
  indent: string = '',
  first: string = indent,
): readonly string[] {
  const lines: string[] = []
  let line = first
  let isEmpty = true
  for (const word of text.split(BREAKS).flatMap((part) => pieces(part, columns - indent.length))) {
    if (!isEmpty && displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(line)
      line = indent
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line]
}

/** A space, but not one between a number and its unit. */
const BREAKS = / (?![%×])(?!(?<=\d )points?(?!\p{L}))/u

/** Columns that the text takes in a terminal. Widths of scripts with double width are approximate, as in terminals themselves. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += DOUBLE_WIDTH.test(segment) ? 2 : 1
  return width
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

export function abbreviateToWidth(text: string, most: number): string {
  if (displayWidth(text) <= most) return text
  return `${takeWidth(text, most - 1)}…`
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const DOUBLE_WIDTH =
  /^(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[\uff01-\uff60])/u

/** A word in pieces that fit into a line, broken after punctuation where that is not too early: minified JSON stays readable. */
function pieces(word: string, width: number): readonly string[] {
  const found: string[] = []
  let piece = ''
  for (const { segment } of displayWidth(word) <= width ? [] : graphemes.segment(word)) {
    if (piece !== '' && displayWidth(piece) + displayWidth(segment) > width) {
      const at = /.*[,;:/&?}\]]/su.exec(piece)?.[0].length ?? 0
      const end = at > piece.length / 2 ? at : piece.length
      found.push(piece.slice(0, end))
      piece = piece.slice(end)
    }
    piece += segment
  }
  return piece === '' ? [word] : [...found, piece]
}

function takeWidth(text: string, most: number): string {
  let taken = ''
  let width = 0
  for (const { segment } of graphemes.segment(text)) {
    width += displayWidth(segment)
    if (width > most) break
    taken += segment
  }
  return taken
}
