import picomatch from 'picomatch'
import type { Target } from '../suite/suite.ts'

/** A target that runs code of the repository. */
export function runsCode(target: Target): target is Extract<Target, { readonly kind: 'http' | 'command' }> {
  return target.kind === 'command' || (target.kind === 'http' && target.serve !== undefined)
}

/**
 * Which files the targets of a suite depend on. What either side names counts: otherwise a change could take the very files that it
 * breaks out of the list.
 */
export function dependedOn(targets: readonly Target[]): (path: string) => boolean {
  const globs = targets.filter(runsCode).flatMap(({ dependsOn }) => dependsOn)
  if (globs.length === 0) return () => false
  return picomatch([...globs], { dot: true, nonegate: true })
}
