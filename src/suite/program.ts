/** A program of the repository, as a suite names it. It runs in the tree of one side. */
export interface Program {
  /** The program and its arguments; no shell is involved. */
  readonly run: readonly string[]
  /** Run once in a tree before the program, such as `npm ci`. */
  readonly setup?: readonly string[]
  /** Repository-relative folder that it runs in; empty for the root. */
  readonly folder: string
  /** Variables beside the few that every program gets. */
  readonly environment: Readonly<Record<string, string>>
  /** Of data in each of its processes. */
  readonly memoryMegabytes: number
}

/** A program that answers requests until it is ended. `{{ port }}` in its arguments is the port. */
export interface ServedProgram extends Program {
  /** The variable that holds the port it has to listen on. */
  readonly portVariable: string
  readonly ready: {
    /** Answers with a status below 400 once it is ready; absent: it is ready when it accepts connections. */
    readonly path?: string
    readonly timeoutSeconds: number
  }
}

/** Of which side's tree the code is, and what that code is by content. */
export interface SideCode {
  readonly side: 'base' | 'head'
  /** Equal for equal content of all files that the target depends on. */
  readonly identity: string
}
