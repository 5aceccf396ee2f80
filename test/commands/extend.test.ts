import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Interrupted } from '../../src/boundary/interrupted.ts'
import { type Report, reportSchema } from '../../src/report/report.ts'
import { createRandom } from '../../src/stats/random.ts'
import { chat, type FakeAnswer, failure, startFakeProvider } from '../provider/fake-provider.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT } from './triage-repository.ts'

const ENVIRONMENT = { TRIAGE_KEY: 'sk-0123456789' }
const KEEPS = 'error-rates: { extension: 0.2 }'

interface Gate extends AsyncDisposable {
  readonly requests: () => number
  /** Of the one plan there is. */
  readonly plan: () => Record<string, unknown>
  /** In base. */
  readonly addToPolicy: (line: string) => void
  readonly run: (args: readonly string[], options?: Parameters<typeof runCli>[2]) => ReturnType<typeof runCli>
  /** `check --json` with these options. */
  readonly check: (
    ...args: readonly string[]
  ) => Promise<{ code: number; report: Report; suite: Report['suites'][number] }>
}

/**
 * A suite of ten mails at 60 calls, whose arms are wrong on about a seventh of the trials each: which ones is a matter of the mail, the arm and
 * the how-manieth time it is asked, so that runs in parts and in one piece see the same.
 */
async function openGate(
  options: {
    policy?: readonly string[]
    cases?: number
    fault?: (index: number) => FakeAnswer | undefined
  } = {},
): Promise<Gate> {
  const asked = new Map<string, number>()
  const provider = await startFakeProvider((request, index) => {
    const fault = options.fault?.(index)
    const prompt = request.body.messages!.at(-1)!.content
    const time = asked.get(prompt) ?? 0
    asked.set(prompt, time + 1)
    if (fault !== undefined) return fault
    const wrong = createRandom(`${prompt} ${time}`).uniform() < 0.15
    return chat(wrong ? '{"queue":"other"}' : '{"queue":"billing"}')
  })
  const repository = makeTriageRepository({
    baseUrl: provider.baseUrl,
    policy: options.policy ?? [KEEPS, 'budget: { suite-calls: 60 }', 'limits: { concurrency: 1 }'],
    ...(options.cases === undefined ? {} : { cases: options.cases }),
  })
  repository.write(REWORDED_PROMPT)
  const run: Gate['run'] = (args, more = {}) =>
    runCli(repository.root, args, { environment: ENVIRONMENT, ...more })
  return {
    run,
    requests: () => provider.requests.length,
    plan: () => {
      const ledgers = join(repository.root, '.noisefloor/ledger')
      const [name, ...others] = readdirSync(ledgers)
      expect(others).toEqual([])
      return JSON.parse(readFileSync(join(ledgers, name!, 'plan.json'), 'utf8'))
    },
    addToPolicy(line) {
      const text = readFileSync(join(repository.root, 'noisefloor.yaml'), 'utf8')
      repository.git('checkout', '-q', '.')
      repository.write({ 'noisefloor.yaml': `${text}${line}\n` })
      repository.commit()
      repository.write(REWORDED_PROMPT)
    },
    async check(...args) {
      const { code, stdout } = await run(['check', '--json', ...args])
      const report = reportSchema.parse(JSON.parse(stdout))
      return { code, report, suite: report.suites[0]! }
    },
    async [Symbol.asyncDispose]() {
      repository[Symbol.dispose]()
      await provider.close()
    },
  }
}

/** What a replay must repeat; money is counted by the calls of a run. */
function judged({ verdict, metrics, extension, pairs }: Report['suites'][number]) {
  return {
    verdict,
    metrics: metrics.map(({ needs, ...metric }) => ({ ...metric, needs: needs?.pairs })),
    extension,
    pairs,
  }
}

