import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Report, reportSchema } from '../../../src/report/report.ts'
import { createRandom } from '../../../src/stats/random.ts'
import type { TestRepository } from '../../change/make-repository.ts'
import { makeTriageRepository, REWORDED_PROMPT, WORSE_PROMPT } from '../../commands/triage-repository.ts'
import { chat, type FakeProvider, type FakeScript, startFakeProvider } from '../../provider/fake-provider.ts'
import { buildShippedCli } from './shipped-cli.ts'

const CHAINS = 10
const KILLS_PER_CHAIN = 20
const CONCURRENCY = 4
/** Trials from the moment they are sent until they are safe on disk: both of each pair that is under way, of which there are so many. */
const IN_FLIGHT = 2 * CONCURRENCY
const ANSWER_MS = 15
const SUITE = 'evals/triage.eval.yaml'

const cli = buildShippedCli()
afterAll(() => cli[Symbol.dispose]())

/** Each case and prompt has its own answer, so that what is drawn again after a kill says the same. */
const answers: FakeScript = ({ body }) => {
  const prompt = body.messages!.at(-1)!.content
  const isBroken =
    body.model === 'spare'
      ? /mail 1\d\b/.test(prompt)
      : /mail [0-3]\b/.test(prompt) && !prompt.includes('JSON')
  return { ...chat(isBroken ? '{"queue":"other"}' : '{"queue":"billing"}'), delayMs: ANSWER_MS }
}

interface Scenario {
  readonly name: string
  readonly change: Readonly<Record<string, string>>
  readonly margin: number
  readonly verdict: string
}

const SCENARIOS: readonly Scenario[] = [
  // Every pair says the same, and only many of them exclude a drop of so little.
  { name: 'a long run that passes', change: REWORDED_PROMPT, margin: 0.02, verdict: 'pass' },
  // Four cases break: they are confirmed on fresh pairs.
  { name: 'a drop that is followed up', change: WORSE_PROMPT, margin: 0.1, verdict: 'regression' },
]

function makeRepository(provider: FakeProvider, { change, margin }: Scenario): TestRepository {
  const repository = makeTriageRepository({
    baseUrl: provider.baseUrl,
    cases: 20,
    policy: [`limits: { concurrency: ${CONCURRENCY} }`],
    assert: [`  - { metric: queue, no-regression: { margin: ${margin} } }`],
  })
  const text = readFileSync(join(repository.root, SUITE), 'utf8')
  const fallback = 'model: model/small, fallback: { model: model/spare, trials: 30 }'
  repository.write({ [SUITE]: text.replace('model: model/small', fallback) })
  repository.commit('Name a fallback')
  repository.write(change)
  return repository
}

function ledgerOf(root: string): string | undefined {
  const directory = join(root, '.noisefloor', 'ledger')
  try {
    const [name] = readdirSync(directory)
    return name === undefined ? undefined : join(directory, name)
  } catch {
    return undefined
  }
}

/** What is on disk: the trials, and the piece of one that a kill may leave behind. */
function readLedger(root: string): { readonly lines: readonly string[]; readonly torn: string } {
  const ledger = ledgerOf(root)
  let text = ''
  try {
    text = ledger === undefined ? '' : readFileSync(join(ledger, 'trials.jsonl'), 'utf8')
  } catch {
    // The run was killed before it had made the file.
  }
  const lines = text.split('\n')
  return { lines: lines.slice(0, -1), torn: lines.at(-1)! }
}

const planOf = (root: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(ledgerOf(root)!, 'plan.json'), 'utf8'))

function identity(line: string): string {
  const { case: id, arm, form, variant, trial, request } = JSON.parse(line)
  return JSON.stringify([id, arm, form, variant, trial, request])
}

async function check(root: string, args: readonly string[] = []) {
  const { code, stdout, stderr } = await cli.start(root, ['check', '--json', ...args]).ended
  const report: Report = reportSchema.parse(JSON.parse(stdout))
  return { code, stderr, report, suite: report.suites[0]! }
}

