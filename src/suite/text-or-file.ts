import type { ReferencedFiles } from './referenced-files.ts'
import type { Place } from './suite.ts'

const TEXT_FILE = /\.(?:md|markdown|txt|text|liquid|mustache|prompt|tmpl|j2|jinja)$/i

/**
 * Whether `FILE|text` names a file: one word (no blanks, no line break, no braces, no `://`) that holds a `/` or ends in
 * the extension of a text file. Anything else is the text itself. One word with a slash that is meant as text is written as a
 * message, `{ role: user, content: yes/no }`.
 */
function namesFile(text: string): boolean {
  if (text === '' || /[\s{}]|:\/\//.test(text)) return false
  return text.includes('/') || TEXT_FILE.test(text)
}

const WORD_HINT = 'one word with a slash is read as a file name; for text write `prompt: [{ role, content }]`'

export interface PlacedText {
  readonly text: string
  /** Where the text, or the name of its file, was written. */
  readonly reference: Place
  /** Where the text begins: in the file that holds it. */
  readonly place: Place
}

/** The text itself, or that of the file that it names. `undefined` after adding a finding. */
export async function textOrFile(
  written: string,
  place: Place,
  files: ReferencedFiles,
): Promise<PlacedText | undefined> {
  return namesFile(written)
    ? textOfFile(written, place, files, WORD_HINT)
    : { text: written, reference: place, place }
}

/** Line ends become `\n` and the last one is dropped: a checkout's settings and an editor's habits change no request. */
export async function textOfFile(
  reference: string,
  place: Place,
  files: ReferencedFiles,
  hint?: string,
): Promise<PlacedText | undefined> {
  const read = await files.text(reference, place, hint)
  if (read === undefined) return undefined
  const text = read.text.replaceAll('\r\n', '\n').replace(/\n$/, '')
  return { text, reference: place, place: { file: read.file, line: 1, column: 1 } }
}
