/** Agreements by chance that are accepted, per pair of frames. */
export const acceptedChance = 1e-4;

/** Chance of at least `count` where `expected` are expected on average; 1 for no more than that. */
export function poissonTail(count: number, expected: number): number {
  if (count <= expected) return 1;
  // In logarithms, as the first terms are beyond float64 where many are expected.
  let logTerm = -expected;
  for (let k = 1; k < count; k += 1) logTerm += Math.log(expected / k);
  const terms: number[] = [];
  for (let k = count; k <= count + 200; k += 1) {
    logTerm += Math.log(expected / k);
    terms.push(Math.exp(logTerm));
  }
  // Summed from the far end, where the terms are smallest.
  return Math.min(
    1,
    terms.reduceRight((sum, term) => sum + term, 0),
  );
}
