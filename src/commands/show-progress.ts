import { printable } from '../boundary/printable.ts'
import type { TextSink } from '../boundary/world.ts'
import type { SamplingProgress } from '../sampling/sampler-ports.ts'

export interface ProgressDisplay {
  readonly update: (progress: SamplingProgress) => void
  /** Clears the line; safe to call more than once. */
  readonly end: () => void
}

/** Least time between two drawings of the live line. */
const REDRAW_MS = 100
const BAR = 24

/** One live line on a terminal; elsewhere a plain line per suite at its first look and whenever a fifth of its plan has been added. */
export function showProgress(sink: TextSink): ProgressDisplay {
  return sink.isTerminal ? liveLine(sink) : plainLines(sink)
}

function liveLine(sink: TextSink): ProgressDisplay {
  const suites = new Map<string, SamplingProgress>()
  let drawnAt = 0
  let drawn = false
  return {
    update(progress) {
      suites.set(progress.suite, progress)
      const now = performance.now()
      if (now - drawnAt < REDRAW_MS) return
      drawnAt = now
      drawn = true
      sink.write(
        `\r\u001b[2K${printable(summary([...suites.values()])).slice(0, Math.max(20, sink.columns - 1))}`,
      )
    },
    end() {
      if (drawn) sink.write('\r\u001b[2K')
      drawn = false
    },
  }
}

function summary(suites: readonly SamplingProgress[]): string {
  const total = (count: (one: SamplingProgress) => number) => suites.reduce((sum, one) => sum + count(one), 0)
  const done = total((one) => one.pairs + one.missing)
  const planned = total((one) => one.mostPairs)
  const filled = Math.round((BAR * done) / Math.max(1, planned))
  const running = suites.filter((one) => one.pairs + one.missing < one.mostPairs).map((one) => one.suite)
  const missing = total((one) => one.missing)
  return [
    `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${done} pairs, at most ${planned}`,
    ...(missing > 0 ? [`${missing} lost`] : []),
    running.join(', '),
  ].join('  ')
}

function plainLines(sink: TextSink): ProgressDisplay {
  const printed = new Map<string, number>()
  return {
    update({ suite, pairs, missing, nextLook, mostPairs }) {
      const done = pairs + missing
      const last = printed.get(suite)
      if (done < nextLook || (last !== undefined && done - last < mostPairs / 5)) return
      printed.set(suite, done)
      const lost = missing > 0 ? `, ${missing} lost` : ''
      sink.write(`${printable(suite)}: ${done} of at most ${mostPairs} pairs${lost}\n`)
    },
    end() {},
  }
}
