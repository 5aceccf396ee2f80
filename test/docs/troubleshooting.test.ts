import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { printedMessages } from './printed-messages.ts'
import { ROOT, readPage } from './read-page.ts'

/** Texts that the page leaves out, by the reason. */
const LEFT_OUT: Readonly<Record<string, readonly RegExp[]>> = {
  'a kind of value, part of "expected …, got …"': [/^a number … …$/, /^text …$/, /^an empty list$/],
  'what JSON wants next, part of "expected …, but …"': [/^the end of the text$/, /^a key in double quotes$/],
  'a count or a name, part of a sentence that is listed': [
    /^unknown reason$/,
    /^no event$/,
    /^… … not written$/,
    /^1 trial is$/,
    /^… and … more$/,
  ],
}

/** What `doctor` finds is explained on its own page, by what it looks at. */
const FOUND_BY_DOCTOR = /^(setup\/(check-|diagnose|ping-models)|commands\/doctor)/

const pages = {
  doctor: plain(readPage('docs/doctor.md').text),
  troubleshooting: plain(readPage('docs/troubleshooting.md').text),
}
const messages = printedMessages(join(ROOT, 'src'))
const pageOf = (place: string) =>
  FOUND_BY_DOCTOR.test(place) ? pages.doctor + pages.troubleshooting : pages.troubleshooting

describe('troubleshooting', () => {
  it('has every message that tells a user what to mend', () => {
    const exceptions = Object.values(LEFT_OUT).flat()
    const missing = messages
      .filter(
        ({ place, text }) =>
          !pageOf(place).includes(plain(text)) && !exceptions.some((exception) => exception.test(text)),
      )
      .map(({ place, text }) => `${place} ${text}`)
    expect(missing).toEqual([])
    expect(messages.length).toBeGreaterThan(450)
  })

  it('leaves out only what is there', () => {
    for (const exception of Object.values(LEFT_OUT).flat())
      expect(
        messages.some(({ text }) => exception.test(text)),
        String(exception),
      ).toBe(true)
  })
})

/** Without what Markdown needs around a text: back-ticks, escapes, line breaks. */
function plain(text: string): string {
  return text.replaceAll('`', '').replaceAll('\\|', '|').replace(/\s+/g, ' ').trim()
}
