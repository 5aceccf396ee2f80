import { createHash } from 'node:crypto'

/**
 * A reproducible stream of random numbers. The same seed gives the same stream on every machine and version.
 */
export interface Random {
  /** 32 random bits as an integer in [0, 2³²). */
  bits(): number
  /** Uniform on the multiples of 2⁻⁵³ in [0, 1). */
  uniform(): number
  /** Uniform on 0, 1, …, n − 1, without bias; n is an integer in [1, 2³²]. */
  integer(n: number): number
  /** A new array with the items in uniformly random order. */
  shuffle<T>(items: readonly T[]): T[]
}

/**
 * xoshiro128** 1.1 (Blackman & Vigna 2021), whose four words are the first 16 bytes of SHA-256 of the seed's
 * UTF-8 text, read as little-endian 32-bit integers. Streams of different seeds are independent for every
 * practical purpose: derive one per use, such as `${seed}/order` and `${seed}/flips`. Not for secrets.
 */
export function createRandom(seed: string): Random {
  const digest = createHash('sha256').update(seed, 'utf8').digest()
  return randomFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)) as State)
}

type State = [number, number, number, number]

/**
 * The generator at a given state, not all zero. Apart from `createRandom` only for checking against the
 * published reference.
 */
export function randomFromState(state: State): Random {
  let [a, b, c, d] = state
  const bits = (): number => {
    const product = Math.imul(b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9)
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return result >>> 0
  }
  const integer = (n: number): number => {
    const limit = 2 ** 32 - (2 ** 32 % n)
    for (;;) {
      const draw = bits()
      if (draw < limit) return draw % n
    }
  }
  return {
    bits,
    integer,
    uniform: () => ((bits() >>> 5) * 2 ** 26 + (bits() >>> 6)) * 2 ** -53,
    shuffle: (items) => {
      const shuffled = [...items]
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const chosen = integer(last + 1)
        const moved = shuffled[last]!
        shuffled[last] = shuffled[chosen]!
        shuffled[chosen] = moved
      }
      return shuffled
    },
  }
}
