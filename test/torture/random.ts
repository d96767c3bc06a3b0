/** Random numbers that come again with the same seed. */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number from 0 to `most`, both included. */
  upTo(most: number): number;
  /** One of a list that has some. */
  pick<T>(list: readonly [T, ...T[]]): T;
}

/**
 * Starts a sequence of random numbers.
 *
 * @param seed a whole number; the same gives the same sequence
 * @example
 * createRandom(1).upTo(137)
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  // the mixing of splitmix32: every bit of the counter reaches every bit of the result
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const upTo = (most: number) => Math.floor(next() * (most + 1));
  return { next, upTo, pick: ([first, ...rest]) => [first, ...rest][upTo(rest.length)] ?? first };
}
