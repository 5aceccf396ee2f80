/**
 * A text for comparison without regard to case. Upper case, because lower-casing a sigma depends on the letters around it
 * and leaves `ß` apart from `SS`.
 */
export function foldCase(text: string, ignoreCase: boolean): string {
  return ignoreCase ? text.toUpperCase() : text
}
