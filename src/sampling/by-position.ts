interface Placed {
  readonly position: number
}

/** In the order of the plan. The same array where it is in that order: at a hundred thousand pairs a copy for each use would add up. */
export function byPosition<Item extends Placed>(items: readonly Item[]): readonly Item[] {
  for (let index = 1; index < items.length; index += 1) {
    if (items[index - 1]!.position > items[index]!.position)
      return items.toSorted((a, b) => a.position - b.position)
  }
  return items
}
