import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { examples } from '../report/examples.ts'
import { CHROMIUM, openPage } from './chromium.ts'
import { commentPage, type MeasuredComment, measuredComments } from './comment-page.ts'

const states = Object.keys(examples)
const comments = states.map((state) => renderMarkdown(examples[state]!))
/** Set to a folder to get a picture of every state. */
const pictures = process.env['SCREENSHOTS']

if (CHROMIUM === undefined) {
  console.warn('SKIPPED: the browser tests need Chromium (apt-get install chromium, or set CHROMIUM)')
}

describe('the comment in a browser', () => {
  let measured: readonly MeasuredComment[] = []
  beforeAll(async () => {
    if (CHROMIUM === undefined) return
    measured = measuredComments(await openPage(commentPage(comments), { width: 900 }))
    for (const [index, state] of pictures === undefined ? [] : states.entries()) {
      const screenshot = join(pictures!, `${state.replaceAll(/\W+/g, '-')}.png`)
      await openPage(commentPage([comments[index]!]), { width: 900, screenshot })
    }
  }, 120_000)

  it.runIf(process.env['CI'] === 'true')('is looked at in CI', () => {
    expect(CHROMIUM, 'CI must have a Chromium').toBeDefined()
  })

  it.skipIf(CHROMIUM === undefined).each(states)(
    'fits the width of a pull request, and nothing in it acts: %s',
    (state) => {
      const found = measured[states.indexOf(state)]!
      expect(found.acting).toEqual([])
      expect(found.wide).toBe(0)
      expect(found.text).toBeGreaterThan(100)
    },
  )

  it.skipIf(CHROMIUM === undefined)(
    'would be found acting if it did: the measure itself works',
    async () => {
      const [bad] = measuredComments(
        await openPage(
          commentPage(['[a link](https://example.invalid) ![an image](https://example.invalid/x.png)\n']),
          { width: 900 },
        ),
      )
      expect(bad!.acting).toHaveLength(2)
    },
    30_000,
  )
})
