import { type Template, TemplateError } from '../boundary/template.ts'

/** Values by name, whose leaves are texts: what a template can be filled with. */
export interface Values {
  [name: string]: string | Values | Values[]
}

const MOST_VARIABLES = 200
const LOOP = /\{%-?\s*for\s+(?<item>\w+)\s+in\s+(?<list>[\w.]+)/g

/**
 * What a template needs, found by the engine itself: it is rendered until no variable is missing. An element of a list is asked for by
 * the name that a loop gives it.
 *
 * @returns dotted paths in the order of their first use; `documents[].title` is a part of every element of a list
 * @throws TemplateError when the template fails for another reason, or needs what cannot be made up
 */
export function variablesOf(template: Template): readonly string[] {
  const lists = new Map(
    [...template.source.matchAll(LOOP)].map(({ groups }) => [groups!['item']!, groups!['list']!]),
  )
  const found: string[] = []
  const values: Values = {}
  for (let count = 0; count < MOST_VARIABLES; count += 1) {
    try {
      template.render(values)
      break
    } catch (error) {
      if (!(error instanceof TemplateError) || error.variable === undefined) throw error
      const path = inList(error.variable, lists)
      if (found.includes(path)) throw error
      found.push(path)
      fillIn(values, path, 'text')
    }
  }
  return found.filter(
    (path) => !found.some((other) => other.startsWith(`${path}.`) || other.startsWith(`${path}[`)),
  )
}

function inList(variable: string, lists: ReadonlyMap<string, string>): string {
  const [first = '', ...rest] = variable.split('.')
  const list = lists.get(first)
  return list === undefined || rest.length === 0 ? variable : `${list}[].${rest.join('.')}`
}

/** Sets the value at a path that `variablesOf` has given; a text in its way becomes a mapping. */
export function fillIn(values: Values, path: string, text: string): void {
  const names = path.split('.')
  let holder = values
  for (const name of names.slice(0, -1)) {
    const isList = name.endsWith('[]')
    const key = isList ? name.slice(0, -2) : name
    const known = holder[key]
    const next: Values = Array.isArray(known) ? known[0]! : typeof known === 'object' ? known : {}
    holder[key] = isList ? [next] : next
    holder = next
  }
  holder[names.at(-1)!] = text
}
