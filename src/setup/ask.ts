/** The person at the terminal, if there is one, and a way to tell what was decided without them. */
export interface Dialogue {
  readonly ask: ((question: string) => Promise<string>) | undefined
  readonly say: (text: string) => void
}

/** One of the options, the first by default, chosen by its number or its name. Without a person the default is taken and said. */
export async function askWithDefault<const T extends string>(
  { ask, say }: Dialogue,
  {
    question,
    option,
    options,
    why,
    free = false,
  }: {
    readonly question: string
    /** The option of the command line that answers it. */
    readonly option: string
    readonly options: readonly T[]
    /** Of the default. */
    readonly why: string
    /** Anything may be answered. */
    readonly free?: boolean
  },
): Promise<T> {
  const [first] = options
  if (ask === undefined) {
    say(`${question} ${first} (${why}; ${option} chooses)`)
    return first!
  }
  if (options.length > 1) {
    say(question)
    for (const [index, one] of options.entries()) say(`${index + 1}  ${one}${index === 0 ? ` (${why})` : ''}`)
  }
  const prompt = options.length > 1 ? `1 to ${options.length} [1]: ` : `${question} [${first}]: `
  for (;;) {
    const answer = await ask(prompt)
    if (answer === '') return first!
    const byNumber = /^\d+$/.test(answer) ? options[Number(answer) - 1] : undefined
    const chosen = byNumber ?? options.find((one) => one === answer)
    if (chosen !== undefined) return chosen
    if (free) return answer as T
    say(`${answer} is none of them.`)
  }
}

export async function askYesOrNo(
  { ask, say }: Dialogue,
  { question, option }: { readonly question: string; readonly option: string },
): Promise<boolean> {
  if (ask === undefined) {
    say(`${question} yes (${option} leaves it out)`)
    return true
  }
  for (;;) {
    const answer = (await ask(`${question} [Y/n]: `)).toLowerCase()
    if (answer === '' || answer === 'y' || answer === 'yes') return true
    if (answer === 'n' || answer === 'no') return false
    say('Answer y or n.')
  }
}
