import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

export const ROOT = join(import.meta.dirname, '../..')

/** A page of the documentation as a reader's program sees it. */
export interface Page {
  /** Relative to the repository. */
  readonly file: string
  readonly text: string
  /** What can stand behind a `#` of a link to it. */
  readonly anchors: ReadonlySet<string>
  readonly links: readonly { readonly url: string; readonly line: number }[]
  readonly blocks: readonly Block[]
  /** Code within sentences. */
  readonly inlineCode: readonly { readonly value: string; readonly line: number }[]
}

/** A fenced or indented block of code. */
export interface Block {
  /** `docs/page.md:12`, for messages. */
  readonly place: string
  readonly language: string
  readonly text: string
  /** Text of the headings that it stands under, the outermost first. */
  readonly headings: readonly string[]
  /** The paragraph, list item or heading just before it, as Markdown. */
  readonly before: string
}

interface Node {
  readonly type: string
  readonly depth?: number
  readonly value?: string
  readonly lang?: string | null
  readonly url?: string
  readonly children?: readonly Node[]
  readonly position?: { readonly start: Point; readonly end: Point }
}

interface Point {
  readonly line: number
  readonly offset?: number
}

/** All pages for readers: the README, CONTRIBUTING, the changelog and everything under `docs/`. */
export function allPages(): readonly Page[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`)
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...docs.sort()].map(readPage)
}

export function readPage(file: string): Page {
  const text = readFileSync(join(ROOT, file), 'utf8')
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as Node
  const anchors = new Set<string>()
  const links: { url: string; line: number }[] = []
  const blocks: Block[] = []
  const inlineCode: { value: string; line: number }[] = []
  const headings: { depth: number; text: string }[] = []
  let before = ''
  const visit = (node: Node): void => {
    const line = node.position?.start.line ?? 0
    const source = text.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0)
    if (node.type === 'heading') {
      const title = plainText(node)
      while ((headings.at(-1)?.depth ?? 0) >= node.depth!) headings.pop()
      headings.push({ depth: node.depth!, text: title })
      anchors.add(unused(anchorOf(title), anchors))
    }
    if (
      (node.type === 'link' || node.type === 'image' || node.type === 'definition') &&
      node.url !== undefined
    )
      links.push({ url: node.url, line })
    if (node.type === 'inlineCode') inlineCode.push({ value: node.value!, line })
    if (node.type === 'html')
      for (const [, url] of source.matchAll(/\b(?:src|href|srcset)="([^"]+)"/g))
        links.push({ url: url!, line })
    if (node.type === 'code') {
      blocks.push({
        place: `${file}:${line}`,
        language: node.lang ?? '',
        text: node.value!,
        headings: headings.map((heading) => heading.text),
        before,
      })
    }
    for (const child of node.children ?? []) visit(child)
    if (['paragraph', 'heading', 'html'].includes(node.type)) before = source
  }
  visit(tree)
  return { file, text, anchors, links, blocks, inlineCode }
}

/** The folder that relative links of a page start from. */
export function folderOf(page: Page): string {
  return join(ROOT, dirname(page.file))
}

function plainText(node: Node): string {
  return node.value ?? (node.children ?? []).map(plainText).join('')
}

/** As GitHub names headings: lower case, without punctuation, hyphens for blanks. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-')
}

function unused(anchor: string, taken: ReadonlySet<string>): string {
  if (!taken.has(anchor)) return anchor
  let number = 1
  while (taken.has(`${anchor}-${number}`)) number += 1
  return `${anchor}-${number}`
}
