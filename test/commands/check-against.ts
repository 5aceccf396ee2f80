import { type Report, reportSchema } from '../../src/report/report.ts'
import { type FakeScript, startFakeProvider } from '../provider/fake-provider.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT } from './triage-repository.ts'

export interface CheckAgainst {
  readonly code: number
  readonly report: Report
  readonly suite: Report['suites'][number]
  /** All that the report says of the suite in words. */
  readonly said: string
  /** Requests that reached the provider. */
  readonly requests: number
  readonly seconds: number
}

/** Runs `check` on a reworded prompt against a provider that follows a script. */
export async function checkAgainst(
  script: FakeScript,
  options: { readonly policy?: readonly string[]; readonly baseUrl?: string; readonly now?: () => Date } = {},
): Promise<CheckAgainst> {
  await using provider = await startFakeProvider(script)
  using repository = makeTriageRepository({
    baseUrl: options.baseUrl ?? provider.baseUrl,
    ...(options.policy === undefined ? {} : { policy: options.policy }),
  })
  repository.write(REWORDED_PROMPT)
  const environment = { TRIAGE_KEY: 'sk-0123456789' }
  const start = performance.now()
  const { code, stdout } = await runCli(repository.root, ['check', '--json'], {
    environment,
    ...(options.now === undefined ? {} : { now: options.now }),
  })
  const report = reportSchema.parse(JSON.parse(stdout))
  const suite = report.suites[0]!
  return {
    code,
    report,
    suite,
    said: [suite.reason, ...suite.notes].join('\n'),
    requests: provider.requests.length,
    seconds: (performance.now() - start) / 1000,
  }
}
