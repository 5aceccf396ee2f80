import { type JsonReading, parseJsonOutput } from './parse-json-output.ts'

/** What a matcher looks at: the whole output of a trial, or a value selected from it by `json-path`. */
export type Subject = Output | Selected

export interface Output {
  readonly from: 'output'
  readonly text: string
  /** The output read as JSON; parsed at most once, however many scorers ask. */
  json(): JsonReading
}

interface Selected {
  readonly from: 'json-path'
  readonly value: unknown
}

/** In UTF-16 code units. */
const MAX_OUTPUT = 1024 * 1024

/**
 * The output of a trial as matchers see it. Of an output over 1 MiB, far above what any token limit allows, they see the
 * first MiB, which bounds the time of patterns and searches; it is never JSON, because it would have to be cut.
 */
export function readOutput(output: string): Output {
  const text = output.length > MAX_OUTPUT ? output.slice(0, MAX_OUTPUT) : output
  let reading: JsonReading | undefined
  return {
    from: 'output',
    text,
    json: () => {
      reading ??= text === output ? parseJsonOutput(text) : { readable: false }
      return reading
    },
  }
}

/** The text of a subject: the output, or a selected text; `undefined` for any other selected value. */
export function textOf(subject: Subject): string | undefined {
  if (subject.from === 'output') return subject.text
  return typeof subject.value === 'string' ? subject.value : undefined
}

/** The JSON value of a subject: the parsed output, or the selected value itself. */
export function jsonOf(subject: Subject): JsonReading {
  return subject.from === 'output' ? subject.json() : { readable: true, value: subject.value }
}
