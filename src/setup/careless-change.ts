import type { FileTree } from '../boundary/file-tree.ts'
import { UserError } from '../boundary/finding.ts'
import { readText } from '../boundary/read-text.ts'
import { withFiles } from './file-overlay.ts'
import { draftPrompt, type PromptDraft } from './prompt-draft.ts'
import type { CarelessChange } from './starter.ts'

/** What a hurried author adds. */
const HASTE = 'Answer as fast as you can.'
/** Words of sentences that hold a prompt together. */
const TELLING =
  /\b(?:json|only|never|always|must|exactly|nothing else|do not|don't|at most|reply|answer|respond|return|format)\b/gi
const SHORTEST = 12
const LONGEST = 160
const MOST_TRIED = 10

/**
 * The change of a prompt with which the gate is rehearsed: its most telling sentence goes. A prompt without a sentence that can be taken out
 * of its file gets one more.
 */
export async function carelessChange(tree: FileTree, draft: PromptDraft): Promise<CarelessChange> {
  const { path, sources } = draft
  const text = (await readText(tree, path)) ?? ''
  const all = sources.join('\n')
  const candidates = sources
    .flatMap(sentencesOf)
    .filter((sentence) => isOnce(text, sentence) && isOnce(all, sentence))
    .map((sentence) => ({ sentence, score: sentence.match(TELLING)?.length ?? 0 }))
    .sort((a, b) => b.score - a.score)
  for (const { sentence } of candidates.slice(0, MOST_TRIED)) {
    const change: CarelessChange = { kind: 'removed', file: path, text: sentence }
    if (await leavesPrompt(tree, draft, text, change)) return change
  }
  const variable = /\{\{[^{}]*\}\}|\{[A-Za-z_][\w.]*\}/.exec(text)?.[0]
  return {
    kind: 'added',
    file: path,
    after: variable ?? text.trimEnd().split('\n').at(-1) ?? '',
    text: HASTE,
  }
}

function isOnce(text: string, part: string): boolean {
  return text.split(part).length === 2
}

/** The file is still a prompt, with the same variables: a sentence may have been all that a message held. */
async function leavesPrompt(
  tree: FileTree,
  { path, variables }: PromptDraft,
  text: string,
  change: CarelessChange,
): Promise<boolean> {
  try {
    const changed = await draftPrompt(
      withFiles(tree, new Map([[path, applyCarelessChange(text, change)]])),
      path,
    )
    return (
      changed.variables.join() === variables.join() && changed.sources.some((source) => source.trim() !== '')
    )
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}

/** Sentences that stand on one line, without variables, and in any file format as they are. */
function sentencesOf(source: string): readonly string[] {
  return source
    .split('\n')
    .flatMap((line) => line.split(/(?<=[.!?:])\s+/))
    .map((sentence) => sentence.replace(/^[\s#>*\d.)-]+/, '').trim())
    .filter(
      (sentence) =>
        sentence.length >= SHORTEST &&
        sentence.length <= LONGEST &&
        sentence.includes(' ') &&
        !/[{}"'\\<>]/.test(sentence) &&
        /\p{L}/u.test(sentence),
    )
}

/** The text of the file after the change. */
export function applyCarelessChange(text: string, change: CarelessChange): string {
  return change.kind === 'removed'
    ? text.replace(change.text, () => '')
    : text.replace(change.after, () => `${change.after} ${change.text}`)
}
