/**
 * The figures of docs/performance.md: `npm run bench:gate`. Times are medians and ratios to `node -e 0` of the same run, since machines are noisy.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
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

/** 20,000 trials against a provider on loopback that answers at once, in its own process's memory. */
async function manyTrials(): Promise<void> {
  const answer = JSON.stringify({
    id: 'x',
    object: 'chat.completion',
    created: 1,
    model: 'fake',
    choices: [{ index: 0, message: { role: 'assistant', content: 'token' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 },
  })
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.setHeader('content-type', 'application/json').end(answer))
  }).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  const directory = repository('many', {
    'noisefloor.yaml': [
      `providers: { fake: { kind: openai-compatible, base-url: "http://127.0.0.1:${port}/v1" } }`,
      'budget: { suite-calls: 20000 }',
      'limits: { concurrency: 100 }',
      '',
    ].join('\n'),
    'evals/big.eval.yaml': suite('big', 'fake/any', ['  - from: big.jsonl']),
    'evals/big.jsonl': cases(10_000)
      .map((one) => JSON.stringify(one))
      .join('\n'),
    'evals/big.md': 'Sort this.\n\n{{ mail }}\n',
  })
  writeFileSync(join(directory, 'evals/big.md'), 'Please sort this.\n\n{{ mail }}\n')
  const started = performance.now()
  const child = spawn(
    process.execPath,
    [
      '--import',
      `data:text/javascript,process.on('exit',()=>console.error('peak',process.resourceUsage().maxRSS))`,
      cli,
      'check',
      '--json',
    ],
    { cwd: directory },
  )
  let stderr = ''
  let stdout = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  await new Promise((done) => child.once('close', done))
  server.close()
  const report = JSON.parse(stdout)
  const peak = Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024
  console.log(
    `20,000 trials, zero latency      ${((performance.now() - started) / 1000).toFixed(1)} s, peak ${peak.toFixed(0)} MB   (bar: 300 MB), ${report.calls} calls, ${report.verdict}`,
  )
}

try {
  startTimes()
  await manyTrials()
} finally {
  rmSync(work, { recursive: true, force: true })
}
