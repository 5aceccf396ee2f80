import { expect, it } from 'vitest'
import { runProcess } from '../../src/boundary/run-process.ts'
import { compareSuites } from '../../src/change/compare-suites.ts'
import { listGateChanges } from '../../src/change/gate-changes.ts'
import { openRepository } from '../../src/change/repository.ts'
import { selectSides } from '../../src/change/sides.ts'
import { loadSuites } from '../../src/suite/load-suites.ts'
import { SHOP } from './compare-versions.ts'
import { makeRepository } from './make-repository.ts'

it('tells that 50 suites are unaffected in a small part of 400 ms', async () => {
  using made = makeRepository()
  const suites = Array.from({ length: 50 }, (_, index) => [
    `evals/suite-${index}.eval.yaml`,
    (SHOP['evals/shop.eval.yaml'] as string).replace('suite: shop', `suite: shop ${index}`),
  ])
  const { 'evals/shop.eval.yaml': _, ...others } = SHOP
  made.write({ ...others, ...Object.fromEntries(suites) })
  made.commit()
  made.write({ 'README.md': 'x' })
  const repository = await openRepository(made.root, runProcess, {
    environment: { PATH: process.env['PATH'] },
  })
  const sides = await selectSides(repository, { base: 'HEAD' })
  const [base, head] = await Promise.all(
    [sides.base.tree, sides.head.tree].map((tree) => loadSuites(tree, ['evals/*.eval.yaml'])),
  )
  if (base === undefined || head === undefined) throw new Error('unreachable')
  const start = performance.now()
  const comparisons = compareSuites({ base, head, changedPaths: sides.changedPaths, approved: false })
  const changes = listGateChanges({ base, head, approved: false })
  const milliseconds = performance.now() - start
  await repository.close()
  expect(comparisons.filter(({ status }) => status === 'unaffected')).toHaveLength(50)
  expect(changes).toEqual([])
  // About 10 ms on one idle core; the rest is for busy machines.
  expect(milliseconds).toBeLessThan(150)
})
