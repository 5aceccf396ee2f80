import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

type Root = ReturnType<typeof fromMarkdown>
type Nodes = Root | Root['children'][number]

/** Markdown as GitHub's parser reads it. */
export function markdownTree(markdown: string): Nodes {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
}

export function allNodes(node: Nodes): readonly Nodes[] {
  return [node, ...('children' in node ? node.children.flatMap((child: Nodes) => allNodes(child)) : [])]
}

/** The types of all blocks, without what is inside their paragraphs, cells and fences. */
export function blockShape(node: Nodes): string {
  if (
    !('children' in node) ||
    node.type === 'paragraph' ||
    node.type === 'heading' ||
    node.type === 'tableCell'
  ) {
    return node.type
  }
  return `${node.type}(${node.children.map((child: Nodes) => blockShape(child)).join(' ')})`
}

const OWN_HTML = [
  /^<table>\n<tr><th>base<\/th><th>head<\/th><\/tr>\n<tr><td>$/,
  /^<\/td><td>$/,
  /^<\/td><\/tr>\n<\/table>$/,
  /^<details>\n<summary>[A-Za-z0-9, ]+<\/summary>$/,
  /^<\/details>$/,
]

/** What GitHub makes of plain text: mentions, references, commits, shortcodes, links. */
const ACTING_TEXT = /@\w|#\d|\bgh-\d|:[\w+-]+:|\b(?=\w*\d)[0-9a-f]{7,40}\b|https?:|www\.|<!--/i

/** Everything in the document that could act and is not ours; empty when it is safe. */
export function actingNodes(markdown: string): readonly string[] {
  return allNodes(markdownTree(markdown)).flatMap((node) => {
    switch (node.type) {
      case 'html':
        return OWN_HTML.some((own) => own.test(node.value)) ? [] : [`html: ${node.value}`]
      case 'text':
        return ACTING_TEXT.test(node.value) ? [`text: ${node.value}`] : []
      case 'link':
      case 'linkReference':
      case 'image':
      case 'imageReference':
      case 'definition':
      case 'footnoteDefinition':
      case 'footnoteReference':
        return [node.type]
      default:
        return []
    }
  })
}
