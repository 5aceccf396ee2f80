import { stripVTControlCharacters } from 'node:util'
import type { TextSink } from '../boundary/world.ts'
import { progressFrame } from '../report/progress-frame.ts'
import { nextState, type ProgressState, pairsDone } from '../report/progress-state.ts'
import { terminalPage } from '../report/terminal-page.ts'
import { displayWidth } from '../report/terminal-text.ts'
import { createPace, timeLeft } from '../report/time-left.ts'
import type { ProgressDisplay } from './show-progress.ts'

/** Ten drawings a second at most. */
const REDRAW_MS = 100
const MOST_ROWS = 16
const CLEAR_TO_END = '\u001b[J'
/** Drawn in one go where the terminal knows the mode, ignored elsewhere: https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036 */
const SYNCHRONISED = ['\u001b[?2026h', '\u001b[?2026l'] as const

/**
 * Redraws a few lines in place. The cursor is never hidden and always stands on the line below them, so that a process which is killed
 * leaves a usable terminal behind.
 */
export function liveProgress(
  sink: TextSink,
  { colour, interrupted }: { readonly colour: boolean; readonly interrupted: AbortSignal },
): ProgressDisplay {
  const pace = createPace()
  let state: ProgressState | undefined
  let drawn: readonly string[] = []
  let timer: NodeJS.Timeout | undefined

  const draw = (): void => {
    if (state === undefined) return
    const now = performance.now()
    pace.add(
      state.suites.reduce((sum, suite) => sum + pairsDone(suite), 0),
      now,
    )
    // A line that reaches the last column leaves some terminals on the next line.
    const columns = Math.max(20, sink.columns - 1)
    const frame = progressFrame(state, terminalPage({ columns, colour }), {
      columns,
      rows: Math.max(2, Math.min(MOST_ROWS, (sink.rows ?? 24) - 1)),
      now,
      left: timeLeft(state, pace, now),
      interrupted: interrupted.aborted,
    })
    if (frame.length === drawn.length && frame.every((line, at) => line === drawn[at])) return
    sink.write(`${SYNCHRONISED[0]}${rubOut()}${frame.join('\n')}\n${SYNCHRONISED[1]}`)
    drawn = frame
  }

  /** Back to where the drawing began: a terminal that has become narrower has wrapped its lines. */
  const rubOut = (): string => {
    const wide = Math.max(1, sink.columns)
    const rows = drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(displayWidth(stripVTControlCharacters(line)) / wide)),
      0,
    )
    return rows === 0 ? '' : `\u001b[${rows}A\r${CLEAR_TO_END}`
  }

  const clear = (): void => {
    if (drawn.length > 0) sink.write(rubOut())
    drawn = []
  }

  return {
    update(event) {
      state = nextState(state, event, performance.now())
      timer ??= setInterval(draw, REDRAW_MS).unref()
    },
    stderr: {
      write(text) {
        clear()
        sink.write(text)
        if (timer !== undefined && text.endsWith('\n')) draw()
      },
      isTerminal: sink.isTerminal,
      get columns() {
        return sink.columns
      },
    },
    end() {
      clearInterval(timer)
      timer = undefined
      state = undefined
      clear()
    },
  }
}
