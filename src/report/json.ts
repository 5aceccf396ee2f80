import { type Report, reportSchema } from './report.ts'

/**
 * `report.json`, checked against its schema. What a terminal or a CI runner could act on (control, bidirectional and zero-width
 * characters, `##[`) is written as JSON escapes: the value is the same, the text is inert.
 *
 * @throws ZodError when the report breaks its contract, which is a bug of ours
 */
export function renderJson(report: Report): string {
  const text = JSON.stringify(reportSchema.parse(report), null, 2)
  return `${text.replace(INVISIBLE, escaped).replaceAll('##[', '##\\u005b')}\n`
}

/** Line feeds outside of strings are layout; those within are escaped already. */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/gu

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => hexadecimal(character.charCodeAt(at))).join('')
}

function hexadecimal(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}
