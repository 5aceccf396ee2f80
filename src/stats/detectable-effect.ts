import { findRoot } from './find-root.ts'
import { blindedDiscordance } from './pairs-needed.ts'
import { stepSize } from './step-size.ts'

/** What is known of N pairs without their signs. */
export interface SignlessSums {
  readonly pairs: number
  /** ΣD² and ΣD⁴, the differences in [−1, 1]. */
  readonly squares: number
  readonly fourths: number
}

/** Standard normal deviates that a test must reach: nominal quantiles z_α and z_β, or the bounds of a look, which may be ∞. */
export interface Deviates {
  readonly falseAlarm: number
  readonly miss: number
}

/** Noise may be more than is seen. */
const SAFETY = 1.25

/**
 * The smallest drop d that N pairs either find or rule out, whatever they show, over the fixed set of cases: d = z_α√(ψ/N) + z_β√((ψ − d²)/N),
 * at most 1; 1 without pairs, and where a deviate cannot be reached. ψ is 1.25 times the discordance seen, and at least what a drop of d makes: where hardly a pair differs it is the drop itself that
 * would differ. Uses no sign of any difference. A warning to print, never a condition for passing.
 */
export function detectableEffect({ pairs, squares, fourths }: SignlessSums, deviates: Deviates): number {
  if (pairs === 0 || !Number.isFinite(deviates.falseAlarm + deviates.miss)) return 1
  const seen = SAFETY * blindedDiscordance(squares, pairs)
  const excess = (drop: number): number => {
    const discordance = Math.max(seen, drop * stepSize(squares, fourths, drop))
    const free = deviates.falseAlarm * Math.sqrt(discordance / pairs)
    return free + deviates.miss * Math.sqrt(Math.max(0, discordance - drop ** 2) / pairs) - drop
  }
  return excess(1) >= 0 ? 1 : findRoot(excess, 0, 1)
}
