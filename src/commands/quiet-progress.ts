import { printable } from '../boundary/printable.ts'
import type { TextSink } from '../boundary/world.ts'
import { count, plural } from '../report/format-number.ts'
import { nextState, type ProgressState, pairsDone } from '../report/progress-state.ts'
import { endedText, leftText, secondsText, usageText } from '../report/progress-words.ts'
import { createPace, timeLeft } from '../report/time-left.ts'
import type { ProgressDisplay } from './show-progress.ts'

/** So that a log shows that something happens, and little more. */
const NEWS_MS = 30_000
const MOST_NAMES = 3

/** A line when a suite begins, a line when it has ended, and in between at most one every 30 seconds for all of them. */
export function quietProgress(sink: TextSink): ProgressDisplay {
  const pace = createPace()
  let state: ProgressState | undefined
  let timer: NodeJS.Timeout | undefined
  let toldAt = 0
  const tell = (text: string): void => {
    toldAt = performance.now()
    sink.write(`${printable(text)}\n`)
  }
  const note = (): void => {
    if (state === undefined) return
    const now = performance.now()
    pace.add(
      state.suites.reduce((sum, suite) => sum + pairsDone(suite), 0),
      now,
    )
    if (now - toldAt >= NEWS_MS) tell(newsText(state, now, timeLeft(state, pace, now)))
  }
  return {
    update(event) {
      state = nextState(state, event, performance.now())
      if (event.kind === 'started') {
        for (const { suite, cases, expectedPairs, mostPairs } of event.suites) {
          const expected = expectedPairs < mostPairs ? `about ${count(expectedPairs)} expected, ` : ''
          tell(`${suite}: begins, ${plural(cases, 'case')}, ${expected}at most ${plural(mostPairs, 'pair')}`)
        }
        timer ??= setInterval(note, 1000).unref()
      }
      const ended = event.kind === 'ended' && state?.suites.find(({ suite }) => suite === event.suite)
      if (ended) tell(`${ended.suite}: ${endedText(ended)}`)
    },
    stderr: sink,
    end() {
      clearInterval(timer)
      timer = undefined
      state = undefined
    },
  }
}

function newsText(state: ProgressState, now: number, left: number | undefined): string {
  const running = state.suites.filter((suite) => suite.ended === undefined)
  const names = running
    .slice(0, MOST_NAMES)
    .map((suite) => `${suite.suite} ${count(pairsDone(suite))} of at most ${count(suite.mostPairs)} pairs`)
  const rest = running.length - names.length
  return [
    `still running: ${[...names, ...(rest > 0 ? [`${count(rest)} more`] : [])].join(', ')}`,
    `${usageText(state)}, ${secondsText(now - state.startedAt)}${left === undefined ? '' : `, ${leftText(left)}`}`,
  ].join('; ')
}