describe('noisefloor check --extend', () => {
  it('goes on beyond a plan that ended inconclusive, as often as one likes, and a run without it replays everything at no cost', async () => {
    await using gate = await openGate()
    const planned = await gate.check()
    expect([planned.code, planned.suite.verdict, gate.requests()]).toEqual([0, 'inconclusive', 60])
    expect(planned.suite.extension).toEqual({ pairs: 0, open: true })
    const { extension, ...plan } = gate.plan()
    expect(extension).toBeUndefined()

    const totals = [30]
    let last = planned
    while (last.suite.extension!.open) {
      const before = gate.requests()
      last = await gate.check('--extend')
      expect(last.report.calls).toBe(gate.requests() - before)
      expect(last.report.calls).toBeLessThanOrEqual(60)
      totals.push(totals.at(-1)! + 30)
      expect(gate.plan()).toEqual({
        ...plan,
        extension: { firstTrials: new Array(10).fill(3), lost: [], pairs: totals.slice(1) },
      })
      const requests = gate.requests()
      for (const args of [[], ['--offline'], ['--seed', '7']]) {
        const again = await gate.check(...args)
        expect(judged(again.suite)).toEqual(judged(last.suite))
      }
      expect(gate.requests()).toBe(requests)
    }
    expect(totals.length).toBeGreaterThan(2)
    expect([last.suite.verdict, last.suite.metrics[0]!.decided_by]).toEqual(['pass', 'extension'])
    expect(last.suite.notes.join('\n')).toContain('the plan ended inconclusive after 30 pairs')

    // Nothing is open any more.
    const requests = gate.requests()
    const more = await gate.check('--extend')
    expect([more.suite.verdict, gate.requests()]).toEqual(['pass', requests])
  }, 30_000)

  it('is a normal check that may go on where nothing is recorded, and comes to the same', async () => {
    await using inParts = await openGate()
    await using atOnce = await openGate()
    await inParts.check()
    const { suite } = await inParts.check('--extend', '40')
    const whole = await atOnce.check('--extend', '40')
    expect(judged(whole.suite)).toEqual(judged(suite))
    expect(suite.extension).toEqual({ pairs: 40, open: true })
    expect([atOnce.requests(), inParts.requests()]).toEqual([140, 140])
  })

  it('goes on after a kill where it stopped: the plan’s verdict stands meanwhile, and nothing is paid twice or allowed twice', async () => {
    const interrupt = new AbortController()
    await using gate = await openGate({
      fault: (index) => {
        if (index === 95) interrupt.abort(new Interrupted('interrupted by SIGINT'))
        return undefined
      },
    })
    await using whole = await openGate()
    await gate.check()
    const stopped = await gate.run(['check', '--extend'], {
      environment: ENVIRONMENT,
      interrupted: interrupt.signal,
    })
    expect([stopped.code, stopped.stdout.replaceAll(/\s+/g, ' ')]).toEqual([
      0,
      expect.stringMatching(
        /the extension stopped before it decided: interrupted by SIGINT; run the same command again/,
      ),
    ])
    const requests = gate.requests()
    expect(requests).toBeLessThan(110)
    const replayed = await gate.check()
    expect([replayed.suite.verdict, replayed.report.calls]).toEqual(['inconclusive', 0])
    const resumed = await gate.check('--extend')
    expect(gate.plan()).toMatchObject({ extension: { pairs: [60] } })
    // At most the pair in flight is drawn again.
    expect(gate.requests()).toBeLessThanOrEqual(122)
    expect(resumed.suite.pairs.complete).toBe((await whole.check('--extend')).suite.pairs.complete)
  })

  it('keeps what was lost as it is, in the plan and beyond it, so that a replay sees the same', async () => {
    await using gate = await openGate({
      fault: (index) => ([11, 70].includes(index) ? failure(413, 'too_large') : undefined),
    })
    const planned = await gate.check()
    expect(planned.suite.pairs).toMatchObject({ complete: 29, missing: 1 })
    // The plan alone is mended by running it again, as ever.
    expect((await gate.check()).suite.pairs).toMatchObject({ complete: 30, missing: 0 })
    const extended = await gate.check('--extend')
    expect(extended.suite.pairs).toMatchObject({ complete: 59, missing: 1 })
    const requests = gate.requests()
    const replayed = await gate.check()
    expect(judged(replayed.suite)).toEqual(judged(extended.suite))
    const more = await gate.check('--extend', '10')
    expect(more.suite.pairs).toMatchObject({ complete: 69, missing: 1 })
    expect(gate.requests() - requests).toBe(20)
  })

  it('keeps what the plan has lost when it goes on at once', async () => {
    await using gate = await openGate({
      fault: (index) => (index === 11 ? failure(413, 'too_large') : undefined),
    })
    const extended = await gate.check('--extend')
    expect(extended.suite.pairs).toMatchObject({ complete: 59, missing: 1 })
    expect((gate.plan()['extension'] as { lost: unknown[] }).lost).toHaveLength(1)
    const requests = gate.requests()
    for (const args of [[], ['--offline']]) {
      const { suite } = await gate.check(...args)
      expect(judged(suite)).toEqual(judged(extended.suite))
    }
    expect(gate.requests()).toBe(requests)
  })

  it('stops when an outage takes what it draws', async () => {
    await using gate = await openGate({
      fault: (index) => (index >= 80 ? failure(413, 'too_large') : undefined),
    })
    await gate.check()
    const { suite } = await gate.check('--extend', '200')
    expect(suite.notes.join('\n')).toMatch(
      /the extension stopped before it decided: \d+ of the last 10 pairs were lost/,
    )
    expect(gate.requests()).toBeLessThan(130)
  })

  it('says what would be needed where the calls do not make a complete round', async () => {
    await using gate = await openGate({ cases: 70 })
    const { suite } = await gate.check('--extend')
    expect([suite.verdict, gate.requests()]).toEqual(['inconclusive', 60])
    expect(suite.notes).toContain(
      'not extended: only complete rounds count, and the next one takes 40 more pairs where 30 are allowed; write `--extend 40`, or `budget: { suite-calls: 80 }` in the policy',
    )
    const extended = await gate.check('--extend', '40')
    expect([extended.suite.pairs.complete, gate.requests()]).toEqual([70, 140])
  })

  it('is offered in the report only where the policy keeps error rates for it', async () => {
    await using keeping = await openGate()
    await using plain = await openGate({ policy: ['budget: { suite-calls: 60 }'] })
    const [offered, silent] = [await keeping.run(['check']), await plain.run(['check'])]
    expect(offered.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'To go on until it is decided, run the same check again with --extend where its trials are recorded, as often as you like.',
    )
    expect(silent.stdout).toContain('Verdict: inconclusive')
    expect(silent.stdout).not.toContain('--extend')
  })
})

