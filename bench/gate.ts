/**
 * The times before the first request in docs/performance.md: `npm run bench:gate`. Times are medians and ratios to `node -e 0` of the same run, since machines are noisy.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const cli = resolve(import.meta.dirname, '../dist/cli.js')
const work = mkdtempSync(join(tmpdir(), 'noisefloor-bench-'))

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

function time(args: readonly string[], cwd: string, runs = 15): number {
  return median(
    Array.from({ length: runs }, () => {
      const started = performance.now()
      spawnSync(process.execPath, args, { cwd, stdio: 'ignore' })
      return performance.now() - started
    }),
  )
}

function repository(name: string, files: Readonly<Record<string, string>>): string {
  const directory = join(work, name)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true })
    writeFileSync(join(directory, file), text)
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.invalid', ...args], {
      cwd: directory,
    })
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-q', '-m', 'base')
  return directory
}

const cases = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `case-${index}`, vars: { mail: `mail ${index}` } }))

const suite = (name: string, model: string, caseLines: readonly string[]): string =>
  [
    `suite: ${name}`,
    `target: { prompt: ${name}.md, model: ${model} }`,
    'cases:',
    ...caseLines,
    'scorers: { right: { contains: token } }',
    'assert: [{ metric: right, no-regression: { margin: 0.1 } }]',
    '',
  ].join('\n')

function startTimes(): void {
  const floor = time(['-e', '0'], work)
  const help = time([cli, '--help'], work)
  const suites = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [
      [
        `evals/suite-${index}.eval.yaml`,
        suite(
          `suite-${index}`,
          'sim/any',
          cases(20).map((one) => `  - ${JSON.stringify(one)}`),
        ),
      ],
      [`evals/suite-${index}.md`, 'Sort this.\n\n{{ mail }}\n'],
    ]).flat(),
  )
  const directory = repository('fifty', {
    ...suites,
    'noisefloor.yaml': 'providers: { sim: { kind: simulated, file: evals/sim.yaml } }\n',
    'evals/sim.yaml': 'rules: [{ replies: [{ text: token }] }]\n',
  })
  writeFileSync(join(directory, 'README.md'), 'a change that affects no suite\n')
  const plan = time([cli, 'plan'], directory)
  console.log(`node -e 0                        ${floor.toFixed(0)} ms`)
  console.log(
    `--help                           ${help.toFixed(0)} ms   ${(help / floor).toFixed(1)} × node -e 0   (bar: 4)`,
  )
  console.log(
    `plan, 50 suites, none affected   ${plan.toFixed(0)} ms   ${(plan / floor).toFixed(1)} × node -e 0   (bar: 400 ms)`,
  )
}

try {
  startTimes()
} finally {
  rmSync(work, { recursive: true, force: true })
}
