import { UserError } from '../boundary/finding.ts'
import type { Arm } from '../target/trial.ts'
import type { Line } from './json-lines.ts'

/** Checks what lines say about their arm in files that hold one arm each. */
export interface StatedArms {
  /**
   * @param value of the line, of any kind
   * @param arm that its file is taken as
   * @throws UserError naming the line: it names another arm than the lines before, or the files seem to be swapped
   */
  check(value: unknown, arm: Arm, line: Line): void
}

/**
 * A file is taken as the arm that it was given for. Its lines may name another one, for runners know no arms or call what they ran last
 * `head`; but both arms in one file, or two files that each name the other's, are a mistake that would turn the verdict round.
 */
export function createStatedArms(): StatedArms {
  const stated = new Map<Arm, { readonly name: string; readonly line: number }>()
  let told = false
  return {
    check(value, arm, line) {
      const name = statedArm(value)
      if (name === undefined) return
      const first = stated.get(arm)
      if (first === undefined) {
        stated.set(arm, { name, line: line.number })
        if (!told && stated.get('base')?.name === 'head' && stated.get('head')?.name === 'base') {
          told = true
          throw new UserError({
            file: line.file,
            line: line.number,
            message:
              'the trials given as head say that they are of base, and those given as base that they are of head',
            hint: 'give the file of base first',
          })
        }
      } else if (first.name !== name) {
        throw new UserError({
          file: line.file,
          line: line.number,
          message: `the trial is of arm ${JSON.stringify(name)}, that of line ${first.line} of ${JSON.stringify(first.name)}`,
          hint: 'give one file that holds both arms, or two that hold one each',
        })
      }
    },
  }
}

function statedArm(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('arm' in value)) return undefined
  return typeof value.arm === 'string' ? value.arm : undefined
}
