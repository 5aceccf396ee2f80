import type { Tally } from '../sampling/tally.ts'
import { namesPhrase, plainPhrase } from './phrase.ts'

/**
 * What the provider served that was not the same throughout: another model or configuration during the run, or in one arm only. Either
 * may look like a change of the prompt.
 *
 * @param sameModels both arms ask for the same model; where a pull request changes it, the arms are meant to differ
 */
export function servedNotes(
  { models, fingerprints }: Pick<Tally, 'models' | 'fingerprints'>,
  sameModels: boolean,
): readonly string[] {
  return [
    ...changes('model', models, sameModels),
    // A model has configurations of its own: where the models differ, there is nothing to compare.
    ...changes('configuration (fingerprint)', fingerprints, sameModels && isSame(models)),
  ]
}

function changes(what: string, served: Tally['models'], comparable: boolean): readonly string[] {
  const { base, head } = served
  if (comparable && base.size > 0 && head.size > 0 && !isSame(served)) {
    return [
      `the provider did not serve both arms with the same ${what} (base: ${names(base)}; head: ${names(head)}), so that a difference between them may be its own`,
    ]
  }
  if (base.size > 1 && isSame(served)) return [changedDuring(what, 'both arms', base)]
  return [
    ...(base.size > 1 ? [changedDuring(what, 'base', base)] : []),
    ...(head.size > 1 ? [changedDuring(what, 'head', head)] : []),
  ]
}

function changedDuring(what: string, arm: string, served: ReadonlySet<string>): string {
  return `the provider served ${arm} with more than one ${what} during the run: ${names(served)}`
}

function isSame({ base, head }: Tally['models']): boolean {
  return base.size === head.size && [...base].every((name) => head.has(name))
}

const MOST_NAMES = 5

function names(served: ReadonlySet<string>): string {
  return plainPhrase(namesPhrase([...served].sort(), MOST_NAMES))
}
