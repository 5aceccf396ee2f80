import { stringify } from 'yaml'
import type { Starter, StarterCase } from './starter.ts'
import { type StarterReply, starterScoring } from './starter-scoring.ts'

/** Shares of good and bad answers while the prompt is as it was, and by how much the bad ones grow when it is not. */
const GOOD = 95
const BAD = 5
const FACTOR = 25

/** The text of the simulated model's description. */
export function starterSimulation(starter: Starter): string {
  const scoring = starterScoring(starter)
  const { careless } = starter
  const replies = (aCase: StarterCase) => [
    ...scoring.good(aCase).map((reply) => ({ label: 'good', weight: GOOD, ...written(reply) })),
    { label: 'bad', weight: BAD, ...written(scoring.bad) },
  ]
  const distinct = new Set(starter.cases.map((aCase) => JSON.stringify(replies(aCase)))).size > 1
  const rules = [
    ...(distinct ? starter.cases.flatMap((aCase) => ruleOf(aCase, starter.cases, replies)) : []),
    { replies: replies(starter.cases[0]!) },
  ]
  const holds = { contains: careless.text }
  return [
    '# A simulated model: offline, free, and made up. It shows what the gate does with answers, not what your model answers.',
    '# It is told to answer badly more often once the prompt has changed in one place: `effects`.',
    stringify(
      {
        rules,
        effects: [{ when: careless.kind === 'removed' ? { not: holds } : holds, multiply: { bad: FACTOR } }],
      },
      { lineWidth: 0 },
    ),
  ].join('\n')
}

function written({ text, tool }: StarterReply): object {
  return {
    ...(text === undefined ? {} : { text }),
    ...(tool === undefined ? {} : { 'tool-calls': [{ name: tool.name, arguments: {} }] }),
  }
}

/** A rule for the requests of one case, told by a text that no other case has; none where there is no such text. */
function ruleOf(
  aCase: StarterCase,
  cases: readonly StarterCase[],
  replies: (aCase: StarterCase) => object[],
): readonly object[] {
  const own = textsOf(aCase.vars).find((text) =>
    cases.every((other) => other === aCase || !textsOf(other.vars).some((one) => one.includes(text))),
  )
  return own === undefined ? [] : [{ name: aCase.id, when: { contains: own }, replies: replies(aCase) }]
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}
