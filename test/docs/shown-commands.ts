import type { Page } from './read-page.ts'

/** A command line that a page shows. */
export interface ShownCommand {
  readonly place: string
  readonly line: string
  readonly words: readonly string[]
}

/** The lines of all blocks of shell, without comments, one entry per command of a chain. */
export function shownCommands(pages: readonly Page[]): readonly ShownCommand[] {
  const blocks = pages.flatMap((page) => page.blocks)
  return blocks
    .filter(({ language, text }) => language === 'sh' || (language === '' && /^npm /.test(text)))
    .flatMap(({ place, text }) =>
      text
        .split('\n')
        .map((line) => line.replace(/\s+#.*$/, '').trim())
        .filter((line) => line !== '')
        .flatMap((line) => line.split('&&').map((part) => part.trim()))
        .map((line) => ({ place, line, words: shellWords(line) })),
    )
}

/** Words as a shell splits them: quotes hold blanks together. */
export function shellWords(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  )
}

/** Code within sentences that begins with a command or an option of ours: `check --extend`, `--offline`. */
export function mentionedCommands(
  pages: readonly Page[],
  commands: readonly string[],
): readonly ShownCommand[] {
  return pages.flatMap((page) =>
    page.inlineCode
      .map(({ value, line }) => ({
        place: `${page.file}:${line}`,
        line: value,
        words: shellWords(value.replace(/^noisefloor /, '')),
      }))
      .filter(
        ({ line, words }) =>
          /^noisefloor [a-z]/.test(line) ||
          /^--[a-z]/.test(line) ||
          (commands.includes(words[0]!) && / --/.test(line)),
      ),
  )
}
