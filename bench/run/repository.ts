import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const PROMPT =
  'You are a support-ticket classifier. Answer with one JSON object and nothing else. This is case {{ k }} of the regression suite.\n'

const MOST_CASES = 10_000

/**
 * A repository in which `check` makes `trials` requests, half of them in each arm, each scored by three checks; beyond 20,000 in several rounds over
 * the same cases.
 * @param options `inFlight`: the policy's concurrency
 */
export function makeRepository(
  directory: string,
  options: { readonly baseUrl: string; readonly trials: number; readonly inFlight: number },
): void {
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text)
  mkdirSync(join(directory, 'evals'), { recursive: true })
  write(
    'noisefloor.yaml',
    [
      `providers: { fake: { kind: openai-compatible, base-url: "${options.baseUrl}" } }`,
      `budget: { suite-calls: ${options.trials} }`,
      `limits: { concurrency: ${options.inFlight} }`,
      '',
    ].join('\n'),
  )
  write(
    'evals/run.eval.yaml',
    [
      'suite: run',
      'target: { prompt: run.md, model: fake/any, params: { max-output-tokens: 100 } }',
      'cases: [{ from: cases.jsonl }]',
      'scorers:',
      '  token: { contains: "token-{{ k }}" }',
      '  json: { json-schema: true }',
      `  verdict: { regex: '"verdict"\\s*:\\s*"PASS"' }`,
      'assert: [{ metric: token, no-regression: { margin: 0.00001 } }]',
      '',
    ].join('\n'),
  )
  const cases = Array.from(
    { length: Math.min(MOST_CASES, options.trials / 2) },
    (_, index) => `{"id":"${index}","vars":{"k":${index}}}\n`,
  )
  write('evals/cases.jsonl', cases.join(''))
  write('evals/run.md', PROMPT)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.invalid', ...args], {
      cwd: directory,
    })
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-q', '-m', 'base')
  write('evals/run.md', PROMPT.replace('a support-ticket classifier', 'a classifier of support tickets'))
}
