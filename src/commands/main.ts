import { Argument, Command, CommanderError, Help, Option } from 'commander'
import { formatFinding, UserError } from '../boundary/finding.ts'
import { createLogger } from '../boundary/logger.ts'
import { createRedactor, secretsOf } from '../boundary/redactor.ts'
import type { World } from '../boundary/world.ts'
import { VERSION } from '../version.ts'
import { logOwnFault } from './failure-findings.ts'

/** Exit code of bad usage, invalid files and anything else that could not be judged. */
const NOT_EVALUABLE = 2

/**
 * The command line. Commands are loaded when they are used, so that `--help` and `validate` stay fast.
 *
 * @param args without node and script
 * @returns exit code: 0, 1 (the gate says no) or 2 (could not be judged, bad usage)
 */
export async function main(args: readonly string[], world: World): Promise<number> {
  let exitCode = 0
  const run =
    <Options>(load: () => Promise<(options: Options, world: World) => Promise<number>>) =>
    async (options: Options): Promise<void> => {
      const command = await load()
      exitCode = await command(options, world)
    }
  const program = new Command('noisefloor')
    .description('Did this change make the model’s behaviour worse, or is that just noise?')
    .version(VERSION)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      getOutHelpWidth: () => world.stdout.columns,
    })
    .configureHelp({ optionDescription })
    .showHelpAfterError('Run with --help for the commands and options.')
    .addHelpText(
      'after',
      `
Exit codes: 0 nothing got worse, 1 the gate says no, 2 it could not be judged (outage, invalid files, bad usage).

Examples:
  noisefloor check                     the working tree against where it branched off
  noisefloor check --base main --json  one report as JSON on stdout
  noisefloor compare a.jsonl b.jsonl   decide on trials that any runner has recorded
  noisefloor validate                  check all files, call nothing
  noisefloor try refund-angry          one request as sent, its output and its scores`,
    )

  program
    .command('check')
    .description('gate head against base: sample both versions, decide, report')
    .addOption(configOption())
    .option('--base <ref>', 'compare with its merge base with head (default: the upstream default branch)')
    .option('--head <ref>', 'the changed version (default: the working tree)')
    .option('--suite <name>', 'only this suite (repeatable)', collect, [])
    .option('--case <id>', 'only this case (repeatable)', collect, [])
    .option(
      '--model <id>',
      'rehearse: this model in the place of every suite’s own, on both sides, recorded apart',
    )
    .option('--out <dir>', 'where trials and reports are written', '.noisefloor')
    .option('--seed <n>', 'draw a different random order (recorded trials are kept)')
    .option('--offline', 'use recorded trials only; call nothing', false)
    .option(
      '--extend [pairs]',
      'go on beyond plans that ended inconclusive (the policy must keep error rates for it)',
    )
    .option(
      '--approve-gate-changes',
      'judge both sides by head’s suites, as the approval label does in CI',
      false,
    )
    .option('--json', 'print exactly one JSON report on stdout', false)
    .option('--markdown <file>', 'also write the report as Markdown, as in the comment')
    .option('--junit <file>', 'also write the report as JUnit XML: a test case for each claim')
    .option('--quiet', 'print the verdict in one sentence, and no progress', false)
    .option('--no-progress', 'show nothing on stderr while it runs')
    .action(run(async () => (await import('./check.ts')).check))

  program
    .command('plan')
    .description('say which suites a check would run and why, with calls and money; call nothing')
    .addOption(configOption())
    .option('--base <ref>', 'compare with its merge base with head (default: the upstream default branch)')
    .option('--head <ref>', 'the changed version (default: the working tree)')
    .option('--suite <name>', 'only this suite (repeatable)', collect, [])
    .option('--case <id>', 'only this case (repeatable)', collect, [])
    .option(
      '--model <id>',
      'rehearse: this model in the place of every suite’s own, on both sides, recorded apart',
    )
    .option('--out <dir>', 'where trials were recorded: expectations rest on them', '.noisefloor')
    .option('--json', 'print one JSON value on stdout', false)
    .action(run(async () => (await import('./plan.ts')).plan))

  program
    .command('compare')
    .description('decide on recorded trials of any runner; needs no policy and no repository')
    .argument('<base>', 'trials of base as JSON Lines, or of both arms when it is the only file')
    .argument('[head]', 'trials of head')
    .option('--suite <name>', 'only this suite (repeatable)', collect, [])
    .option('--margin <share>', 'the smallest drop of a score worth blocking for', '0.1')
    .option('--false-alarm <rate>', 'chance of a red verdict when nothing got worse', '0.05')
    .option('--miss <rate>', 'chance of missing a drop as large as the margin', '0.1')
    .addOption(
      new Option('--on-inconclusive <conclusion>', 'what to make of evidence that does not suffice')
        .choices(['neutral', 'fail', 'pass'])
        .default('neutral'),
    )
    .option('--out <dir>', 'where report.json is written', '.noisefloor')
    .option('--json', 'print exactly one JSON report on stdout', false)
    .option('--markdown <file>', 'also write the report as Markdown, as in the comment')
    .option('--junit <file>', 'also write the report as JUnit XML: a test case for each claim')
    .option('--quiet', 'print the verdict in one sentence', false)
    .action(async (base: string, head: string | undefined, options: Record<string, unknown>) =>
      run(async () => (await import('./compare.ts')).compare)({ ...options, base, head } as never),
    )

  program
    .command('calibrate')
    .description(
      'say how often the gate would alarm, find a drop and decide on your own suites, and what that takes',
    )
    .addOption(configOption())
    .option('--suite <name>', 'only this suite (repeatable)', collect, [])
    .option('--out <dir>', 'where trials were recorded', '.noisefloor')
    .option('--live', 'draw base against base first; makes calls, within the budget', false)
    .option('--pairs <n>', 'with --live: pairs of each suite, two calls each')
    .option('--runs <n>', 'simulated runs of each change (default: as many as take about 12 s a suite)')
    .option('--json', 'print one JSON value on stdout', false)
    .action(run(async () => (await import('./calibrate.ts')).calibrate))

  program
    .command('validate')
    .description('check the policy and all suites; call nothing')
    .addOption(configOption())
    .option('--json', 'print the findings as JSON on stdout', false)
    .action(run(async () => (await import('./validate.ts')).validate))

  program
    .command('try')
    .description('send one case once; show the request, the output and its scores')
    .argument('<case>', 'id of the case')
    .addOption(configOption())
    .option('--suite <name>', 'the suite that holds the case, where several do')
    .option('--dry-run', 'show the request, call nothing', false)
    .option('--json', 'print one JSON value on stdout', false)
    .action(async (id: string, options: Record<string, unknown>) =>
      run(async () => (await import('./try.ts')).tryCase)({ ...options, case: id } as never),
    )

  program
    .command('init')
    .description(
      'write a policy, a starter suite for one of your prompts and a workflow; rehearse it offline',
    )
    .addOption(configOption())
    .option('--prompt <file>', 'the prompt to gate (default: asked, or the likeliest)')
    .option(
      '--provider <kind>',
      'openai, anthropic, google, azure, amazon-bedrock, openai-compatible or simulated',
    )
    .option('--model <name>', 'the provider’s model')
    .option('--workflow', 'write a GitHub workflow (default, unless there is one)')
    .option('--no-workflow', 'write none')
    .option('--yes', 'ask nothing: take the defaults for what is not said', false)
    .option('--dry-run', 'print what would be written, write nothing', false)
    .action(run(async () => (await import('./init.ts')).init))

  program
    .command('doctor')
    .description('look for what breaks gates: clone, policy, workflow, keys, models, budget; say what to do')
    .addOption(configOption())
    .option('--base <ref>', 'compare with its merge base with head (default: the upstream default branch)')
    .option('--out <dir>', 'where trials were recorded: expectations rest on them', '.noisefloor')
    .option(
      '--live',
      'ask each model once, which costs next to nothing, and say which limits it announces',
      false,
    )
    .option('--token', 'ask GitHub what GITHUB_TOKEN may read', false)
    .option('--json', 'print one JSON value on stdout', false)
    .action(run(async () => (await import('./doctor.ts')).doctor))

  program
    .command('schema')
    .description('print the JSON Schema of a file, for editors')
    .addOption(
      new Option('--of <file>', 'which file')
        .choices(['policy', 'suite', 'report', 'calibration'])
        .default('suite'),
    )
    .action(run(async () => (await import('./schema.ts')).schema))

  program
    .command('demo')
    .description('gate two small changes in a repository made for it, offline')
    .option('--keep', 'keep the repository and say where it is', false)
    .action(run(async () => (await import('./demo.ts')).demo))

  program
    .command('completion')
    .description('print the script that completes commands, options, suites and cases in a shell')
    .addArgument(new Argument('<shell>', 'which one').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `
bash, in ~/.bashrc:                   source <(noisefloor completion bash)
zsh, in ~/.zshrc, after compinit:     source <(noisefloor completion zsh)
fish, once:                           noisefloor completion fish > ~/.config/fish/completions/noisefloor.fish`,
    )
    .action(async (shell: string) =>
      run(async () => (await import('./completion.ts')).completion)({ shell } as never),
    )

  if (args[0] === '__complete') {
    await (await import('./complete.ts')).complete(program, args.slice(1), world)
    return 0
  }
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    return reportFailure(error, world)
  }
}

/** What is off, or an empty list, unless it is given needs no default in words. */
function optionDescription({ flags, description, ...option }: Option): string {
  const { defaultValue } = option
  const isNothing = defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0)
  const shown = new Option(flags, description)
  return new Help().optionDescription(isNothing ? shown : Object.assign(shown, option))
}

function configOption(): Option {
  return new Option('--config <file>', 'the policy').default('noisefloor.yaml')
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value]
}

/** The user's mistake is printed short; a bug of ours with its stack. */
function reportFailure(error: unknown, world: World): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : NOT_EVALUABLE
  const logger = createLogger({
    write: (text) => world.stderr.write(text),
    redact: createRedactor(secretsOf(world.environment, [])),
  })
  if (error instanceof UserError) {
    for (const finding of error.findings) logger.error(formatFinding(finding))
  } else {
    logOwnFault(error, logger)
  }
  return NOT_EVALUABLE
}