describe('noisefloor check --extend is refused', () => {
  it('where the policy keeps nothing for it, before anything is called', async () => {
    await using gate = await openGate({ policy: ['budget: { suite-calls: 60 }'] })
    const { code, stdout, stderr } = await gate.run(['check', '--extend'])
    expect([code, stdout, gate.requests()]).toEqual([2, '', 0])
    expect(stderr).toMatchInlineSnapshot(`
      "error: noisefloor.yaml: --extend: this policy keeps nothing of its error rates for extensions, so more trials would be a second chance; write \`error-rates: { extension: 0.2 }\`; it counts for comparisons that are first run when it stands there, not for those that have been run
      "
    `)
  })

  it('for a comparison that was first run under a policy that kept nothing', async () => {
    await using gate = await openGate({ policy: ['budget: { suite-calls: 60 }'] })
    await gate.check()
    gate.addToPolicy(KEEPS)
    const { code, suite } = await gate.check('--extend')
    expect([code, suite.verdict, suite.extension, gate.requests()]).toEqual([
      0,
      'inconclusive',
      undefined,
      60,
    ])
    expect(suite.notes.join('\n')).toContain('it cannot be extended: when it was first run, nothing was kept')
  })

  it('together with --offline, and for what is not a number of pairs', async () => {
    await using gate = await openGate()
    const offline = await gate.run(['check', '--extend', '--offline'])
    expect([offline.code, offline.stderr]).toMatchInlineSnapshot(`
      [
        2,
        "error: command line: --extend draws further trials, and --offline draws none; leave one of them out; what an extension has recorded counts offline too
      ",
      ]
    `)
    for (const pairs of ['0', '-3', '1.5', 'all']) {
      const { code, stderr } = await gate.run(['check', `--extend=${pairs}`])
      expect([code, stderr]).toEqual([
        2,
        `error: command line: --extend ${pairs} is not a number of pairs; such as --extend 300, or --extend alone for as many as the call budget of a suite pays for\n`,
      ])
    }
    expect(gate.requests()).toBe(0)
  })
})