/** What must not depend on how often a run was killed; what it cost does. */
function judged({ verdict, reason, metrics, cases, culprits, pairs, fallback }: Report['suites'][number]) {
  const { calls: _, cost_usd: __, ...exercised } = fallback!
  return { verdict, reason, metrics, cases, culprits, pairs, exercised }
}

describe('the gate, killed with SIGKILL at random instants against a provider that counts', () => {
  it('loses no trial, records none twice, pays for none twice but those in flight, and comes to the same verdict', async () => {
    const random = createRandom('killed checks')
    const figures = { kills: 0, torn: 0, recorded: 0, requests: 0, wasted: 0, most: 0, halves: 0, early: 0 }
    for (let chain = 0; chain < CHAINS || figures.kills < CHAINS * KILLS_PER_CHAIN; chain += 1) {
      const scenario = SCENARIOS[chain % SCENARIOS.length]!
      await using provider = await startFakeProvider(answers)
      using undisturbed = makeRepository(provider, scenario)
      using killed = makeRepository(provider, scenario)
      const whole = await check(undisturbed.root)
      expect(whole.suite.verdict).toBe(scenario.verdict)
      let requests = provider.requests.length
      expect(requests).toBe(whole.report.calls)
      const calls = requests
      let kept: readonly string[] = []
      const settle = () => {
        const { lines, torn } = readLedger(killed.root)
        // Append-only: what was safe at one kill is still there, in its place, after the next.
        expect(lines.slice(0, kept.length)).toEqual(kept)
        expect(new Set(lines.map(identity)).size).toBe(lines.length)
        const [paid, recorded] = [provider.requests.length - requests, lines.length - kept.length]
        requests += paid
        kept = lines
        figures.torn += Number(torn !== '')
        figures.requests += paid
        figures.recorded += recorded
        figures.wasted += paid - recorded
        figures.most = Math.max(figures.most, paid - recorded)
        return { paid, recorded }
      }
      for (let kill = 0; kill < KILLS_PER_CHAIN && figures.kills < CHAINS * KILLS_PER_CHAIN; kill += 1) {
        const running = cli.start(killed.root, ['check', '--json'])
        // From before the first request to a good part of what the run takes.
        const instant = random.uniform() < 0.1 ? 0 : requests + Math.floor((random.uniform() * calls) / 12)
        const started = performance.now()
        const finished = running.ended.then(() => true)
        const reached = async (): Promise<boolean> => {
          while (provider.requests.length < instant && performance.now() - started < 20_000) {
            const pause = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 2))
            if (await Promise.race([finished, pause])) return false
          }
          const jitter = random.uniform() * (instant === 0 ? 300 : ANSWER_MS)
          await new Promise((resolve) => setTimeout(resolve, jitter))
          return true
        }
        await reached()
        running.kill()
        const { code } = await running.ended
        const { paid, recorded } = settle()
        // It had ended by itself: nothing was left to kill.
        if (code !== null) break
        figures.kills += 1
        figures.early += Number(paid === 0)
        expect(paid - recorded, 'paid for and not recorded: in flight at the kill').toBeLessThanOrEqual(
          IN_FLIGHT,
        )
        expect(paid - recorded).toBeGreaterThanOrEqual(0)
      }
      const resumed = await check(killed.root)
      const { paid, recorded } = settle()
      expect(paid, 'a run that is not killed records all that it pays for').toBe(recorded)
      expect(resumed.report.calls).toBe(paid)
      expect(resumed.code).toBe(whole.code)
      expect(judged(resumed.suite)).toEqual(judged(whole.suite))
      expect(planOf(killed.root)).toEqual(planOf(undisturbed.root))
      // Half a pair is not gone on with; all else that was recorded counted.
      figures.halves += kept.length - resumed.report.calls - resumed.suite.calls.cached
      const again = await check(killed.root, ['--offline'])
      expect([again.report.calls, judged(again.suite)]).toEqual([0, judged(whole.suite)])
    }
    console.log(JSON.stringify(figures))
    expect(figures.kills).toBe(CHAINS * KILLS_PER_CHAIN)
    // The kills did hit what they were meant to hit.
    expect(figures.wasted).toBeGreaterThan(CHAINS * KILLS_PER_CHAIN)
  }, 1_200_000)
})

