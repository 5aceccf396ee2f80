import { join } from 'node:path'
import type { Checkout } from '../change/code-source.ts'
import type { SideCode } from '../suite/program.ts'
import type { CodeSources } from './workplace.ts'

/** The files of both sides in folders. */
interface Trees {
  /** Made when it is first asked for. @throws UserError when git cannot */
  tree(side: SideCode['side']): Promise<string>
  close(): Promise<void>
}

/** @param folder of this run; worktrees are made in it */
export function openTrees(sources: CodeSources, folder: () => Promise<string>): Trees {
  const checkouts = new Map<SideCode['side'], Promise<Checkout>>()
  const checkOut = async (side: SideCode['side']): Promise<Checkout> => {
    const source = sources[side]
    // The runner's `check` has refused this before any call.
    if (source === undefined) throw new Error(`there is no code of ${side}`)
    return source.checkOut(join(await folder(), side))
  }
  return {
    async tree(side) {
      const checkout = checkouts.get(side) ?? checkOut(side)
      checkouts.set(side, checkout)
      return (await checkout).directory
    },
    async close() {
      const made = await Promise.allSettled(checkouts.values())
      for (const one of made) if (one.status === 'fulfilled') await one.value.close()
    },
  }
}
