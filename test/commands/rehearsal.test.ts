import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runCli } from './run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT, WORSE_PROMPT } from './triage-repository.ts'

const REAL = {
  'noisefloor.yaml':
    'providers:\n  real: { kind: openai, credential: REAL_KEY }\n  model: { kind: simulated, file: evals/sim.yaml }\n',
}

it('check --model puts one model in the place of every suite’s own on both sides, and records apart', async () => {
  using repository = makeTriageRepository()
  const suite = repository.git('show', 'HEAD:evals/triage.eval.yaml')
  repository.write({ ...REAL, 'evals/triage.eval.yaml': `${suite.replace('model/small', 'real/large')}\n` })
  repository.commit()
  repository.write(WORSE_PROMPT)
  const real = await runCli(repository.root, ['check', '--json'])
  expect([real.code, JSON.parse(real.stdout).verdict]).toEqual([2, 'not-evaluable'])
  const rehearsed = await runCli(repository.root, ['check', '--json', '--model', 'model/small'])
  const report = JSON.parse(rehearsed.stdout)
  expect([rehearsed.code, report.verdict]).toEqual([1, 'regression'])
  expect(report.notes.join('\n')).toContain('model/small stands in for real/large on both sides')
  expect(report.reproduce).toContain('--model model/small')
  const out = join(repository.root, '.noisefloor')
  expect(readdirSync(join(out, 'rehearsal'))).toEqual(['model-small'])
  expect(existsSync(join(out, 'ledger')) ? readdirSync(join(out, 'ledger')) : []).toEqual([])

  repository.write(REWORDED_PROMPT)
  const plan = await runCli(repository.root, ['plan', '--json', '--model', 'model/small'])
  expect(JSON.parse(plan.stdout)).toMatchObject({ expected_usd: 0 })
})

it('check --model with an unknown provider sends nothing and says which there are', async () => {
  using repository = makeTriageRepository()
  repository.write(WORSE_PROMPT)
  const { code, stderr } = await runCli(repository.root, ['check', '--model', 'modle/small'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('did you mean "model"?')])
})
