/** The part of JSON Schema that zod generates for our files. */
export interface JsonSchema {
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly items?: JsonSchema | boolean
  readonly prefixItems?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
}

/** A part of a file that has keys of its own: the path that leads to it, and its keys. */
interface Section {
  readonly path: string
  readonly keys: readonly { readonly key: string; readonly schema: JsonSchema; readonly required: boolean }[]
  /** Path of the section that has the same keys. */
  readonly as?: string
}

/** One section per mapping of the file, each a heading and a table of its keys: what it holds, whether it is needed, what it means. */
export function schemaTables(schema: JsonSchema, level: string): string {
  const sections: Section[] = []
  visit(schema, '', sections, new Set())
  return withoutRepeats(sections)
    .map((section) => renderSection(section, level))
    .join('\n\n')
}

/** A section that has the keys of an earlier one refers to it, and what lies below it is left out. */
function withoutRepeats(sections: readonly Section[]): readonly Section[] {
  const known = new Map<string, Section>()
  const repeated: string[] = []
  return sections.flatMap((section) => {
    if (
      section.keys.length === 0 ||
      repeated.some((path) => section.path.startsWith(`${path}.`) || section.path.startsWith(`${path}[`))
    )
      return []
    const content = JSON.stringify(section.keys)
    const earlier = known.get(content)
    if (earlier === undefined) known.set(content, section)
    else repeated.push(section.path)
    return [earlier === undefined ? section : { ...section, as: earlier.path }]
  })
}

function visit(schema: JsonSchema, path: string, sections: Section[], seen: Set<JsonSchema>): void {
  if (seen.has(schema)) return
  seen.add(schema)
  if (schema.properties !== undefined) {
    const keys = Object.entries(schema.properties).map(([key, value]) => {
      return { key, schema: value, required: schema.required?.includes(key) ?? false }
    })
    const isSecond = sections.some((one) => one.path === path)
    sections.push({ path: isSecond ? `${path} with ${keys[0]?.key}` : path, keys })
    for (const { key, schema: value } of keys)
      visit(value, path === '' ? key : `${path}.${key}`, sections, seen)
  }
  if (typeof schema.additionalProperties === 'object')
    visit(schema.additionalProperties, `${path}.NAME`, sections, seen)
  if (typeof schema.items === 'object') visit(schema.items, `${path}[]`, sections, seen)
  for (const one of schema.anyOf ?? []) visit(one, path, sections, seen)
}

function renderSection({ path, keys, as }: Section, level: string): string {
  const title = path === '' ? 'Top level' : `\`${path}\``
  if (as !== undefined) return `${level} ${title}\n\nThe keys of \`${as}\`, above.`
  const rows = keys.map(({ key, schema, required }) => [
    `\`${key}\`${required ? ' (required)' : ''}`,
    typeWords(schema),
    // zod leaves out what a reference is described as.
    schema.description ?? (schema.$ref === undefined ? '' : 'Another matcher, with the keys of a scorer'),
  ])
  return `${level} ${title}\n\n${table(['key', 'value', 'what it is'], rows)}`
}

/** What a value may be, in the words of the files: `text`, `whole number 1 to 1000`, `low or high`, `list of text`. */
function typeWords(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return 'matcher'
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ')
  if (schema.const !== undefined) return `\`${schema.const}\``
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeWords))].join(', or ')
  switch (schema.type) {
    case 'string':
      return 'text'
    case 'boolean':
      return '`true`, `false`'
    case 'integer':
      return `whole number${range(schema)}`
    case 'number':
      return `number${range(schema)}`
    case 'array':
      return schema.prefixItems === undefined ? `list of ${itemWords(schema.items)}` : 'list of two numbers'
    case 'object':
      return schema.properties === undefined ? 'mapping by name' : 'mapping'
    default:
      return 'any value'
  }
}

function itemWords(items: JsonSchema['items']): string {
  if (typeof items !== 'object') return 'values'
  const words = typeWords(items)
  return { mapping: 'mappings', matcher: 'matchers' }[words] ?? words
}

/** Bounds that only say that a number fits a computer's are left out. */
function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const shown = (bound: number | undefined) =>
    bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? undefined : bound.toLocaleString('en')
  const [least, above, most, below] = [minimum, exclusiveMinimum, maximum, exclusiveMaximum].map(shown)
  const words = [
    least !== undefined && `from ${least}`,
    above !== undefined && `above ${above}`,
    most !== undefined && `to ${most}`,
    below !== undefined && `below ${below}`,
  ]
  const said = words.filter((word) => word !== false).join(' ')
  return said === '' ? '' : ` ${said}`
}

/** A GFM table. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n')
}
