import { printable } from './printable.ts'
import type { Redact } from './redactor.ts'

const KEPT_BYTES = 64 * 1024
const MAX_LINE = 300
/** Frames of JavaScript's stacks, what points at a column, and Node's farewell. */
const NOISE = /^(at .*|[\^~]+|Node\.js v[\d.]+)$/

/** The end of what a program printed; the rest is dropped as it comes. */
export interface OutputTail {
  add(chunk: Buffer): void
  /** Bytes that were printed in all. */
  readonly bytes: number
  /** The kept part without secrets. Not printable as it is. */
  text(): string
  /** Its last lines that say something (no frames of a stack), harmless and without secrets. */
  lines(count: number): readonly string[]
  /** The last line that names an error; else the last line; `undefined` when nothing was printed. */
  complaint(): string | undefined
}

export function createOutputTail(redact: Redact): OutputTail {
  let kept: Buffer = Buffer.alloc(0)
  let bytes = 0
  const text = () => {
    const all = kept.toString('utf8')
    // The first line may have lost its beginning, and with it what a secret is recognised by.
    return redact(bytes > kept.length ? all.slice(all.indexOf('\n') + 1) : all)
  }
  const lines = (count: number) =>
    printable(text())
      .split('\n')
      .map((line) => line.trim().slice(0, MAX_LINE))
      .filter((line) => line !== '' && !NOISE.test(line))
      .slice(-count)
  return {
    add(chunk) {
      bytes += chunk.length
      kept = Buffer.concat([kept, chunk]).subarray(-KEPT_BYTES)
    },
    get bytes() {
      return bytes
    },
    text,
    lines,
    complaint() {
      const last = lines(100)
      return last.findLast((line) => /error|exception|panic|fatal/i.test(line)) ?? last.at(-1)
    },
  }
}
