import { open, truncate } from 'node:fs/promises'

/** What the ledger asks of the file system for `trials.jsonl`, small enough that a test can stand in a disk that fails. */
export interface LedgerFile {
  /** One write at the end of the file; resolves to the number of bytes written, which may be fewer. */
  write(bytes: Uint8Array): Promise<number>
  truncate(length: number): Promise<void>
  /** Resolves when everything written survives a power loss. */
  sync(): Promise<void>
  close(): Promise<void>
}

export type OpenLedgerFile = (path: string) => Promise<LedgerFile>

/** Opens a file for appending, making it where there is none. */
export const openLedgerFile: OpenLedgerFile = async (path) => {
  const handle = await open(path, 'a')
  return {
    write: async (bytes) => (await handle.write(bytes)).bytesWritten,
    // By path: Windows does not truncate through a handle that may only append.
    truncate: (length) => truncate(path, length),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  }
}
