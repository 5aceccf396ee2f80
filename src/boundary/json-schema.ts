import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { contentHash } from './content-hash.ts'
import { DeadlineError, runWithin } from './deadline.ts'
import { compilePattern, PatternError } from './pattern.ts'

const MAX_SCHEMA_NODES = 10_000
const MAX_VALUE_NODES = 100_000
const MAX_DEPTH = 100
const MAX_MILLISECONDS = 1_000
/** Comparisons that take no more than some milliseconds. */
const SHORT_WORK = 100_000
const MAX_MESSAGES = 10
const MAX_COMPILED = 200

/** A schema that cannot be used, or a check that took too long. */
export class JsonSchemaError extends Error {
  override readonly name = 'JsonSchemaError'
}

const compiled = new Map<string, ValidateFunction>()

/**
 * Compiles a JSON Schema (2020-12; earlier drafts as far as they mean the same). Patterns run on RE2, `$ref` reaches only into the schema
 * itself, and `format` is a note, as the standard has it by default. Unknown keywords are errors, for a misspelt one would accept
 * everything; those that begin with `x-` are not.
 *
 * Ajv turns the schema into code; it quotes what comes from the schema, and only known keywords, names and values of bounded size get there.
 * @throws JsonSchemaError here when the schema cannot be used; from `check` when it takes longer than 1 s.
 */
export function compileJsonSchema(schema: unknown): {
  /** One line per violation, at most 10; empty when the value is valid. */
  check(value: unknown): readonly string[]
} {
  if (
    typeof schema !== 'boolean' &&
    (typeof schema !== 'object' || schema === null || Array.isArray(schema))
  ) {
    throw new JsonSchemaError('a JSON Schema is a mapping, true or false')
  }
  const size = sizeOf(schema, MAX_SCHEMA_NODES)
  if (size === undefined) {
    throw new JsonSchemaError(
      `the schema is too large: more than ${MAX_SCHEMA_NODES} values or ${MAX_DEPTH} levels`,
    )
  }
  const validate = compileOnce(schema)
  const eachOnce = !hasRepetition(schema)
  return {
    check(value) {
      const nodes = sizeOf(value, MAX_VALUE_NODES)
      if (nodes === undefined) return ['is too large to be checked']
      try {
        // The deadline costs more than most checks. Where nothing is looked at twice, the work is bounded without it.
        const short = eachOnce && nodes * size <= SHORT_WORK
        if (short ? validate(value) : runWithin(MAX_MILLISECONDS, () => validate(value))) return []
      } catch (error) {
        if (error instanceof DeadlineError || error instanceof PatternError || error instanceof RangeError) {
          throw new JsonSchemaError(`checking the schema failed: ${error.message}`, { cause: error })
        }
        throw error
      }
      return (validate.errors ?? []).slice(0, MAX_MESSAGES).map(describe)
    },
  }
}

/** Suites of one repository share schemas, and compiling is the expensive part. */
function compileOnce(schema: unknown): ValidateFunction {
  const key = contentHash(schema)
  const known = compiled.get(key)
  if (known !== undefined) return known
  const validate = compile(schema)
  if (compiled.size >= MAX_COMPILED) compiled.clear()
  compiled.set(key, validate)
  return validate
}

function compile(schema: unknown): ValidateFunction {
  const ajv = new Ajv2020({
    strict: false,
    strictSchema: true,
    allErrors: true,
    ownProperties: true,
    validateFormats: false,
    addUsedSchema: false,
    logger: false,
    code: { regExp: Object.assign(namedPattern, { code: 'namedPattern' }) },
  })
  for (const keyword of annotationsOf(schema)) if (!ajv.getKeyword(keyword)) ajv.addKeyword(keyword)
  let validate: ValidateFunction
  try {
    validate = ajv.compile(withoutDialect(schema) as object)
  } catch (error) {
    throw new JsonSchemaError(`the JSON Schema cannot be used: ${reasonOf(error)}`, { cause: error })
  }
  if ('$async' in validate)
    throw new JsonSchemaError('the JSON Schema cannot be used: "$async" is not supported')
  return validate
}

/** Ajv keeps one engine for all patterns that read the same as text: an object without its own text would stand for all others. */
function namedPattern(pattern: string): { test(text: string): boolean; toString(): string } {
  return { ...compilePattern(pattern), toString: () => pattern }
}

/** The dialects share what schemas of model outputs use; where one does not mean the same, the keyword is refused. */
function withoutDialect(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || !('$schema' in schema)) return schema
  const { $schema: dialect, ...rest } = schema
  if (
    typeof dialect === 'string' &&
    /^https?:\/\/json-schema\.org\/(draft-0[67]|draft\/20(19-09|20-12))\/schema#?$/.test(dialect)
  ) {
    return rest
  }
  throw new JsonSchemaError(
    `the JSON Schema dialect ${JSON.stringify(dialect)} is not supported; use 2020-12`,
  )
}

function annotationsOf(schema: unknown): ReadonlySet<string> {
  const found = new Set(['$anchor', 'discriminator', 'example'])
  visit(schema, (value) => {
    for (const key of Object.keys(value)) if (/^x-[a-z0-9-]+$/i.test(key)) found.add(key)
    return true
  })
  return found
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return 'it is nested too deeply'
  const { message, missingRef } = error as Error & { readonly missingRef?: string }
  if (missingRef === undefined) {
    const [first] = message.replace(/^strict mode: /, '').split(', data/')
    return first!.replace(/^schema is invalid: data/, '')
  }
  return `"$ref": ${JSON.stringify(missingRef)} is not in the schema itself, and nothing is fetched`
}

function describe(error: ErrorObject): string {
  const place = error.instancePath === '' ? 'the value' : error.instancePath
  const { additionalProperty, allowedValues, allowedValue } = error.params as Record<string, unknown>
  const detail = additionalProperty ?? allowedValues ?? allowedValue
  const text = detail === undefined ? '' : `: ${JSON.stringify(detail)}`
  return `${place} ${error.message ?? `fails "${error.keyword}"`}${text}`
}

/** Values in a value, itself included; `undefined` for more than `maxNodes` or too many levels. */
function sizeOf(value: unknown, maxNodes: number): number | undefined {
  let nodes = 1
  let deepest = 0
  visit(value, (container, depth) => {
    nodes += 1 + Object.keys(container).length
    deepest = Math.max(deepest, depth)
    return nodes <= maxNodes && deepest <= MAX_DEPTH
  })
  return nodes > maxNodes || deepest > MAX_DEPTH ? undefined : nodes
}

/** Whether a part of the schema may look at the same value more than once: then the work is not bounded by the product of sizes. */
function hasRepetition(schema: unknown): boolean {
  let found = false
  visit(schema, (container) => {
    found ||= ['$ref', '$dynamicRef', '$recursiveRef', 'uniqueItems'].some((key) =>
      Object.hasOwn(container, key),
    )
    return !found
  })
  return found
}

/** Calls `onContainer` for every list and mapping, until it returns false. */
function visit(value: unknown, onContainer: (container: object, depth: number) => boolean): void {
  const waiting: (readonly [unknown, number])[] = [[value, 1]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [item, depth] = next
    if (typeof item !== 'object' || item === null) continue
    if (!onContainer(item, depth)) return
    for (const child of Object.values(item)) waiting.push([child, depth + 1])
  }
}
