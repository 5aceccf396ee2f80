import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

interface LockedPackage {
  readonly version?: string
  readonly resolved?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const lock: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../package-lock.json'), 'utf8'),
)

/** Where npm would find a package that `from` asks for: in its own folder, or in one further up. */
function find(from: string, name: string): string | undefined {
  const folders =
    from === ''
      ? ['']
      : [...from.matchAll(/\/?node_modules\/(?:@[^/]+\/)?[^/]+/g)].map((part) =>
          from.slice(0, part.index + part[0].length),
        )
  return ['', ...folders]
    .reverse()
    .map((folder) => `${folder === '' ? '' : `${folder}/`}node_modules/${name}`)
    .find((path) => path in lock.packages)
}

it('the lock file holds every package that another one asks for, those of other platforms included, or `npm ci` refuses it', () => {
  const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
      .filter((name) => find(path, name) === undefined)
      .map((name) => `${path} asks for ${name}`),
  )
  expect(missing).toEqual([])
})

it('the lock file names no registry', () => {
  expect(Object.values(lock.packages).filter((entry) => entry.resolved?.startsWith('http'))).toEqual([])
})
