import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

/** A table of `test/oracle`; `generate.py` there says where every number comes from. */
export function readOracle<Tables>(name: 'r' | 'tests' | 'sequential'): Tables {
  return JSON.parse(readFileSync(new URL(`../oracle/${name}.json`, import.meta.url), 'utf8')) as Tables
}

/** Agreement to a relative error, or to an absolute one of 10⁻¹⁵ near zero. */
export function expectClose(actual: number, expected: number, relative: number, about: unknown): void {
  const error = Math.abs(actual - expected)
  const near =
    error <= Math.max(relative * Math.abs(expected), Math.abs(expected) < 1e-15 ? 1e-15 * relative : 0)
  expect(near, `${JSON.stringify(about)}: got ${actual}, expected ${expected}`).toBe(true)
}
