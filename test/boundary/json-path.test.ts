import { describe, expect, it } from 'vitest'
import { compileJsonPath, JsonPathError } from '../../src/boundary/json-path.ts'

const STORE = {
  queue: 'billing',
  'odd key': 1,
  items: [
    { name: 'pen', price: 2, tags: ['a', 'b'] },
    { name: 'ink', price: 9 },
    { name: 'pad', price: 4, tags: [] },
  ],
}
const query = (path: string, value: unknown = STORE) => compileJsonPath(path).query(value)

describe('a JSONPath', () => {
  it.each([
    ['$', [STORE]],
    ['$.queue', ['billing']],
    ["$['odd key']", [1]],
    ['$.items[0].name', ['pen']],
    ['$.items[-1].name', ['pad']],
    ['$.items[*].price', [2, 9, 4]],
    ['$.items[0:2].name', ['pen', 'ink']],
    ['$..name', ['pen', 'ink', 'pad']],
    ['$.items[?@.price < 5].name', ['pen', 'pad']],
    ['$.items[?@.price > 1 && @.tags && @.name == "pad"].price', [4]],
    ['$.items[?@.tags[0] == "a"].name', ['pen']],
    ['$.items[?@.price == $.items[1].price].name', ['ink']],
    ['$.items[?count(@.tags[*]) == 2].name', ['pen']],
    ['$.items[?length(@.name) == 3].price', [2, 9, 4]],
    ['$.items[?match(@.name, "p.*")].name', ['pen', 'pad']],
    ['$.items[?search(@.name, "n")].name', ['pen', 'ink']],
    ['$.none', []],
    ['$.items.none', []],
  ])('%s selects as RFC 9535 says', (path, values) => {
    expect(query(path)).toEqual(values)
  })

  it('says whether it selects one value at most', () => {
    expect(compileJsonPath('$.items[0]["name"]').singular).toBe(true)
    for (const path of ['$.items[*]', '$..name', '$.items[0,1]', '$.items[0:1]', '$.items[?@.name]']) {
      expect(compileJsonPath(path).singular).toBe(false)
    }
  })

  it('selects own properties only', () => {
    for (const path of [
      '$.constructor',
      '$.__proto__',
      '$.toString',
      '$.items.length',
      '$.queue.length',
      '$.queue[0]',
    ]) {
      expect(query(path)).toEqual([])
    }
    expect(query('$.__proto__', JSON.parse('{"__proto__": 1}'))).toEqual([1])
  })

  it('takes any value', () => {
    for (const value of ['text', 5, true, null, undefined, []]) expect(query('$.a[0]', value)).toEqual([])
  })

  it.each([
    ['queue', 'a JSONPath begins with $'],
    ['', 'a JSONPath begins with $'],
    ['$[', 'is not a valid JSONPath'],
    ['$.items[?@.price]]', 'is not a valid JSONPath'],
    ['$.items[(@.length-1)]', 'is not a valid JSONPath'],
    ['$[?@.a == $..a]', 'non-singular query is not comparable'],
    ['$[?require("fs")]', "no such function 'require'"],
    [`$${'.a'.repeat(600)}`, 'longer than 1,000 characters'],
  ])('%.40j is refused', (path, reason) => {
    expect(() => compileJsonPath(path)).toThrow(JsonPathError)
    expect(() => compileJsonPath(path)).toThrow(reason)
  })
})

describe('a query that would not end', () => {
  let chain: unknown = 1
  for (let level = 0; level < 60; level++) chain = { a: chain, b: [1, 2, 3] }
  let deep: unknown = 1
  for (let level = 0; level < 5000; level++) deep = [deep]

  it.each([
    ['selects everything many times', `$${"['a','a']".repeat(40)}`, chain, '10,000 values'],
    ['descends from everywhere', '$..*..*..*..*..*..*..*', chain, '10,000 values'],
    ['selects a large list', '$[*]', Array(20_000).fill(1), '10,000 values'],
    [
      'finds nothing for long',
      `$[?${'@..a..a..a..a..z || '.repeat(20)}@.z]`,
      [chain, chain],
      'took longer than 1000 ms',
    ],
    ['goes too deep', '$..a', deep, 'recursion limit'],
  ])('because it %s is stopped', (_, path, value, reason) => {
    const started = performance.now()
    expect(() => query(path, value)).toThrow(
      expect.objectContaining({ name: 'JsonPathError', message: expect.stringContaining(reason) }),
    )
    expect(performance.now() - started).toBeLessThan(4000)
  })

  it('by its pattern ends at once', () => {
    const started = performance.now()
    expect(query('$[?match(@, "(a+)+b")]', [`${'a'.repeat(5000)}c`])).toEqual([])
    expect(query('$[?search(@, "(?=a)")]', ['a'])).toEqual([])
    expect(performance.now() - started).toBeLessThan(1000)
  })
})
