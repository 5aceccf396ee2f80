import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allPages, folderOf, ROOT } from './read-page.ts'

const pages = allPages()
const byFile = new Map(pages.map((page) => [page.file, page]))
const isOutside = (url: string) => /^[a-z][a-z0-9+.-]*:/i.test(url)
/** GitHub makes links of addresses that only stand there as examples. */
const isLoopback = (url: string) => url.startsWith('http://127.0.0.1')

describe('links of the documentation', () => {
  it.each(pages.map((page) => [page.file, page] as const))(
    'of %s lead to files and headings that are there',
    (_, page) => {
      const broken = page.links
        .filter(({ url }) => !isOutside(url))
        .filter(({ url }) => {
          const [path = '', anchor] = url.split('#')
          const target = path === '' ? page.file : relative(ROOT, resolve(folderOf(page), path))
          if (!existsSync(resolve(ROOT, target))) return true
          return anchor !== undefined && byFile.get(target)?.anchors.has(anchor) !== true
        })
        .map(({ url, line }) => `${page.file}:${line} ${url}`)
      expect(broken).toEqual([])
    },
  )

  it('that are only names of files in the text, name files that are there', () => {
    // One adds files; decisions speak of the files of their day.
    const isOfNow = (file: string) => file !== 'docs/extending.md' && !file.startsWith('docs/decisions/')
    const named = pages
      .filter(({ file }) => isOfNow(file))
      .flatMap(({ file, inlineCode }) =>
        inlineCode
          .filter(({ value }) => /^(src|test|docs|scripts|bench|schema|evals\/shop)\/[\w./-]*\w$/.test(value))
          .map(({ value, line }) => ({ place: `${file}:${line} ${value}`, value })),
      )
    expect(named.filter(({ value }) => !existsSync(resolve(ROOT, value))).map(({ place }) => place)).toEqual(
      [],
    )
    expect(named.length).toBeGreaterThan(10)
  })

  it('to other sites are https', () => {
    const others = pages.flatMap(({ file, links }) =>
      links.filter(({ url }) => isOutside(url) && !isLoopback(url)).map(({ url }) => `${file} ${url}`),
    )
    expect(others.filter((link) => !/ https:\/\//.test(link))).toEqual([])
    expect(others.length).toBeGreaterThan(10)
  })

  it('are many, and lead from the index to every page for users', () => {
    expect(pages.reduce((sum, { links }) => sum + links.length, 0)).toBeGreaterThan(150)
    const index = byFile.get('docs/README.md')!
    const linked = new Set(
      index.links.map(({ url }) => relative(ROOT, resolve(folderOf(index), url.split('#')[0]!))),
    )
    const unlinked = pages
      .map(({ file }) => file)
      .filter((file) => /^docs\/[^/]+\.md$/.test(file) && file !== 'docs/README.md' && !linked.has(file))
    expect(unlinked).toEqual([])
  })
})
