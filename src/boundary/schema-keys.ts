import type * as z from 'zod'

/** The keys that a schema knows at a path, over all branches of unions. Maps with free keys have none. */
export function keysAt(schema: z.core.$ZodType, path: readonly (string | number)[]): ReadonlySet<string> {
  const containers = partsAt(schema, path).flatMap(objectsIn)
  return new Set(
    containers.flatMap((container) => ('shape' in container ? Object.keys(container.shape) : [])),
  )
}

/** The schemas of the value at a path, over all branches of unions. */
export function partsAt(
  schema: z.core.$ZodType,
  path: readonly (string | number)[],
): readonly z.core.$ZodType[] {
  let parts: readonly z.core.$ZodType[] = [schema]
  for (const step of path) parts = parts.flatMap(objectsIn).flatMap((container) => partsOf(container, step))
  return parts
}

type Definition = z.core.$ZodTypes['_zod']['def']

/** What a schema is once optional, default, union and the like are looked through. */
function objectsIn(schema: z.core.$ZodType): readonly Definition[] {
  const definition = (schema as z.core.$ZodTypes)._zod.def
  switch (definition.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'catch':
    case 'readonly':
    case 'nonoptional':
      return objectsIn(definition.innerType)
    case 'pipe':
      return [...objectsIn(definition.in), ...objectsIn(definition.out)]
    case 'lazy':
      return objectsIn(definition.getter())
    case 'union':
      return definition.options.flatMap(objectsIn)
    case 'intersection':
      return [...objectsIn(definition.left), ...objectsIn(definition.right)]
    default:
      return [definition]
  }
}

function partsOf(container: Definition, step: string | number): readonly z.core.$ZodType[] {
  switch (container.type) {
    case 'object': {
      const part = Object.hasOwn(container.shape, step) ? container.shape[step] : container.catchall
      return part === undefined ? [] : [part]
    }
    case 'record':
      return [container.valueType]
    case 'array':
      return [container.element]
    case 'tuple': {
      const part = typeof step === 'number' ? (container.items[step] ?? container.rest) : null
      return part === null || part === undefined ? [] : [part]
    }
    default:
      return []
  }
}
