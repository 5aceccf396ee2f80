import type { TextSink, World } from '../boundary/world.ts'
import type { TerminalOptions } from '../report/terminal-page.ts'

/** How text is to look on a stream: its width, and whether it has colours. */
export function terminalLook(sink: TextSink, { environment }: Pick<World, 'environment'>): TerminalOptions {
  return { columns: sink.columns, colour: usesColour(sink, environment) }
}

/**
 * `FORCE_COLOR` decides where it is set, as in Node itself (https://nodejs.org/api/tty.html#writestreamgetcolordepthenv); then `NO_COLOR`
 * (https://no-color.org); otherwise terminals have colours unless they say that they are dumb.
 */
function usesColour(sink: TextSink, environment: World['environment']): boolean {
  const forced = environment['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if ((environment['NO_COLOR'] ?? '') !== '') return false
  return sink.isTerminal && environment['TERM'] !== 'dumb'
}
