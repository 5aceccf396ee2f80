import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, sep } from 'node:path'
import { removeFolder } from '../boundary/remove-folder.ts'
import type { Checkout } from './code-source.ts'
import type { Git } from './git-command.ts'

/** Detached worktrees of a repository. */
export interface Worktrees {
  /**
   * Makes one. What git still knows of worktrees in `folder`'s grandparent that are gone, because a run was killed, is forgotten.
   * @throws UserError when git cannot make it
   */
  add(folder: string, commit: string): Promise<Checkout>
}

/** Git locks what it keeps about worktrees: they are made and removed one after another. */
export function createWorktrees(git: Git): Worktrees {
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const done = last.then(task, task)
    last = done.catch(() => undefined)
    return done
  }
  const forget = (folder: string) =>
    git(['worktree', 'remove', '--force', '--force', folder], { allowFailure: true })
  const remove = async (folder: string) => {
    await removeFolder(folder)
    await forget(folder)
  }
  return {
    add: (folder, commit) =>
      inTurn(async () => {
        const trees = dirname(dirname(folder))
        for (const known of await listWorktrees(git)) {
          if (known.startsWith(trees + sep) && !existsSync(known)) await forget(known)
        }
        await mkdir(dirname(folder), { recursive: true })
        try {
          await git(['worktree', 'add', '--quiet', '--force', '--detach', folder, commit])
        } catch (error) {
          await remove(folder)
          throw error
        }
        return { directory: folder, close: () => inTurn(() => remove(folder)) }
      }),
  }
}

async function listWorktrees(git: Git): Promise<readonly string[]> {
  const { stdout } = await git(['worktree', 'list', '--porcelain'])
  const lines = stdout.toString('utf8').split('\n')
  return lines.flatMap((line) => (line.startsWith('worktree ') ? [line.slice('worktree '.length)] : []))
}
