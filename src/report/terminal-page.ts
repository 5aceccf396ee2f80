import { styleText } from 'node:util'
import { printable } from '../boundary/printable.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { terminalLine, wrapText } from './terminal-text.ts'

export interface TerminalOptions {
  /** Width of the terminal; fewer than 40 count as 40. */
  readonly columns: number
  readonly colour: boolean
}

type TerminalStyle = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

/** How lines are laid out and coloured. Nothing is told by colour alone. */
export interface TerminalPage {
  readonly columns: number
  readonly colour: boolean
  paint(style: TerminalStyle, text: string): string
  /** A paragraph that may hold data, wrapped and indented by `indent` spaces; `label` stands before its first line. */
  paragraph(text: string, indent?: number, label?: string): readonly string[]
  verdict(verdict: Verdict, text?: string): string
}

/** Columns; what data make longer than this is read in report.json. */
const LONGEST_PARAGRAPH = 1500

/** Under a longer label nothing would be left of the line. */
const LONGEST_HANG = 24

const VERDICT_STYLES: Readonly<Record<Verdict, TerminalStyle>> = {
  regression: 'red',
  'not-evaluable': 'red',
  inconclusive: 'yellow',
  improved: 'green',
  pass: 'green',
  unaffected: 'dim',
}

export function terminalPage(options: TerminalOptions): TerminalPage {
  const columns = Math.max(40, Math.floor(options.columns))
  const paint = (style: TerminalStyle, text: string) =>
    options.colour ? styleText(style, text, { validateStream: false }) : text
  return {
    columns,
    colour: options.colour,
    paint,
    paragraph: (text, indent = 0, label = '') => {
      const margin = ' '.repeat(indent)
      const lines = wrapText(
        terminalLine(text, LONGEST_PARAGRAPH),
        columns,
        margin + ' '.repeat(label.length <= LONGEST_HANG ? label.length : 2),
        margin + label,
      )
      // Wrapping can bring a word to the start of a line that was harmless within it.
      return lines.map(printable)
    },
    verdict: (verdict, text = verdict) => paint(VERDICT_STYLES[verdict], text),
  }
}
