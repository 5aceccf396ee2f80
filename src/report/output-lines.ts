import { wrapText } from './terminal-text.ts'

/** Enough for any excerpt; an output can be megabytes long. */
const MOST_CHARACTERS = 20_000

/**
 * The beginning of a model's output for reading, wrapped, with a last line that says when it goes on.
 *
 * @param output text whose characters are all visible or line feeds
 * @param most lines, at least 1
 */
export function outputLines(output: string, columns: number, most: number): readonly string[] {
  const lines = output
    .slice(0, MOST_CHARACTERS)
    .replace(/\n+$/, '')
    .replaceAll('\t', '  ')
    .split('\n')
    .flatMap((line) => wrapText(line, columns))
  if (lines.length <= most && output.length <= MOST_CHARACTERS) return lines
  return [...lines.slice(0, most), '… (the rest is in report.json)']
}
