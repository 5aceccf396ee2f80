import type { WorkflowCommands } from '../../src/github/workflow-commands.ts'

export interface RecordedCommands extends WorkflowCommands {
  /** Everything that was said to the runner, in order. */
  readonly said: string[]
  readonly outputs: Record<string, string>
}

/** Takes down what the runner would have been told. */
export function recordCommands(): RecordedCommands {
  const said: string[] = []
  const outputs: Record<string, string> = {}
  return {
    said,
    outputs,
    setSecret: (secret) => void said.push(`mask ${secret}`),
    setOutput: (name, value) => {
      outputs[name] = value
    },
    debug: (message) => void said.push(`debug ${message}`),
    notice: (message) => void said.push(`notice ${message}`),
    warning: (message) => void said.push(`warning ${message}`),
    error: (message, place) =>
      void said.push(['error', message, place && JSON.stringify(place)].filter(Boolean).join(' ')),
  }
}
