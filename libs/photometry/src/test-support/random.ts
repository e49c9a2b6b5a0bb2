/** Numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Of a small mean. */
export function poisson(random: () => number, mean: number): number {
  let count = 0;
  for (let left = Math.exp(-mean), product = random(); product > left; product *= random()) {
    count += 1;
  }
  return count;
}

/** Of a large mean, by the Gaussian. */
export const poissonLarge = (random: () => number, mean: number): number =>
  Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
