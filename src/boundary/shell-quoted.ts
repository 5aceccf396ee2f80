/** A word for a shell, in which nothing stands for anything else within single quotes: for lines that are made to be copied. */
export function shellQuoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
