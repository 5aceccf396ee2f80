import { printable } from '../boundary/printable.ts'

/** An element that is free of anything that its text could have brought in. */
export interface XmlElement {
  readonly lines: readonly string[]
}

/** @param content elements and text */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: readonly (XmlElement | string)[],
): XmlElement {
  const start = [
    name,
    ...Object.entries(attributes).map(([key, value]) => `${key}="${attributeText(value)}"`),
  ].join(' ')
  if (content.length === 0) return { lines: [`<${start}/>`] }
  const texts = content.filter((part) => typeof part === 'string')
  if (texts.length === content.length) return { lines: [`<${start}>${texts.map(text).join('')}</${name}>`] }
  const inner = content.flatMap((part) => (typeof part === 'string' ? [text(part)] : part.lines))
  return { lines: [`<${start}>`, ...inner.map((line) => `  ${line}`), `</${name}>`] }
}

export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.lines.join('\n')}\n`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/**
 * Control characters, which XML 1.0 has no way to write, lone surrogates and invisible ones become visible first; U+FFFE and U+FFFF are no
 * characters (https://www.w3.org/TR/xml/#charsets).
 */
function text(value: string): string {
  return printable(value)
    .replace(/[\uFFFE\uFFFF]/g, '\uFFFD')
    .replace(/[&<>"]/g, (character) => ENTITIES[character]!)
}

/** A parser makes spaces of line feeds and tabs in an attribute, unless they are written as references. */
function attributeText(value: string): string {
  return text(value).replace(/\n/g, '&#10;').replace(/\t/g, '&#9;')
}
