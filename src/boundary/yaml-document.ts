import { Composer, CST, type Document, type LineCounter, Parser } from 'yaml'

const MAX_DEPTH = 100

/** The document of a YAML text, or the one reason why it is not looked at any further. Offsets count UTF-16 units from 0. */
export type YamlDocument =
  | { readonly document: Document.Parsed }
  | { readonly problem: { readonly offset: number; readonly message: string; readonly hint?: string } }

/** Parses without composing values: aliases stay aliases, and a text of any size and shape takes bounded stack and time. */
export function parseYamlDocument(source: string, lines: LineCounter): YamlDocument {
  const tokens = [...new Parser(lines.addNewLine).parse(source)]
  // The composer recurses, and V8 does not survive a stack that overflows in the wrong place.
  const tooDeep = offsetBelow(tokens, MAX_DEPTH)
  if (tooDeep !== undefined) {
    return { problem: { offset: tooDeep, message: `values are nested more than ${MAX_DEPTH} levels deep` } }
  }
  const second = tokens.filter((token) => token.type === 'document')[1]
  if (second !== undefined) {
    const message = 'the file holds more than one YAML document'
    return { problem: { offset: second.offset, message, hint: 'remove the --- that begins the second' } }
  }
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    strict: true,
    stringKeys: true,
    resolveKnownTags: false,
    // Compares each key with each other; they are checked when values are built.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  const [document] = composer.compose(tokens, true, source.length)
  return { document: document as Document.Parsed }
}

function offsetBelow(tokens: readonly CST.Token[], maxDepth: number): number | undefined {
  const waiting: (readonly [CST.Token, number])[] = tokens.map((token) => [token, 0])
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [token, depth] = next
    if (depth > maxDepth) return token.offset
    if (token.type === 'document') {
      if (token.value !== undefined) waiting.push([token.value, depth])
    } else if (CST.isCollection(token)) {
      for (const { key, value } of token.items) {
        if (key) waiting.push([key, depth + 1])
        if (value) waiting.push([value, depth + 1])
      }
    }
  }
  return undefined
}
