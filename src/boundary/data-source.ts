/** A file's content as data, with the places of its parts. */
export interface DataSource {
  /** Repository-relative path. */
  readonly file: string
  /** JSON-like: null, booleans, finite numbers, texts, lists, plain objects without a key `__proto__`. Not to be changed. */
  readonly value: unknown
  /**
   * Where the value at a path stands, or its key. Where the path leads nowhere: the last part of it that exists.
   * Lines and columns count from 1, columns in UTF-16 units.
   */
  locate(path: readonly (string | number)[], part?: 'key' | 'value'): { line: number; column: number }
}
