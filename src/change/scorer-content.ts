import type { ScorerDefinition } from '../suite/scorer-definition.ts'

/** A scorer without the names of its schema files: what the files hold is in it, and where they lie does not score. */
export function scorerContent(scorer: ScorerDefinition): unknown {
  switch (scorer.kind) {
    case 'json-schema':
      return { kind: scorer.kind, schema: scorer.schema }
    case 'json-path':
      return scorer.matcher === undefined ? scorer : { ...scorer, matcher: scorerContent(scorer.matcher) }
    case 'not':
      return { ...scorer, matcher: scorerContent(scorer.matcher) }
    case 'all':
    case 'any':
      return { ...scorer, matchers: scorer.matchers.map(scorerContent) }
    default:
      return scorer
  }
}

/** Files that parts of the scorer were read from. */
export function scorerFiles(scorer: ScorerDefinition): readonly string[] {
  switch (scorer.kind) {
    case 'json-schema':
      return scorer.file === undefined ? [] : [scorer.file]
    case 'json-path':
      return scorer.matcher === undefined ? [] : scorerFiles(scorer.matcher)
    case 'not':
      return scorerFiles(scorer.matcher)
    case 'all':
    case 'any':
      return scorer.matchers.flatMap(scorerFiles)
    default:
      return []
  }
}
