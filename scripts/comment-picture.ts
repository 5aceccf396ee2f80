import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { CHROMIUM, openPage } from '../test/browser/chromium.ts'
import { commentPage, measuredComments } from '../test/browser/comment-page.ts'
import { demoComment } from './demo-comment.ts'

// Usage: node scripts/comment-picture.ts
// Writes docs/pictures/comment.md, the comment on the demo's bad change, and comment.png, a picture of it. Needs Chromium. A test holds the
// text to what the demo says.

const WIDTH = 900

if (CHROMIUM === undefined) throw new Error('no Chromium found: install one, or name it in CHROMIUM')
const text = await demoComment()
await writeFile(new URL('../docs/pictures/comment.md', import.meta.url), text)
const page = drawnEmoji(commentPage([text], false))
const [measured] = measuredComments(await openPage(page, { width: WIDTH }))
const screenshot = fileURLToPath(new URL('../docs/pictures/comment.png', import.meta.url))
await openPage(page, { width: WIDTH, height: measured!.height, scale: 1.5, screenshot })

/** Emoji as shapes, because machines that make pictures often have no font for them. */
function drawnEmoji(html: string): string {
  const svg = (shape: string) =>
    `<svg width="14" height="14" viewBox="0 0 14 14" style="vertical-align: -2px">${shape}</svg>`
  const cross = svg(
    '<path d="M2 2 L12 12 M12 2 L2 12" stroke="#dd2e44" stroke-width="3" stroke-linecap="round"/>',
  )
  const disc = svg('<circle cx="7" cy="7" r="6.5" fill="#fdcb58"/>')
  return html.replaceAll('❌', cross).replaceAll('🟡', disc)
}
