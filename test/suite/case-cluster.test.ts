import { describe, expect, it } from 'vitest'
import { caseCluster } from '../../src/suite/case-cluster.ts'

describe('the cluster of a case', () => {
  it('is the value of the variable, whatever its type, before any tag', () => {
    expect(caseCluster({ vars: { document: 7 }, tags: ['document:x'] }, 'document')).toBe('7')
    expect(caseCluster({ vars: { document: 'a' }, tags: [] }, 'document')).toBe('"a"')
  })

  it('is the first tag that begins with the name and a colon', () => {
    expect(caseCluster({ vars: {}, tags: ['documents', 'document:x', 'document:y'] }, 'document')).toBe(
      'document:x',
    )
  })

  it('is none for a case that has neither: it stands for itself', () => {
    expect(caseCluster({ vars: { constructor: 1 }, tags: [] }, 'toString')).toBeUndefined()
  })
})
