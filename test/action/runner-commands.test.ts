import { describe, expect, it } from 'vitest'
import { parseOutputFile, parseRunnerCommands } from './runner-commands.ts'

const names = (output: string) => parseRunnerCommands(output).commands.map(({ name }) => name)

describe('the port of the runner’s parser', () => {
  it('obeys both forms where the runner does', () => {
    expect(parseRunnerCommands('a\n  ::error file=a%2Cb,line=3::x%0Ay::z\nb').commands).toEqual([
      { name: 'error', properties: { file: 'a,b', line: '3' }, data: 'x\ny::z' },
    ])
    expect(parseRunnerCommands('anything ##[set-env name=A;x=1]B%5D').commands).toEqual([
      { name: 'set-env', properties: { name: 'A', x: '1' }, data: 'B]' },
    ])
    expect(names('a\r::warning::b\rc')).toEqual(['warning'])
    expect(names('\u200B::add-mask::b')).toEqual(['add-mask'])
    expect(names('::STOP-COMMANDS::b')).toEqual(['stop-commands'])
  })

  it('prints what the runner prints', () => {
    expect(names('x ::error::b\n::unknown::b\n::error:b\n##[unknown]b\n##[error\n: :error::b')).toEqual([])
    expect(parseRunnerCommands('a\n::debug::b\nc').lines).toEqual(['a', 'c'])
  })

  it('reads the file of outputs', () => {
    expect(parseOutputFile('a=1\nb<<END\nx\n=y\nEND\nc=<<\n')).toEqual({ a: '1', b: 'x\n=y', c: '<<' })
    expect(() => parseOutputFile('b<<END\nx\n')).toThrow()
    expect(() => parseOutputFile('nothing\n')).toThrow()
  })
})
