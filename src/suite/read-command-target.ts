import type { DataSource } from '../boundary/yaml-source.ts'
import type { Mistakes } from './collect-mistakes.ts'
import { readDependsOn, readProgram, readServe } from './read-program.ts'
import type { CommandTarget } from './suite.ts'
import type { WrittenTarget } from './target-schema.ts'

/** `undefined` when the target is not a command. */
export function readCommandTarget(
  { command, serve }: WrittenTarget,
  source: DataSource,
  mistakes: Mistakes,
): CommandTarget | undefined {
  if (command === undefined) return undefined
  const served = readServe(serve, source, mistakes)
  const timeoutSeconds = command['timeout-seconds']
  return {
    kind: 'command',
    program: readProgram(command.run, command, source, ['target', 'command'], mistakes),
    ...(served === undefined ? {} : { serve: served }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    dependsOn: readDependsOn(command, serve),
  }
}
