import { execFileSync } from 'node:child_process'
import type { TestRepository } from '../change/make-repository.ts'
import type { Received, Reply } from './api-server.ts'

/** Answers the git part of the API of GitHub from a real repository. */
export function answerFrom(repository: TestRepository) {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: repository.root, stdio: ['ignore', 'pipe', 'ignore'] })
  const text = (...args: readonly string[]) =>
    git(...args)
      .toString('utf8')
      .trim()
  const answers: readonly [RegExp, (match: RegExpExecArray) => unknown][] = [
    [
      /\/git\/blobs\/(.+)$/,
      ([, id]) => ({ content: git('cat-file', 'blob', id!).toString('base64'), encoding: 'base64' }),
    ],
    [
      /\/git\/trees\/(.+)$/,
      ([, id]) => ({ truncated: false, tree: text('ls-tree', '-r', '-l', id!).split('\n').map(entryOf) }),
    ],
    [
      /\/git\/commits\/(.+)$/,
      ([, id]) => ({
        tree: { sha: text('rev-parse', `${id}^{tree}`) },
        parents: text('log', '-1', '--format=%P', id!)
          .split(' ')
          .filter(Boolean)
          .map((sha) => ({ sha })),
      }),
    ],
    [/\/commits\/(.+)$/, ([, ref]) => ({ sha: text('rev-parse', '--verify', `${ref}^{commit}`) })],
    [
      /\/compare\/(.+)\.\.\.(.+)$/,
      ([, base, head]) => ({ merge_base_commit: { sha: text('merge-base', base!, head!) } }),
    ],
  ]
  return ({ path }: Received): Reply => {
    for (const [route, answer] of answers) {
      const match = route.exec(path)
      if (match === null) continue
      try {
        return { body: answer(match) }
      } catch {
        break
      }
    }
    return { status: 404, body: { message: 'Not Found' } }
  }
}

function entryOf(line: string) {
  const [meta = '', path = ''] = line.split('\t')
  const [mode, type, sha, size] = meta.split(/ +/)
  return { path, mode, type, sha, ...(type === 'blob' ? { size: Number(size) } : {}) }
}
