import { describe, expect, it } from 'vitest'
import { incompleteBeta, inverseIncompleteBeta } from '../../src/stats/beta.ts'
import { binomialLowerTail, binomialUpperTail } from '../../src/stats/binomial.ts'
import { logBinomialTerm } from '../../src/stats/binomial-term.ts'
import { logGamma } from '../../src/stats/log-gamma.ts'
import { normalCdf, normalQuantile } from '../../src/stats/normal.ts'
import { studentCdf, studentQuantile } from '../../src/stats/student-t.ts'
import { expectClose, readOracle } from './oracle.ts'
import { fc } from './property.ts'

type Rows = readonly (readonly number[])[]
const r = readOracle<{
  normal: Rows
  normalQuantile: Rows
  beta: Rows
  inverseBeta: Rows
  student: Rows
  studentQuantile: Rows
  logGamma: Rows
  binomial: Rows
}>('r')

describe('distributions agree with R', () => {
  it('for the normal, far into the tails', () => {
    for (const row of r.normal) expectClose(normalCdf(row[0]!), row[1]!, 1e-14, row)
    for (const row of r.normalQuantile) expectClose(normalQuantile(row[0]!), row[1]!, 1e-14, row)
  })

  it('for the incomplete beta function and its inverse', () => {
    for (const row of r.beta) expectClose(incompleteBeta(row[0]!, row[1]!, row[2]!), row[3]!, 1e-11, row)
    for (const row of r.inverseBeta)
      expectClose(inverseIncompleteBeta(row[0]!, row[1]!, row[2]!).x, row[3]!, 1e-11, row)
  })

  it('for Student’s t', () => {
    for (const row of r.student) expectClose(studentCdf(row[0]!, row[1]!), row[2]!, 1e-11, row)
    for (const row of r.studentQuantile) expectClose(studentQuantile(row[0]!, row[1]!), row[2]!, 1e-10, row)
  })

  it('for ln Γ', () => {
    for (const row of r.logGamma) {
      expect(Math.abs(logGamma(row[0]!) - row[1]!)).toBeLessThan(1e-14 * Math.max(1, Math.abs(row[1]!)))
    }
  })

  it('for the binomial', () => {
    for (const row of r.binomial) {
      const [k, n, p, probability, upper, lower] = row as [number, number, number, number, number, number]
      expectClose(Math.exp(logBinomialTerm(k, n, p, 1 - p)), probability, 1e-11, row)
      expectClose(binomialUpperTail(k, n, p), upper, 1e-11, row)
      expectClose(binomialLowerTail(k, n, p), lower, 1e-11, row)
    }
  })
})

describe('distributions by themselves', () => {
  it('give binomial tails that agree with sums of exact fractions', () => {
    for (const row of readOracle<{ binomial: Rows }>('tests').binomial) {
      const [k, n, p, upper, lower] = row as [number, number, number, number, number]
      expectClose(binomialUpperTail(k, n, p), upper, 1e-11, row)
      expectClose(binomialLowerTail(k, n, p), lower, 1e-11, row)
    }
  })

  it('answer outside the support and at the ends without NaN', () => {
    expect([normalCdf(-40), normalCdf(40), normalQuantile(0), normalQuantile(1)]).toEqual([
      0,
      1,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ])
    expect([
      binomialUpperTail(0, 0, 0.5),
      binomialUpperTail(1, 0, 0.5),
      binomialLowerTail(0, 0, 0.5),
    ]).toEqual([1, 0, 1])
    expect([binomialUpperTail(3, 5, 0), binomialUpperTail(3, 5, 1), binomialLowerTail(3, 5, 1)]).toEqual([
      0, 1, 0,
    ])
    expect([studentCdf(Number.NEGATIVE_INFINITY, 3), studentCdf(Number.POSITIVE_INFINITY, 3)]).toEqual([0, 1])
    expect(studentQuantile(0.5, 3)).toBe(0)
    expect([studentQuantile(0, 3), studentQuantile(1, 3)]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ])
  })

  it('invert themselves', () => {
    const p = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true })
    const shape = fc.double({ min: 0.3, max: 2000, noNaN: true })
    fc.assert(
      fc.property(p, shape, shape, (probability, a, b) => {
        expect(normalCdf(normalQuantile(probability))).toBeCloseTo(probability, 12)
        expect(studentCdf(studentQuantile(probability, a), a)).toBeCloseTo(probability, 11)
        const { x, y } = inverseIncompleteBeta(a, b, probability)
        expect(incompleteBeta(a, b, x, y)).toBeCloseTo(probability, 10)
      }),
    )
  })
})
