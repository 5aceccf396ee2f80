import type { Program, ServedProgram, SideCode } from './program.ts'
import { requestHash } from './request-hash.ts'
import type { Case, CommandTarget } from './suite.ts'

/** One run of a program. */
export interface RenderedCommand {
  readonly kind: 'command'
  readonly program: Program
  readonly serve?: ServedProgram
  /** Absent where no code was bound to the target. */
  readonly code?: SideCode
  /** JSON for its stdin. */
  readonly input: string
  readonly timeoutSeconds?: number
  readonly hash: string
}

/** The case as the program gets it: never what is expected of the answer, which would be the answer. */
export function renderCommand(target: CommandTarget, aCase: Case): RenderedCommand {
  const { program, serve, code, timeoutSeconds } = target
  const input = JSON.stringify({ id: aCase.id, vars: aCase.vars, messages: aCase.messages, tags: aCase.tags })
  return {
    kind: 'command',
    program,
    ...(serve === undefined ? {} : { serve }),
    ...(code === undefined ? {} : { code }),
    input,
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    hash: requestHash({ kind: 'command', program, serve, input, code: code?.identity }),
  }
}
