import { posix } from 'node:path'
import { UserError } from '../boundary/finding.ts'
import { resolveReference } from '../boundary/resolve-reference.ts'
import type { DataSource } from '../boundary/yaml-source.ts'
import type { Mistakes } from './collect-mistakes.ts'
import { type Path, placeOf } from './parse-section.ts'
import type { Program, ServedProgram } from './program.ts'
import type { WrittenTarget } from './target-schema.ts'

const DEFAULT_MEMORY = 2048
const DEFAULT_READY_SECONDS = 60

type WrittenServe = NonNullable<WrittenTarget['serve']>
type WrittenProgram = Pick<WrittenServe, 'setup' | 'cwd' | 'env' | 'memory-mb'>
type Arguments = string | readonly string[]

/** @param path of the mapping that names the program */
export function readProgram(
  run: Arguments,
  written: WrittenProgram,
  source: DataSource,
  path: Path,
  mistakes: Mistakes,
): Program {
  return {
    run: argumentsOf(run),
    ...(written.setup === undefined ? {} : { setup: argumentsOf(written.setup) }),
    folder: written.cwd === undefined ? '' : folderOf(written.cwd, source, [...path, 'cwd'], mistakes),
    environment: written.env ?? {},
    memoryMegabytes: written['memory-mb'] ?? DEFAULT_MEMORY,
  }
}

export function readServe(
  written: WrittenServe | undefined,
  source: DataSource,
  mistakes: Mistakes,
): ServedProgram | undefined {
  if (written === undefined) return undefined
  const ready = typeof written.ready === 'string' ? { path: written.ready } : (written.ready ?? {})
  return {
    ...readProgram(written.command, written, source, ['target', 'serve'], mistakes),
    portVariable: written.port ?? 'PORT',
    ready: {
      ...(ready.path === undefined ? {} : { path: ready.path }),
      timeoutSeconds: ready['timeout-seconds'] ?? DEFAULT_READY_SECONDS,
    },
  }
}

/** All that any part of the target says; without a word every file counts, because nobody knows better. */
export function readDependsOn(
  ...parts: readonly (Pick<WrittenServe, 'depends-on'> | undefined)[]
): readonly string[] {
  const globs = parts.flatMap((part) => part?.['depends-on'] ?? [])
  return globs.length === 0
    ? ['**']
    : [...new Set(globs.map((glob) => glob.replace(/^(?:\.\/)+/, '')))].sort()
}

function argumentsOf(written: Arguments): readonly string[] {
  return typeof written === 'string' ? [written] : written
}

function folderOf(reference: string, source: DataSource, path: Path, mistakes: Mistakes): string {
  // The root itself is a folder, although it is no file that could be referred to.
  if (/^\.\/?$/.test(posix.join(posix.dirname(source.file), reference))) return ''
  try {
    return resolveReference(source.file, reference)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    mistakes.add(...error.findings.map((finding) => ({ ...finding, ...placeOf(source, path) })))
    return ''
  }
}
