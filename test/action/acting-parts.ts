import { allNodes, markdownTree } from '../report/markdown-tree.ts'

/** HTML that the report writes itself. */
const OWN_HTML = [
  /^<!-- noisefloor:\{[^<>]*\} -->$/,
  /^<table>\n<tr><th>base<\/th><th>head<\/th><\/tr>\n<tr><td>$/,
  /^<\/td><td>$/,
  /^<\/td><\/tr>\n<\/table>$/,
  /^<details>\n<summary>[A-Za-z0-9, ]+<\/summary>$/,
  /^<\/details>$/,
  /^<\/?(sub|br|kbd)\s*\/?>$/,
]

/** What GitHub makes of plain text: mentions and references. Nothing of ours begins so. */
const ACTING_TEXT = /(^|[^\w`])@[\w-]+|(^|\s)#\d|\bGH-\d|<!--|:pwn:/i

/**
 * What acts in Markdown and is not ours, as GitHub's parser sees it: an image, a link elsewhere than to `ownUrl`, HTML, a mention.
 */
export function actingParts(markdown: string, ownUrl: string): readonly string[] {
  return allNodes(markdownTree(markdown)).flatMap((node) => acting(node, ownUrl))
}

function acting(node: ReturnType<typeof markdownTree>, ownUrl: string): readonly string[] {
  switch (node.type) {
    case 'html':
      return OWN_HTML.some((own) => own.test(node.value)) ? [] : [`html: ${node.value}`]
    case 'text':
      return ACTING_TEXT.test(node.value) ? [`text: ${node.value}`] : []
    case 'link':
      return node.url.startsWith(`${ownUrl}/`) ? [] : [`link: ${node.url}`]
    case 'image':
    case 'imageReference':
    case 'linkReference':
    case 'definition':
    case 'footnoteDefinition':
    case 'footnoteReference':
      return [node.type]
    default:
      return []
  }
}
