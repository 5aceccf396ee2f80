import { printable } from '../boundary/printable.ts'

const MAX_NAME = 80
const MAX_VALUE = 60

/** A name out of a user's file, on one line and of bounded length. */
export function shownName(name: string): string {
  return cut(oneLine(name), MAX_NAME)
}

/** `0.05 → 0.2`: two values out of users' files. */
export function shownChange(before: unknown, after: unknown): string {
  return `${shownValue(before)} → ${shownValue(after)}`
}

/** A value out of a user's file, as JSON on one line and of bounded length; `none` when it is absent. */
function shownValue(value: unknown): string {
  return value === undefined ? 'none' : cut(oneLine(JSON.stringify(value)), MAX_VALUE)
}

function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ')
}

/** By code point, so that no surrogate is left alone. */
function cut(text: string, length: number): string {
  const points = [...text.slice(0, 2 * length + 2)]
  return points.length <= length ? text : `${points.slice(0, length - 1).join('')}…`
}
