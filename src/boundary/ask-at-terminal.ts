import { UserError } from './finding.ts'

/** @throws UserError when the input ends (Ctrl-D) or is interrupted (Ctrl-C) instead */
export async function askAtTerminal(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  // A terminal that closes leaves its question unanswered for ever.
  const closed = new Promise<never>((_, reject) => {
    terminal.once('close', () => reject(new UserError({ message: 'no answer was given; nothing was done' })))
  })
  closed.catch(() => {})
  try {
    return (await Promise.race([terminal.question(question), closed])).trim()
  } finally {
    terminal.close()
  }
}
