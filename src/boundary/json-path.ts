import { FunctionExpressionType, JSONPathEnvironment, JSONPathError, type JSONPathQuery } from 'json-p3'
import { DeadlineError, runWithin } from './deadline.ts'
import { compilePattern, PatternError } from './pattern.ts'

const MAX_PATH_LENGTH = 1_000
const MAX_RESULTS = 10_000
const MAX_DEPTH = 100
const MAX_MILLISECONDS = 1_000

/** A path that is not RFC 9535 JSONPath, or a query that took too long or gave too much. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError'
}

const environment = createEnvironment()

/**
 * Compiles a JSONPath query (RFC 9535). `singular` says that it selects at most one value. The filter functions `match` and
 * `search` run on RE2.
 * @throws JsonPathError here when the path is invalid or longer than 1,000 characters; from `query` when it selects more than 10,000
 *   values, descends more than 100 levels or takes longer than 1 s.
 */
export function compileJsonPath(path: string): {
  readonly singular: boolean
  query(value: unknown): readonly unknown[]
} {
  if (path.length > MAX_PATH_LENGTH) {
    throw new JsonPathError(`the JSONPath is longer than ${MAX_PATH_LENGTH.toLocaleString('en')} characters`)
  }
  const compiled = compile(path)
  const singular = compiled.singularQuery()
  return {
    singular,
    query(value) {
      try {
        // A singular query takes one step per segment.
        return singular
          ? select(compiled, value, path)
          : runWithin(MAX_MILLISECONDS, () => select(compiled, value, path))
      } catch (error) {
        if (error instanceof JSONPathError || error instanceof DeadlineError) {
          throw new JsonPathError(`the JSONPath ${JSON.stringify(path)} failed: ${error.message}`, {
            cause: error,
          })
        }
        throw error
      }
    },
  }
}

function compile(path: string): JSONPathQuery {
  try {
    return environment.compile(path)
  } catch (error) {
    const hint = path.startsWith('$') ? '' : '; a JSONPath begins with $'
    const reason = error instanceof JSONPathError ? error.message : 'it cannot be parsed'
    throw new JsonPathError(`${JSON.stringify(path)} is not a valid JSONPath: ${reason}${hint}`, {
      cause: error,
    })
  }
}

function select(compiled: JSONPathQuery, value: unknown, path: string): readonly unknown[] {
  const values: unknown[] = []
  for (const node of compiled.lazyQuery(value as Parameters<JSONPathQuery['lazyQuery']>[0])) {
    if (values.length === MAX_RESULTS) {
      throw new JsonPathError(
        `the JSONPath ${JSON.stringify(path)} selects more than ${MAX_RESULTS.toLocaleString('en')} values`,
      )
    }
    values.push(node.value)
  }
  return values
}

function createEnvironment(): JSONPathEnvironment {
  const created = new JSONPathEnvironment({ maxRecursionDepth: MAX_DEPTH })
  created.functionRegister.set(
    'match',
    patternFunction((pattern) => `^(?:${pattern})$`),
  )
  created.functionRegister.set(
    'search',
    patternFunction((pattern) => pattern),
  )
  return created
}

/** RFC 9535 §2.4.6 and §2.4.7: anything but a text and a valid pattern is no match. */
function patternFunction(wrap: (pattern: string) => string) {
  return {
    argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
    returnType: FunctionExpressionType.LogicalType,
    call(text: unknown, pattern: unknown): boolean {
      if (typeof text !== 'string' || typeof pattern !== 'string') return false
      try {
        return compilePattern(wrap(withoutCarriageReturns(pattern))).test(text)
      } catch (error) {
        if (error instanceof PatternError) return false
        throw error
      }
    },
  }
}

/** In I-Regexp (RFC 9485) the dot matches neither line feed nor carriage return; in RE2 only the first is left out. */
function withoutCarriageReturns(pattern: string): string {
  return pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\./gs, (part) => (part === '.' ? '[^\\n\\r]' : part))
}
