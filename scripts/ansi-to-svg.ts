/** Text with colours of a terminal as a picture of it. */

const COLUMN = 8.4
const ROW = 18
const EDGE = 16
const FOREGROUND = '#d1d7e0'
const BACKGROUND = '#151b23'
const COLOURS: Readonly<Record<string, string>> = { 31: '#ff7b72', 32: '#56d364', 33: '#e3b341' }

interface Run {
  readonly text: string
  readonly colour: string
  readonly bold: boolean
  readonly dim: boolean
}

/** @param title said to those who do not see the picture */
export function ansiToSvg(text: string, title: string, columns = 80): string {
  const lines = text.replace(/\n$/, '').split('\n')
  const width = Math.ceil(columns * COLUMN + 2 * EDGE)
  const height = lines.length * ROW + 2 * EDGE
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>`,
    ...lines.flatMap((line, row) => lineOf(runs(line), EDGE + ROW * row + 13)),
    '</svg>',
    '',
  ].join('\n')
}

/** Each run says where it begins and how wide it is, so that columns stay aligned whatever font draws a character. */
function lineOf(parts: readonly Run[], y: number): readonly string[] {
  let column = 0
  return parts.flatMap(({ text, colour, bold, dim }) => {
    const x = (EDGE + column * COLUMN).toFixed(1)
    const size = [...text].length
    column += size
    if (text.trim() === '') return []
    const style = [
      `fill="${colour}"`,
      ...(bold ? ['font-weight="bold"'] : []),
      ...(dim ? ['fill-opacity=".65"'] : []),
    ].join(' ')
    return [
      `<text x="${x}" y="${y}" textLength="${(size * COLUMN).toFixed(1)}" lengthAdjust="spacingAndGlyphs" xml:space="preserve" ${style}>${escaped(text)}</text>`,
    ]
  })
}

/** Of the sequences that `styleText` writes. */
function runs(line: string): readonly Run[] {
  let style = { colour: FOREGROUND, bold: false, dim: false }
  return line.split('\u001b[').flatMap((part, index) => {
    const end = index === 0 ? -1 : part.indexOf('m')
    for (const code of index === 0 ? [] : part.slice(0, end).split(';')) style = styled(style, code)
    const text = part.slice(end + 1)
    return text === '' ? [] : [{ text, ...style }]
  })
}

function styled(style: Omit<Run, 'text'>, code: string): Omit<Run, 'text'> {
  switch (code) {
    case '1':
      return { ...style, bold: true }
    case '2':
      return { ...style, dim: true }
    case '22':
      return { ...style, bold: false, dim: false }
    case '39':
      return { ...style, colour: FOREGROUND }
    default:
      return { ...style, colour: COLOURS[code] ?? style.colour }
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
