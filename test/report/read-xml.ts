export interface XmlNode {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlNode[]
  /** Of the element itself, white space between elements left out. */
  readonly text: string
}

const NAME = '[A-Za-z_][A-Za-z0-9_.-]*'
const TOKEN = new RegExp(`<(/?)(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>|([^<]+)`, 'y')
const ATTRIBUTE = new RegExp(`(${NAME})="([^"<]*)"`, 'g')
/** https://www.w3.org/TR/xml/#charsets */
const CHARACTERS = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** A reader of the XML 1.0 that reports are made of. @throws where it is not well-formed */
export function readXml(document: string): XmlNode {
  if (!CHARACTERS.test(document)) throw new Error('a character that XML 1.0 does not have')
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
  if (!document.startsWith(declaration)) throw new Error('no declaration')
  const open: { name: string; attributes: Record<string, string>; children: XmlNode[]; text: string }[] = [
    { name: '', attributes: {}, children: [], text: '' },
  ]
  let at = declaration.length
  while (at < document.length) {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(document)
    if (found === null) throw new Error(`not well-formed at ${JSON.stringify(document.slice(at, at + 60))}`)
    at = TOKEN.lastIndex
    const [, end, name, attributes = '', empty, text] = found
    const parent = open.at(-1)!
    if (text !== undefined) {
      parent.text += decode(text)
    } else if (end === '/') {
      if (parent.name !== name) throw new Error(`</${name}> ends <${parent.name}>`)
      close(open)
    } else {
      const pairs = [...attributes.matchAll(ATTRIBUTE)].map(
        ([, key, value]) => [key!, decode(value!)] as const,
      )
      if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error('an attribute twice')
      open.push({ name: name!, attributes: Object.fromEntries(pairs), children: [], text: '' })
      if (empty === '/') close(open)
    }
  }
  const [root] = open[0]!.children
  if (open.length !== 1 || open[0]!.children.length !== 1 || open[0]!.text.trim() !== '')
    throw new Error('not one root')
  return root!
}

function close(open: { children: XmlNode[]; text: string }[]): void {
  const node = open.pop() as unknown as { children: XmlNode[]; text: string } & XmlNode
  const text = node.children.length > 0 && node.text.trim() === '' ? '' : node.text
  open.at(-1)!.children.push({ ...node, text })
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));|&/g, (whole, decimal, hexadecimal, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    if (hexadecimal !== undefined) return String.fromCodePoint(Number.parseInt(hexadecimal, 16))
    const known = ENTITIES[name]
    if (known === undefined) throw new Error(`no entity: ${whole}`)
    return known
  })
}
