/**
 * The files of one side: a commit, or the working tree. The only way the project reads a repository's files.
 * Paths are relative to the repository's root, `/`-separated, normalised, and never leave the root.
 */
export interface FileTree {
  /** What a reader calls this side: `working tree`, or the 40 hexadecimal digits of a commit. */
  readonly label: string
  /**
   * The bytes of a regular file, or `undefined` when there is no such file.
   * @throws UserError when the path is a symlink, submodule, FIFO or device, leaves the repository, lies in `.git`,
   *   or is larger than `maxBytes` (default 16 MiB).
   */
  read(path: string, options?: { readonly maxBytes?: number }): Promise<Uint8Array | undefined>
  /** All regular files, sorted by code point. The working tree lists tracked and untracked, not ignored, files. */
  list(): Promise<readonly string[]>
}
