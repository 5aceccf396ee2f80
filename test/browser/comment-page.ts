import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

/** GitHub's alert boxes, which the parser does not know. */
function alerts(html: string): string {
  return html.replaceAll(
    /<blockquote>\s*<p>\[!(CAUTION|WARNING|NOTE|IMPORTANT|TIP)\]\s*/g,
    (_, kind: string) => `<blockquote class="alert ${kind.toLowerCase()}"><p><strong>${kind}</strong><br>`,
  )
}

/** What a page found out about one of its comments. */
export interface MeasuredComment {
  /** Elements that reach beyond the width of the page. */
  readonly wide: number
  /** HTML of elements that load, link or run something. */
  readonly acting: readonly string[]
  /** Characters that a reader sees. */
  readonly text: number
  /** Of the whole page, CSS pixels. */
  readonly height: number
}

/**
 * A page that shows comments about as GitHub does, one below the other, and measures them: the results stand in `#measured` as JSON.
 * @param open whether what is folded is opened
 */
export function commentPage(comments: readonly string[], open = true): string {
  const bodies = comments.map((markdown) =>
    alerts(
      micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true }),
    ),
  )
  return `<!doctype html><html><head><meta charset="utf-8"><style>
    body { font: 14px/1.5 -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; color: #1f2328; margin: 0; padding: 16px }
    main { max-width: 866px; border: 1px solid #d1d9e0; border-radius: 6px; padding: 16px; box-sizing: border-box }
    table { border-collapse: collapse; display: block; width: max-content; max-width: 100%; overflow: auto; margin: 0 0 16px }
    td, th { border: 1px solid #d1d9e0; padding: 6px 13px } tr:nth-child(2n) { background: #f6f8fa }
    code { background: #818b981f; border-radius: 6px; padding: .2em .4em; font: 85% "DejaVu Sans Mono", monospace }
    pre { background: #f6f8fa; padding: 16px; overflow: auto; border-radius: 6px } pre code { background: none; padding: 0 }
    blockquote { margin: 0 0 16px; padding: 0 1em; border-left: .25em solid #d1d9e0 } .caution { border-color: #cf222e }
    .caution strong { color: #cf222e } .warning { border-color: #9a6700 } .note { border-color: #0969da }
  </style></head><body>${bodies.map((body) => `<main>${body}</main>`).join('\n')}<pre id="measured" hidden></pre><script>
    for (const details of document.querySelectorAll('details')) details.open = ${open}
    const measure = (main) => ({
      wide: [...main.querySelectorAll(':scope > *, details > *')].filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth).length,
      acting: [...main.querySelectorAll('a, img, script, iframe, form, input, object, embed, link, style, video, audio, svg, [onclick], [onerror]')].map((element) => element.outerHTML),
      text: main.innerText.length,
      height: Math.ceil(document.documentElement.getBoundingClientRect().height),
    })
    document.querySelector('#measured').textContent = btoa(encodeURIComponent(JSON.stringify([...document.querySelectorAll('main')].map(measure))))
  </script></body></html>`
}

/** Reads the results out of the document that the browser gave back. */
export function measuredComments(document: string): readonly MeasuredComment[] {
  const encoded = /<pre id="measured" hidden="">([^<]*)<\/pre>/.exec(document)?.[1] ?? ''
  return JSON.parse(decodeURIComponent(atob(encoded)))
}
