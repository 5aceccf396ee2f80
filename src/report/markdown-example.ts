import { fence, inlineCode, visible } from './markdown-text.ts'
import { outputLines } from './output-lines.ts'
import type { CaseReport } from './report.ts'

/** Columns of code that fit twice beside each other into a comment. */
const COLUMNS = 40
const MOST_LINES = 40

/**
 * A case's outputs, each fenced, side by side. The tags and the blank lines between them are what
 * lets GitHub read the fences.
 *
 * @param suite told where the case's name alone would not say which it is
 */
export function exampleMarkdown(
  result: CaseReport,
  example: NonNullable<CaseReport['example']>,
  suite: string | undefined,
): string {
  const name = `${inlineCode(result.case)}${suite === undefined ? '' : ` of ${inlineCode(suite)}`}`
  return [
    `One trial of ${name} in each arm:`,
    '',
    '<table>',
    '<tr><th>base</th><th>head</th></tr>',
    '<tr><td>',
    '',
    outputFence(example.base),
    '',
    '</td><td>',
    '',
    outputFence(example.head),
    '',
    '</td></tr>',
    '</table>',
  ].join('\n')
}

function outputFence(output: string | null): string {
  if (output === null) return 'no output'
  return fence(outputLines(visible(output), COLUMNS, MOST_LINES).join('\n'))
}
