import * as z from 'zod'
import { CONCLUSIONS, VERDICTS } from '../verdict/verdict.ts'

/** The first line of our comment, which a reader does not see: whose it is and what it tells of. */
const markerSchema = z.object({
  /** Of the gate. */
  name: z.string(),
  /** Commit of the pull request that was judged. */
  head: z.string(),
  /** Id of the run; later runs have greater ones. 0 where it is not known. */
  run: z.int().min(0),
  attempt: z.int().min(0),
  /** Absent when nothing was decided: the run was cancelled. */
  exit: z.literal([0, 1, 2]).optional(),
  verdict: z.enum(VERDICTS).optional(),
  conclusion: z.enum(CONCLUSIONS).optional(),
  /** How many suites got worse. */
  regressions: z.int().min(0).optional(),
  /** Whether changes of the gate were approved. */
  approved: z.boolean().optional(),
})

export type Marker = z.infer<typeof markerSchema>

/** One line. Nothing in the name can end the HTML comment. */
export function formatMarker(marker: Marker): string {
  const json = JSON.stringify(markerSchema.parse(marker)).replace(/[<>&]|--/g, escaped)
  return `<!-- noisefloor:${json} -->`
}

/** The marker of a comment's body, or `undefined` when its first line is none. Says nothing about who wrote it. */
export function parseMarker(body: string): Marker | undefined {
  const [line = ''] = body.split(/\r?\n/, 1)
  const json = /^<!-- noisefloor:(\{.*\}) -->$/.exec(line)?.[1]
  if (json === undefined) return undefined
  try {
    return markerSchema.safeParse(JSON.parse(json)).data
  } catch {
    return undefined
  }
}

/** Negative when `a` is of an older run than `b`, 0 when of the same attempt, positive when of a newer one. */
export function compareRuns(a: Marker, b: Marker): number {
  return a.run - b.run || a.attempt - b.attempt
}

function escaped(characters: string): string {
  return [...characters].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
}
