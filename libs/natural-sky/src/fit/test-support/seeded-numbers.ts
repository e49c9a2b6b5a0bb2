/** Numbers from a seed: the same on every machine. */
export interface SeededNumbers {
  /** Uniform between two limits. */
  readonly between: (low: number, high: number) => number;
  /** Normal, 1 sigma = 1. */
  readonly normal: () => number;
}

/** A generator after Steele and Vigna (2014), 32 bits of state. */
export function seededNumbers(seed: number): SeededNumbers {
  let state = (seed * 0x9e3779b9) >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    between: (low, high) => low + (high - low) * uniform(),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
