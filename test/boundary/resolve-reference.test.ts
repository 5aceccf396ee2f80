import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPath } from '../../src/boundary/check-path.ts'
import { UserError } from '../../src/boundary/finding.ts'
import { resolveReference } from '../../src/boundary/resolve-reference.ts'

fc.configureGlobal({ seed: 20_260_601 })

describe('a reference', () => {
  it('is relative to the file that names it', () => {
    expect(resolveReference('evals/triage.eval.yaml', '../prompts/triage.md')).toBe('prompts/triage.md')
    expect(resolveReference('evals/triage.eval.yaml', 'data/mails.jsonl')).toBe('evals/data/mails.jsonl')
    expect(resolveReference('noisefloor.yaml', './evals/x.yaml')).toBe('evals/x.yaml')
  })

  it.each([
    '../../secret',
    '/etc/passwd',
    '',
    '..',
    '../.git/config',
    'a\\b',
    'a\0b',
    '../evals/../../x',
    'file:///../../../x',
  ])('cannot be %j', (reference) => {
    expect(() => resolveReference('evals/triage.eval.yaml', reference)).toThrow(UserError)
  })

  it('that is wrong is reported at the file that names it', () => {
    expect(() => resolveReference('evals/triage.eval.yaml', '/etc/passwd')).toThrow(
      'evals/triage.eval.yaml: the path "/etc/passwd" is absolute; name a file inside the repository',
    )
  })

  it('never resolves to a path outside the repository or in .git, whatever it is made of', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      'a',
      '.git',
      '.GIT',
      'git~1',
      '/',
      '//',
      '\\',
      '\0',
      ' ',
      'b.md',
      '\u200d',
      '...',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        let resolved: string
        try {
          resolved = resolveReference('a/b.yaml', pieces.join(''))
        } catch (error) {
          expect(error).toBeInstanceOf(UserError)
          return
        }
        const components = resolved.split('/')
        expect(components).not.toContain('..')
        expect(components).not.toContain('')
        expect(components.map((component) => component.toLowerCase())).not.toContain('.git')
        expect(checkPath(resolved)).toBe(resolved)
      }),
    )
  })
})
