import * as z from 'zod'

/** A printable line: no control characters, no line breaks, no blanks at the ends. */
export function printableLine(maxLength: number): z.ZodString {
  return z
    .string()
    .min(1, 'must not be empty')
    .max(maxLength, `must have at most ${maxLength} characters`)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'must be one line of printable characters')
    .regex(/^\S(?:.*\S)?$/u, 'must not begin or end with a blank')
}

/** A path as written in a file, relative to that file. What it may point to is checked when it is resolved. */
export const fileReference = z.string().min(1, 'must name a file').max(1000, 'is too long for a file name')

/** A glob over repository-relative paths. */
const glob = z
  .string()
  .min(1, 'must not be empty')
  .max(500, 'must have at most 500 characters')
  .refine((text) => !text.startsWith('/') && !text.split('/').includes('..'), {
    error: 'must be relative to the repository and stay inside it',
  })

/** An RFC 9535 path as written; it is compiled, once its templates are filled, where it is used. */
export const jsonPath = z.string().min(1, 'must not be empty').max(10_000)

export const globs = z.union([glob, z.array(glob).min(1, 'must name at least one glob')], {
  error: 'must be a glob or a list of globs',
})

/** `provider/model`; the model's part may hold slashes and colons of its own. */
export const modelId = z
  .string()
  .max(200, 'must have at most 200 characters')
  .regex(/^[A-Za-z][A-Za-z0-9_.-]*\/[^\s\p{Cc}]+$/u, {
    error: 'must be `provider/model`, the provider being a key of "providers" in noisefloor.yaml',
  })
