/** Lines of a text, counted from 1, both ends included. */
export interface LineRange {
  readonly start: number
  readonly end: number
}

/** Beyond this many comparisons the changed middle of a file counts as one range. */
const MOST_CELLS = 4_000_000

/**
 * The lines of `head` that are not those of `base`, by a longest common subsequence of lines. Where lines were only removed it is the
 * line that now stands there, or the last one.
 */
export function changedLines(base: string, head: string): readonly LineRange[] {
  const before = linesOf(base)
  const after = linesOf(head)
  const shortest = Math.min(before.length, after.length)
  let prefix = 0
  while (prefix < shortest && before[prefix] === after[prefix]) prefix += 1
  let suffix = 0
  while (
    suffix < shortest - prefix &&
    before[before.length - 1 - suffix] === after[after.length - 1 - suffix]
  )
    suffix += 1
  const [old, now] = [
    before.slice(prefix, before.length - suffix),
    after.slice(prefix, after.length - suffix),
  ]
  const gaps = old.length * now.length > MOST_CELLS ? [{ from: 0, to: now.length }] : gapsBetween(old, now)
  return gaps.map(({ from, to }) => {
    const start = Math.min(prefix + from + 1, Math.max(1, after.length))
    return { start, end: Math.max(start, prefix + to) }
  })
}

/** Half-open ranges of `now` that are no common lines, empty ones where `old` has more; ordered. */
function gapsBetween(
  old: readonly string[],
  now: readonly string[],
): { readonly from: number; readonly to: number }[] {
  const width = now.length + 1
  const common = new Uint32Array((old.length + 1) * width)
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      common[i * width + j] =
        old[i] === now[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!)
    }
  }
  const gaps: { from: number; to: number }[] = []
  let i = 0
  let from = 0
  let removed = false
  const close = (to: number) => {
    if (removed || to > from) gaps.push({ from, to })
    removed = false
  }
  let j = 0
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      close(j)
      i += 1
      j += 1
      from = j
    } else if (common[(i + 1) * width + j]! >= common[i * width + j + 1]!) {
      i += 1
      removed = true
    } else {
      j += 1
    }
  }
  removed ||= i < old.length
  close(now.length)
  return gaps
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}
