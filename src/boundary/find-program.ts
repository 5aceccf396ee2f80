import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'

/**
 * The file that a program's name stands for, as a shell would find it: on the path, or relative to `directory` when it holds a slash.
 * `undefined` when there is none that may be executed.
 */
export function findProgram(name: string, directory: string, path: string | undefined): string | undefined {
  const candidates = name.includes('/')
    ? [resolve(directory, name)]
    : (path ?? '')
        .split(delimiter)
        .filter(isAbsolute)
        .map((folder) => join(folder, name))
  return candidates.find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
