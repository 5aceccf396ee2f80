import type { JsonObject } from './suite.ts'

interface WrittenMessage {
  readonly role: string
  readonly 'tool-calls'?:
    | readonly {
        readonly id?: string | undefined
        readonly name: string
        readonly arguments?: JsonObject | undefined
      }[]
    | undefined
  readonly 'tool-call-id'?: string | undefined
}

interface Call {
  readonly id: string
  readonly name: string
  readonly arguments: JsonObject
}

/** What a message of a conversation has to do with calls of tools. */
interface MessageCalls {
  /** What the assistant called. */
  readonly calls?: readonly Call[]
  /** The call that a message of a tool answers. */
  readonly answers?: Pick<Call, 'id' | 'name'>
}

interface Problem {
  /** Of the message. */
  readonly index: number
  readonly text: string
}

/**
 * Finds which call each message of a tool answers: the one it names, else the first that is open. Calls without an id get one by their
 * number. As providers want it, each call is answered, once, before anybody speaks again.
 */
export function pairCalls(messages: readonly WrittenMessage[]): {
  readonly paired: readonly MessageCalls[]
  readonly problems: readonly Problem[]
} {
  const problems: Problem[] = []
  const ids = new Set<string>()
  let open: Call[] = []

  const mustBeAnswered = (index: number) => {
    for (const { id, name } of open) {
      problems.push({
        index,
        text: `the call ${id} of ${name} has no answer; put a message of the role tool after it`,
      })
    }
    open = []
  }

  const paired = messages.map((message, index): MessageCalls => {
    if (message.role === 'tool') {
      const wanted = message['tool-call-id']
      const answers = open.find(({ id }) => wanted === undefined || id === wanted)
      if (answers === undefined) {
        problems.push({ index, text: unanswerable(wanted, open) })
        return {}
      }
      open = open.filter((call) => call !== answers)
      return { answers: { id: answers.id, name: answers.name } }
    }
    mustBeAnswered(index)
    const calls = (message['tool-calls'] ?? []).map((call): Call => {
      const id = call.id ?? `call_${ids.size + 1}`
      if (ids.has(id)) problems.push({ index, text: `two calls have the id ${id}` })
      ids.add(id)
      return { id, name: call.name, arguments: call.arguments ?? {} }
    })
    open = calls
    return calls.length === 0 ? {} : { calls }
  })
  mustBeAnswered(messages.length - 1)
  return { paired, problems }
}

function unanswerable(wanted: string | undefined, open: readonly Call[]): string {
  if (open.length === 0) {
    return 'a message of the role tool answers a call, and none is open; give the assistant’s message before it "tool-calls"'
  }
  return `there is no open call ${wanted}; open are ${open.map(({ id }) => id).join(', ')}`
}
