/**
 * Text from models, children and files, made harmless for a terminal and for a workflow's log.
 *
 * - Control, bidirectional, zero-width and other invisible characters, and lone surrogates, become visible: `<U+202E>`. Line feeds and tabs
 *   stay, CR LF is a line feed. The runner compares by culture, for which invisible characters do not exist: left in, they
 *   would hide a command from a simple check. Those that only join or style an emoji stay.
 * - `::` at the start of a line, after white space, and `##[` anywhere become `: :` and `## [`: the two forms of workflow commands
 *   (`ActionCommand.TryParseV2` and `TryParse` of actions/runner).
 */
export function printable(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(INVISIBLE, (found, emoji: string | undefined) => emoji ?? visible(found))
    .replace(/^([^\S\n]*:):/gm, '$1 :')
    .replace(/##\[/g, '## [')
}

const INVISIBLE = new RegExp(
  String.raw`((?:\p{Extended_Pictographic}\p{Emoji_Modifier}?\uFE0F?)(?:\u200D\p{Extended_Pictographic}\p{Emoji_Modifier}?\uFE0F?)*)` +
    String.raw`|(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]`,
  'gu',
)

function visible(character: string): string {
  return `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}>`
}
