/**
 * The entries of git's NUL-separated output. Git's names are bytes: entries that are not UTF-8 are left out, because no file of
 * ours can name them.
 */
export function decodePaths(output: Uint8Array): readonly string[] {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    return decoder
      .decode(output)
      .split('\0')
      .filter((entry) => entry !== '')
  } catch {
    return splitAtNul(output).flatMap((entry) => {
      try {
        return [decoder.decode(entry)]
      } catch {
        return []
      }
    })
  }
}

function splitAtNul(bytes: Uint8Array): readonly Uint8Array[] {
  const entries: Uint8Array[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start)
    const stop = end === -1 ? bytes.length : end
    if (stop > start) entries.push(bytes.subarray(start, stop))
    start = stop + 1
  }
  return entries
}
