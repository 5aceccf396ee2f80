import { describe, expect, it } from 'vitest'
import type { Files } from '../fake-github/make-pull-request.ts'
import { openPullRequest, type ShopOptions } from './pull-request.ts'
import { edited, MODEL, PROMPT, policyWith, REWORDED, SHOP, SUITE, UNRELATED, WORSE } from './shop-files.ts'

interface State extends ShopOptions {
  readonly verdict: string
  readonly conclusion: 'success' | 'neutral' | 'failure'
  readonly code: 0 | 1 | 2
  /** In the first lines of the comment; absent: there is no new comment. */
  readonly says?: RegExp
}

const FEW_CALLS = 'budget: { suite-calls: 8 }'
/** Nothing differs between the sides, and four pairs do not show that nothing does. */
const NEVER_WRONG: Files = { [MODEL]: String(SHOP[MODEL]).replaceAll('weight: 3', 'weight: 0') }
const WITHOUT_POLICY: Files = Object.fromEntries(
  Object.entries(SHOP).filter(([file]) => file !== 'noisefloor.yaml'),
)

const STATES: Readonly<Record<string, State>> = {
  'a regression': {
    change: WORSE,
    verdict: 'regression',
    conclusion: 'failure',
    code: 1,
    says: /makes .*triage.* worse/,
  },
  'a pass': {
    change: REWORDED,
    verdict: 'pass',
    conclusion: 'success',
    code: 0,
    says: /does not make .*triage.* worse/,
  },
  'an improvement': {
    base: { ...SHOP, ...WORSE },
    change: { [PROMPT]: SHOP[PROMPT] },
    verdict: 'improved',
    conclusion: 'success',
    code: 0,
    says: /makes .*triage.* better/,
  },
  'too little evidence': {
    base: { ...SHOP, ...NEVER_WRONG, ...policyWith(FEW_CALLS) },
    change: REWORDED,
    verdict: 'inconclusive',
    conclusion: 'neutral',
    code: 0,
    says: /not clear whether/,
  },
  'too little evidence where the policy wants it': {
    base: { ...SHOP, ...NEVER_WRONG, ...policyWith(`${FEW_CALLS}\non-inconclusive: fail`) },
    change: REWORDED,
    verdict: 'inconclusive',
    conclusion: 'failure',
    code: 1,
    says: /not clear whether/,
  },
  'an outage': {
    base: { ...SHOP, ...edited(MODEL, 'rules:\n', 'errors: [{ rate: 1, status: 503 }]\nrules:\n') },
    change: REWORDED,
    verdict: 'not-evaluable',
    conclusion: 'failure',
    code: 2,
    says: /could not be judged/,
  },
  'a gate that is loosened without approval': {
    change: edited(SUITE, 'margin: 0.2', 'margin: 0.5'),
    verdict: 'unaffected',
    conclusion: 'failure',
    code: 1,
    says: /loosens the gate without approval/,
  },
  'a gate that is loosened with approval': {
    change: edited(SUITE, 'margin: 0.2', 'margin: 0.5'),
    pull: { labels: ['evals-approved'] },
    verdict: 'unaffected',
    conclusion: 'success',
    code: 0,
    says: /margin 0\.2 → 0\.5 .*approved/,
  },
  'files that cannot be used': {
    change: edited(SUITE, 'assert:', 'asserts:'),
    verdict: 'not-evaluable',
    conclusion: 'failure',
    code: 2,
    says: /asserts/,
  },
  'nothing that any suite reads': {
    change: UNRELATED,
    verdict: 'unaffected',
    conclusion: 'success',
    code: 0,
  },
  'a policy that is new': {
    base: WITHOUT_POLICY,
    change: { 'noisefloor.yaml': SHOP['noisefloor.yaml'] },
    verdict: 'unaffected',
    conclusion: 'neutral',
    code: 0,
    says: /once it is merged/,
  },
}

describe.concurrent('what a pull request is told', () => {
  it.for(Object.entries(STATES))('%s', { timeout: 60_000 }, async ([, state], { expect }) => {
    await using shop = await openPullRequest(state)
    const run = await shop.run()

    expect(run.log).not.toMatch(/^\s+at .*\(/m)
    expect({ code: run.code, ...run.outputs }).toMatchObject({
      code: state.code,
      verdict: state.verdict,
      conclusion: state.conclusion,
      regressions: state.verdict === 'regression' ? '1' : '0',
    })
    expect(run.report).toMatchObject({
      verdict: state.verdict,
      conclusion: state.conclusion,
      exit_code: state.code,
      base: shop.repository.commits().base,
    })
    expect(run.outputs['calls']).toBe(String(run.report?.calls))
    expect(run.summary).not.toBe('')

    expect(shop.github.state.checkRuns).toMatchObject([
      { headSha: shop.pull.head.sha, status: 'completed', conclusion: state.conclusion },
    ])
    const [check] = shop.github.state.checkRuns
    expect(check!.title).not.toBe('')
    const comments = shop.ownComments()
    expect(comments).toHaveLength(state.says === undefined ? 0 : 1)
    if (state.says !== undefined) {
      expect(comments[0]!.body).toMatch(state.says)
      expect(comments[0]!.body.split('\n')[0]).toMatch(/^<!-- noisefloor:\{.*\} -->$/)
      expect(run.outputs['comment-url']).toContain(`#issuecomment-${comments[0]!.id}`)
      expect(run.summary).toMatch(state.says)
    }
    expect(run.commands.filter(({ name }) => name === 'warning')).toEqual([])
    expect(shop.github.requests.filter(({ status }) => status >= 400)).toEqual([])
  })
})

describe('what is published', () => {
  it('holds no output of a model where the policy says none', { timeout: 60_000 }, async () => {
    await using shop = await openPullRequest({
      base: { ...SHOP, ...policyWith('publish: { outputs: none }') },
      change: WORSE,
    })
    const run = await shop.run()
    expect(run.code).toBe(1)
    for (const text of [
      shop.ownComments()[0]!.body,
      run.summary,
      shop.github.state.checkRuns[0]!.text ?? '',
    ]) {
      expect(text).not.toContain('no idea')
    }
    await using open = await openPullRequest({ change: WORSE })
    await open.run()
    expect(open.ownComments()[0]!.body).toContain('no idea')
  })
})
