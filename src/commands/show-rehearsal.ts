import type { FileTree } from '../boundary/file-tree.ts'
import type { World } from '../boundary/world.ts'
import { count, duration } from '../report/format-number.ts'
import { plainHeadline } from '../report/headline.ts'
import type { TerminalPage } from '../report/terminal-page.ts'
import { suiteBlock } from '../report/terminal-suite.ts'
import { rehearse } from '../setup/rehearse.ts'
import type { Starter } from '../setup/starter.ts'
import type { Suite } from '../suite/suite.ts'
import { showProgress } from './show-progress.ts'

/** Rehearses a starter and prints what the gate makes of a careless change. Resolves to 0 when it found it, else to 2. */
export async function showRehearsal(
  starter: Starter,
  suite: Suite,
  tree: FileTree,
  world: World,
  page: TerminalPage,
): Promise<number> {
  const { careless, simulated } = starter
  const say = (...lines: readonly string[]) => world.stdout.write(`${lines.join('\n')}\n`)
  say(
    ...page.paragraph(
      `Rehearsal, offline, with the simulated model ${simulated}: what would the gate say if somebody ${careless.kind === 'removed' ? 'took this out of' : 'added this to'} ${careless.file}?`,
    ),
    '',
    ...page.paragraph(careless.text, 2, careless.kind === 'removed' ? '- ' : '+ '),
    '',
  )
  const progress = showProgress(world, { wanted: world.stderr.isTerminal })
  const report = await rehearse(starter, suite, tree, world, progress.update).finally(progress.end)
  say(
    ...page
      .paragraph(`noisefloor: ${plainHeadline(report, 'this change')}`)
      .map((line) => page.verdict(report.verdict, line)),
    '',
    ...report.suites.flatMap((one) => suiteBlock(one, page)),
    '',
    ...page.paragraph(
      `Rehearsed with ${count(report.calls)} simulated calls in ${duration(report.duration_ms)}, at no cost.`,
    ),
  )
  if (report.verdict === 'regression') return 0
  say(...page.paragraph('It did not end as it was meant to, which is a fault of init: please report it.'))
  return 2
}
