import { createReadStream } from 'node:fs'
import type * as z from 'zod'
import { UserError } from '../boundary/finding.ts'
import { parseWithSchema } from '../boundary/parse-with-schema.ts'

/** One line of a file, as bytes without its newline. */
export interface Line {
  readonly file: string
  /** From 1. */
  readonly number: number
  /** Offset of its first byte. */
  readonly start: number
  readonly bytes: Buffer
  /** False only for a last line that does not end in a newline. */
  readonly terminated: boolean
}

/** A line is held in memory whole, so a file without newlines must not be able to fill it. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024
const NEWLINE = 0x0a
const CHUNK_BYTES = 256 * 1024

/**
 * Streams the lines of a file; memory is bounded by the longest line.
 * @param length bytes to read from the start; default all
 * @throws UserError when the file cannot be read or a line is longer than 64 MiB.
 */
export async function* readLines(file: string, length = Number.POSITIVE_INFINITY): AsyncGenerator<Line> {
  if (length === 0) return
  let parts: Buffer[] = []
  let partsLength = 0
  let start = 0
  let number = 1
  const add = (part: Buffer): void => {
    parts.push(part)
    partsLength += part.length
    if (partsLength > MAX_LINE_BYTES)
      throw new UserError({ file, line: number, message: 'the line is longer than 64 MiB' })
  }
  const take = (terminated: boolean): Line => {
    const line = {
      file,
      number,
      start,
      bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts),
      terminated,
    }
    start += partsLength + 1
    number += 1
    parts = []
    partsLength = 0
    return line
  }
  for await (const chunk of readChunks(file, length)) {
    let from = 0
    for (let newline = chunk.indexOf(NEWLINE); newline !== -1; newline = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, newline))
      yield take(true)
      from = newline + 1
    }
    if (from < chunk.length) add(chunk.subarray(from))
  }
  if (partsLength > 0) yield take(false)
}

async function* readChunks(file: string, length: number): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file, { highWaterMark: CHUNK_BYTES, end: length - 1 })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === undefined) throw error
    throw new UserError(
      { file, message: code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})` },
      { cause: error },
    )
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * The JSON value of a line.
 * @throws UserError naming file and line: a NUL byte, invalid UTF-8, not JSON.
 */
export function parseJsonLine(line: Line): unknown {
  try {
    return JSON.parse(utf8.decode(line.bytes))
  } catch (error) {
    throw new UserError(
      { file: line.file, line: line.number, message: whyUnreadable(line, error) },
      { cause: error },
    )
  }
}

// The parser's own text quotes the line, which may be a model's output: it is not passed on.
function whyUnreadable(line: Line, error: unknown): string {
  if (line.bytes.includes(0)) return 'the line holds a NUL byte'
  return error instanceof SyntaxError ? 'the line is not valid JSON' : 'the line is not valid UTF-8'
}

/**
 * The value of a line as a schema describes it.
 * @throws UserError naming file and line for everything in it that the schema forbids.
 */
export function checkLine<T>(schema: z.ZodType<T>, value: unknown, line: Line): T {
  const checked = schema.safeParse(value)
  if (checked.success) return checked.data
  return parseWithSchema(schema, { file: line.file, value, locate: () => ({ line: line.number, column: 1 }) })
}
