/** Halvings of the way: to 1/4096 of it, which no report shows. */
const HALVINGS = 12

/**
 * How far a pass reaches: the limit furthest from `held` towards `beyond` that the pass test still gives, erring towards `held`. A pass said of one
 * limit is said of every laxer one, so that this is the one-sided confidence bound that the verdict rests on (a test inverted).
 *
 * @param excludes whether the test passes with this limit; true of `held`
 */
export function tightestLimit(excludes: (limit: number) => boolean, held: number, beyond: number): number {
  let [inside, outside] = [held, beyond]
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (inside + outside) / 2
    if (excludes(middle)) inside = middle
    else outside = middle
  }
  return inside
}
