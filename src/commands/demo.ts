import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { openRepository } from '../change/repository.ts'
import { selectSides } from '../change/sides.ts'
import { runGate } from '../gate.ts'
import type { Report } from '../report/report.ts'
import { renderTerminal } from '../report/terminal.ts'
import { commandLogger } from './command-logger.ts'
import { showProgress } from './show-progress.ts'
import { terminalLook } from './terminal-look.ts'

interface DemoChange {
  readonly title: string
  readonly file: string
  readonly before: string
  readonly after: string
  readonly intended: Report['verdict']
}

/** Two pull requests that look alike in a diff: one line of a prompt each. */
export const DEMO_CHANGES: readonly DemoChange[] = [
  {
    title: '“Make replies shorter”: a line of the reply prompt is replaced',
    file: 'evals/shop/prompts/reply.prompt.yml',
    before: "- Always repeat the customer's order number, so that they can find the thread again.",
    after: '- Keep it short: leave out what the customer already knows.',
    intended: 'regression',
  },
  {
    title: '“Say triage, not sort”: a line of the triage prompt is reworded',
    file: 'evals/shop/prompts/triage.md',
    before: 'You sort customer mail for Harbour Lane',
    after: 'You triage customer mail for Harbour Lane',
    intended: 'pass',
  },
]

/**
 * `noisefloor demo`: makes a small git repository from the worked example, applies each change on a branch of its own, gates it, and
 * prints the report. Resolves to 0 when the verdicts are as intended, to 1 when they are not.
 */
export async function demo(options: { readonly keep: boolean }, world: World): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'noisefloor-demo-'))
  try {
    const git = gitIn(directory)
    await makeShop(directory, world.packageDirectory, git)
    const wrong: string[] = []
    for (const [index, change] of DEMO_CHANGES.entries()) {
      await git('checkout', '-q', '-b', `change-${index + 1}`, 'main')
      await applyChange(directory, change)
      await git('commit', '-q', '-a', '-m', change.title)
      world.stdout.write(`\n━━ ${change.title}\n\n  - ${change.before}\n  + ${change.after}\n\n`)
      const report = await gateBranch({ ...world, directory })
      world.stdout.write(renderTerminal(report, terminalLook(world.stdout, world)))
      if (report.verdict !== change.intended)
        wrong.push(`${change.title}: ${report.verdict}, intended ${change.intended}`)
    }
    world.stdout.write(
      wrong.length === 0
        ? '\nBoth verdicts are as intended: one change made replies worse, the other changed nothing that matters.\n'
        : `\nNot as intended:\n${wrong.join('\n')}\n`,
    )
    if (options.keep) world.stdout.write(`The repository is kept in ${directory}\n`)
    return wrong.length === 0 ? 0 : 1
  } finally {
    if (!options.keep) await rm(directory, { recursive: true, force: true })
  }
}

type Git = (...args: readonly string[]) => Promise<void>

/** Git with nothing of the user's own set-up: no hooks, no signing, no templates. */
function gitIn(directory: string): Git {
  const settings = [
    'user.name=demo',
    'user.email=demo@example.invalid',
    'commit.gpgsign=false',
    'core.hooksPath=/dev/null',
  ]
  return async (...args) => {
    const { code, stderr } = await runProcess('git', [...settings.flatMap((one) => ['-c', one]), ...args], {
      cwd: directory,
    })
    if (code !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`)
  }
}

async function makeShop(directory: string, packageDirectory: string, git: Git): Promise<void> {
  await cp(join(packageDirectory, 'evals/shop'), join(directory, 'evals/shop'), { recursive: true })
  await cp(join(packageDirectory, 'noisefloor.yaml'), join(directory, 'noisefloor.yaml'))
  await git('init', '-q', '-b', 'main', '--template=')
  await git('add', '-A')
  await git('commit', '-q', '-m', 'A shop with two prompts and two suites')
}

async function applyChange(directory: string, change: DemoChange): Promise<void> {
  const file = join(directory, change.file)
  const text = await readFile(file, 'utf8')
  if (!text.includes(change.before))
    throw new Error(`${change.file} no longer holds the line that the demo changes`)
  await writeFile(file, text.replace(change.before, change.after))
}

async function gateBranch(world: World): Promise<Report> {
  const progress = showProgress(world)
  const logger = commandLogger({ ...world, stderr: progress.stderr })
  const repository = await openRepository(world.directory, runProcess, { environment: world.environment })
  try {
    const sides = await selectSides(repository, { base: 'main', head: 'HEAD' })
    return await runGate(
      sides,
      {
        config: 'noisefloor.yaml',
        suites: [],
        cases: [],
        out: '.noisefloor',
        seed: undefined,
        offline: false,
        approved: false,
        trustHead: false,
        codeOrigin: 'local',
        onProgress: progress.update,
        warn: (text) => logger.warning(text),
      },
      world,
    )
  } finally {
    progress.end()
    await repository.close()
  }
}
