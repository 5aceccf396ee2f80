import { inCi } from '../boundary/in-ci.ts'
import type { TextSink, World } from '../boundary/world.ts'
import type { RunProgress } from '../report/run-progress.ts'
import { liveProgress } from './live-progress.ts'
import { quietProgress } from './quiet-progress.ts'
import { terminalLook } from './terminal-look.ts'

export interface ProgressDisplay {
  readonly update: (event: RunProgress) => void
  /** stderr for whatever else is said meanwhile: it stands above the display, which stays whole. */
  readonly stderr: TextSink
  /** Takes the display away; safe to call more than once. */
  readonly end: () => void
}

/**
 * What people see while a run goes on, on stderr: a few lines redrawn in place on a terminal; elsewhere (no terminal, CI, a dumb one) a line
 * when something has happened.
 */
export function showProgress(
  world: Pick<World, 'environment' | 'stderr' | 'interrupted'>,
  { wanted = true }: { readonly wanted?: boolean } = {},
): ProgressDisplay {
  const { environment, stderr } = world
  if (!wanted) return { update: () => {}, stderr, end: () => {} }
  return stderr.isTerminal && !inCi(environment) && environment['TERM'] !== 'dumb'
    ? liveProgress(stderr, { colour: terminalLook(stderr, world).colour, interrupted: world.interrupted })
    : quietProgress(stderr)
}
