import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runProcess } from '../src/boundary/run-process.ts'
import type { World } from '../src/boundary/world.ts'
import { main } from '../src/commands/main.ts'

/**
 * The comment on the demo's bad pull request, as `check --markdown` writes it. The demo draws the same trials every time; what does
 * differ, the ids of commits and how long it took, is replaced by examples.
 */
export async function demoComment(): Promise<string> {
  const root = new URL('..', import.meta.url).pathname
  const { printed } = await noisefloor(root, ['demo', '--keep'])
  const directory = /kept in (.*)$/m.exec(printed)?.[1]
  if (directory === undefined) throw new Error('the demo did not say where its repository is')
  try {
    const { code } = await noisefloor(directory, [
      'check',
      '--base',
      'main',
      '--head',
      'change-1',
      '--out',
      'comment',
      '--markdown',
      'comment.md',
    ])
    if (code !== 1) throw new Error(`the demo's first change ended with exit code ${code}`)
    const shas = await runProcess('git', ['rev-parse', 'main', 'change-1'], { cwd: directory })
    const [base = '', head = ''] = shas.stdout.toString().split('\n')
    return steadied(await readFile(join(directory, 'comment.md'), 'utf8'), base, head)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const EXAMPLE = {
  base: '4f0c1d2b7a9e8f6d5c4b3a291807f6e5d4c3b2a1',
  head: '9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b',
}

function steadied(text: string, base: string, head: string): string {
  const ids = [40, 12, 10].flatMap((length) => [
    [base.slice(0, length), EXAMPLE.base.slice(0, length)] as const,
    [head.slice(0, length), EXAMPLE.head.slice(0, length)] as const,
  ])
  return ids
    .reduce((before, [id, example]) => before.replaceAll(id, example), text)
    .replace(/(· cost \S+ · )[\d.,]+ m?s$/m, '$11.2 s')
}

async function noisefloor(
  directory: string,
  args: readonly string[],
): Promise<{ code: number; printed: string }> {
  let printed = ''
  const write = (text: string) => {
    printed += text
  }
  const sink = { write, isTerminal: false, columns: 80 }
  const world: World = {
    environment: { PATH: process.env['PATH'] ?? '' },
    directory,
    packageDirectory: new URL('..', import.meta.url).pathname,
    stdout: sink,
    stderr: { ...sink, write: () => {} },
    interrupted: new AbortController().signal,
    now: () => new Date('2026-11-01T12:00:00Z'),
    random: () => 0.5,
  }
  return { code: await main(args, world), printed }
}
