import { contentHash } from '../boundary/content-hash.ts'
import type { SideCode } from '../suite/program.ts'
import type { Suite } from '../suite/suite.ts'
import { dependedOn, runsCode } from './depends-on.ts'
import type { LoadedSide } from './loaded-side.ts'
import type { Sides } from './sides.ts'

/**
 * The suites of both sides with the code of their side bound to the targets that run it, so that what is asked of other code is
 * another request. Both sides of a suite depend on the same files.
 */
export async function bindCode<Loaded extends { readonly base: LoadedSide; readonly head: LoadedSide }>(
  loaded: Loaded,
  sides: Sides,
): Promise<Loaded> {
  const forms = Map.groupBy([...loaded.base.suites, ...loaded.head.suites], ({ name }) => name)
  const bind = async (side: SideCode['side']): Promise<LoadedSide> => ({
    ...loaded[side],
    suites: await Promise.all(
      loaded[side].suites.map(async (suite): Promise<Suite> => {
        if (!runsCode(suite.target)) return suite
        const matches = dependedOn(forms.get(suite.name)!.map(({ target }) => target))
        const identity = await identityOf(sides, side, matches)
        return { ...suite, target: { ...suite.target, code: { side, identity } } }
      }),
    ),
  })
  const [base, head] = await Promise.all([bind('base'), bind('head')])
  return { ...loaded, base, head }
}

/** Where there is no repository the code cannot be run either: whether it differs is all that matters. */
function identityOf(
  sides: Sides,
  side: SideCode['side'],
  matches: (path: string) => boolean,
): Promise<string> {
  const { code, sha } = sides[side]
  if (code !== undefined) return code.identity(matches)
  const changed = [...sides.changedPaths].filter(matches)
  return Promise.resolve(contentHash(changed.length === 0 ? 'same' : sha))
}
