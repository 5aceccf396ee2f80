import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { UserError } from '../boundary/finding.ts'
import { SAFE_SETTINGS } from './git-command.ts'

/** Reads git objects by id through one long-lived `git cat-file --batch`, so that many small files cost one process. */
export interface ObjectReader {
  /** The bytes of a blob; its size alone when that is above `maxBytes`; `undefined` when there is no such object. */
  read(id: string, maxBytes: number): Promise<Uint8Array | { readonly size: number } | undefined>
  close(): Promise<void>
}

type Answer = Uint8Array | { readonly size: number } | undefined

interface Question {
  readonly maxBytes: number
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

export function openObjectReader(
  directory: string,
  environment: Readonly<Record<string, string>>,
): ObjectReader {
  let process: ReaderProcess | undefined
  return {
    read(id, maxBytes) {
      if (process === undefined || process.ended) process = startReader(directory, environment)
      return process.ask(id, maxBytes)
    },
    async close() {
      await process?.close()
      process = undefined
    },
  }
}

interface ReaderProcess {
  readonly ended: boolean
  ask(id: string, maxBytes: number): Promise<Answer>
  close(): Promise<void>
}

function startReader(directory: string, environment: Readonly<Record<string, string>>): ReaderProcess {
  const child = spawn('git', [...SAFE_SETTINGS, 'cat-file', '--batch'], {
    cwd: directory,
    env: { ...environment },
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  })
  const questions: Question[] = []
  const parser = createParser(questions, () => keepAlive(child, questions.length > 0))
  let ended = false
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => {
      end(endedEarly())
      resolve()
    })
  })
  function end(error: Error): void {
    ended = true
    for (const question of questions.splice(0)) question.reject(error)
  }
  child.once('error', end)
  child.stdin.on('error', end)
  child.stdout.on('data', (chunk: Buffer) => {
    try {
      parser(chunk)
    } catch (error) {
      end(error as Error)
      child.kill()
    }
  })
  return {
    get ended() {
      return ended
    },
    ask(id, maxBytes) {
      return new Promise((resolve, reject) => {
        questions.push({ maxBytes, resolve, reject })
        keepAlive(child, true)
        child.stdin.write(`${id}\n`)
      })
    },
    async close() {
      if (ended) return
      keepAlive(child, true)
      child.stdin.end()
      await closed
    },
  }
}

function endedEarly(): UserError {
  return new UserError({
    file: 'git',
    message: '`git cat-file` ended before it answered',
    hint: 'check the repository with `git fsck`; a partial clone needs its remote',
  })
}

/** An idle reader must not keep our own process from ending. */
function keepAlive(child: ChildProcessByStdio<Writable, Readable, null>, busy: boolean): void {
  for (const handle of [child, child.stdin as Socket, child.stdout as Socket]) {
    if (busy) handle.ref()
    else handle.unref()
  }
}

/** Takes the stream apart: `<id> <type> <size>\n<bytes>\n`, or `<id> missing\n`. Answers come in the order of the questions. */
function createParser(questions: Question[], answered: () => void): (chunk: Buffer) => void {
  let header = ''
  let body: { readonly size: number; readonly parts: Buffer[] | undefined; left: number } | undefined

  function answer(value: Answer): void {
    questions.shift()?.resolve(value)
    answered()
  }

  function readHeader(chunk: Buffer): Buffer {
    const end = chunk.indexOf(0x0a)
    header += chunk.toString('latin1', 0, end === -1 ? chunk.length : end)
    if (end === -1) return chunk.subarray(chunk.length)
    const [, type, size] = header.split(' ')
    header = ''
    if (type === 'missing') answer(undefined)
    else startBody(type, Number(size))
    return chunk.subarray(end + 1)
  }

  function startBody(type: string | undefined, size: number): void {
    if (type === undefined || !Number.isSafeInteger(size))
      throw new Error('`git cat-file` gave an answer that cannot be read')
    const wanted = size <= (questions[0]?.maxBytes ?? 0)
    // One more byte: the newline that follows the content.
    body = { size, parts: wanted ? [] : undefined, left: size + 1 }
  }

  return (chunk) => {
    let rest = chunk
    while (rest.length > 0) {
      if (body === undefined) {
        rest = readHeader(rest)
        continue
      }
      const taken = rest.subarray(0, body.left)
      body.parts?.push(taken)
      body.left -= taken.length
      rest = rest.subarray(taken.length)
      if (body.left > 0) continue
      const { parts, size } = body
      body = undefined
      answer(parts === undefined ? { size } : Buffer.concat(parts).subarray(0, size))
    }
  }
}
