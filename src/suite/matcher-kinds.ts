/** Keys of a scorer that say what it does. `json-path` may stand beside one of them and applies it to what the path selects. */
export const MATCHER_KINDS = [
  'equals',
  'contains',
  'contains-all',
  'contains-any',
  'starts-with',
  'ends-with',
  'regex',
  'json-schema',
  'length',
  'number',
  'not',
  'all',
  'any',
] as const
type MatcherKind = (typeof MATCHER_KINDS)[number]

/** What a modifier may stand beside. */
export type Modifiable = MatcherKind | 'label'

/** Which matchers each modifier applies to; a label has its case ignored as well. */
export const MODIFIERS = {
  'ignore-case': [
    'equals',
    'contains',
    'contains-all',
    'contains-any',
    'starts-with',
    'ends-with',
    'regex',
    'label',
  ],
  coerce: ['equals'],
  tolerance: ['equals'],
} as const satisfies Record<string, readonly Modifiable[]>
export type Modifier = keyof typeof MODIFIERS