describe('a ledger of the gate that is damaged', () => {
  async function recorded(provider: FakeProvider): Promise<TestRepository> {
    const repository = makeRepository(provider, SCENARIOS[1]!)
    await check(repository.root)
    return repository
  }
  const fileOf = (root: string) => join(ledgerOf(root)!, 'trials.jsonl')

  it('at its end is cut to whole trials with a warning, and only what is cut is paid for again', async () => {
    await using provider = await startFakeProvider(answers)
    using repository = await recorded(provider)
    const before = await check(repository.root)
    expect(before.report.calls).toBe(0)
    const text = readFileSync(fileOf(repository.root))
    const last = text.lastIndexOf('\n', text.length - 2) + 1
    const random = createRandom('torn tails')
    for (let cut = 0; cut < 8; cut += 1) {
      writeFileSync(
        fileOf(repository.root),
        text.subarray(0, last + 1 + random.integer(text.length - last - 1)),
      )
      const requests = provider.requests.length
      const mended = await check(repository.root)
      expect(mended.stderr).toMatch(/damaged|cut|torn/)
      expect(judged(mended.suite)).toEqual(judged(before.suite))
      expect(provider.requests.length - requests).toBeLessThanOrEqual(IN_FLIGHT)
    }
  })

  it('in its middle is refused with the line, and nothing is called', async () => {
    await using provider = await startFakeProvider(answers)
    using repository = await recorded(provider)
    const lines = readFileSync(fileOf(repository.root), 'utf8').split('\n')
    const middle = Math.floor(lines.length / 2)
    lines[middle] = lines[middle]!.slice(0, 40)
    writeFileSync(fileOf(repository.root), lines.join('\n'))
    const requests = provider.requests.length
    const { code, stdout, stderr } = await cli.start(repository.root, ['check']).ended
    expect(code).toBe(2)
    expect(stdout + stderr).toMatch(new RegExp(`trials\\.jsonl:${middle + 1}\\b`))
    expect(provider.requests.length).toBe(requests)
    expect(readFileSync(fileOf(repository.root), 'utf8')).toBe(lines.join('\n'))
  })
})

describe('a disk that fills up under the gate', () => {
  it.runIf(process.platform === 'linux')(
    'keeps what it holds, stops the run, and is gone on from when there is room',
    async () => {
      await using provider = await startFakeProvider(answers)
      using repository = makeRepository(provider, SCENARIOS[0]!)
      using undisturbed = makeRepository(provider, SCENARIOS[0]!)
      const whole = await check(undisturbed.root)
      let requests = provider.requests.length
      const full = await cli.start(repository.root, ['check', '--json'], 24).ended
      expect(full.code).toBe(2)
      expect(full.stdout + full.stderr).toMatch(/\d+ trials are safe/)
      const { lines, torn } = readLedger(repository.root)
      expect([lines.length > 20, torn]).toEqual([true, ''])
      // What the disk did not take was paid for: no more than was in flight.
      expect(provider.requests.length - requests - lines.length).toBeLessThanOrEqual(IN_FLIGHT)
      requests = provider.requests.length
      const resumed = await check(repository.root)
      expect(resumed.suite.calls.cached).toBeGreaterThan(lines.length - IN_FLIGHT)
      expect(judged(resumed.suite)).toEqual(judged(whole.suite))
      expect(provider.requests.length - requests).toBe(resumed.report.calls)
      expect(readLedger(repository.root).lines.slice(0, lines.length)).toEqual(lines)
    },
  )
})
