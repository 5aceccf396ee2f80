import type { Suite } from '../suite/suite.ts'
import type { LoadedSides } from './load-sides.ts'

/**
 * The same sides with one model in the place of every suite's own, in both arms: a rehearsal of the gate. Its requests are other requests, so
 * that nothing that is recorded of one model is taken for an answer of the other.
 *
 * @param model `provider/model`
 */
export function replaceModel(loaded: LoadedSides, model: string): LoadedSides {
  // A suite that is the same on both sides is one value, and stays one.
  const replaced = new Map<Suite, Suite>()
  const replace = (suite: Suite): Suite => {
    const known = replaced.get(suite) ?? withModel(suite, model)
    replaced.set(suite, known)
    return known
  }
  const own = new Set(
    loaded.head.suites.flatMap(({ target }) => (target.kind === 'prompt' ? [target.model] : [])),
  )
  own.delete(model)
  return {
    ...loaded,
    base: { ...loaded.base, suites: loaded.base.suites.map(replace) },
    head: { ...loaded.head, suites: loaded.head.suites.map(replace) },
    notes: [
      ...loaded.notes,
      ...(own.size === 0
        ? []
        : [
            `${model} stands in for ${[...own].join(', ')} on both sides: a rehearsal, which says nothing about them`,
          ]),
    ],
  }
}

function withModel(suite: Suite, model: string): Suite {
  return suite.target.kind === 'prompt' ? { ...suite, target: { ...suite.target, model } } : suite
}
