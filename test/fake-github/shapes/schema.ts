import type { components } from '@octokit/openapi-types'

type Schemas = components['schemas']

/** The type that GitHub itself publishes for this shape. */
export type Schema<Name extends keyof Schemas> = Schemas[Name]

/**
 * As much of a published shape as the fake fills in: a field that GitHub does not have, or has with another type, is an error; one
 * that is left out reads as missing, which a caller notices.
 */
export type Slice<Shape> = Shape extends readonly (infer Item)[]
  ? readonly Slice<Item>[]
  : Shape extends object
    ? { readonly [Key in keyof Shape]?: Slice<Shape[Key]> }
    : Shape
