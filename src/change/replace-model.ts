import { UserError } from '../boundary/finding.ts'
import { nearest } from '../boundary/nearest.ts'
import type { Suite } from '../suite/suite.ts'
import type { LoadedSides } from './load-sides.ts'

/**
 * The same sides with one model in the place of every suite's own, in both arms: a rehearsal of the gate. Its requests are other requests, so
 * that nothing that is recorded of one model is taken for an answer of the other.
 *
 * @param model `provider/model`
 * @throws UserError when the deciding policy does not have its provider
 */
export function replaceModel(loaded: LoadedSides, model: string): LoadedSides {
  checkProvider(loaded, model)
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

function checkProvider({ policy, policyFile }: LoadedSides, model: string): void {
  const provider = model.split('/')[0]!
  if (policy === undefined || policy.providers.has(provider)) return
  const names = [...policy.providers.keys()]
  const near = nearest(provider, names)
  throw new UserError({
    file: 'command line',
    message: `--model ${model}: the ${policyFile} that decides has no provider "${provider}"`,
    hint: near === undefined ? `known: ${names.join(', ') || 'none'}` : `did you mean "${near}"?`,
  })
}
