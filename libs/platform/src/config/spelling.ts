/**
 * The candidate nearest in spelling; what was given when there is none.
 *
 * Distance of Levenshtein, "Binary codes capable of correcting deletions, insertions and
 * reversals", 1966.
 */
export function nearestInSpelling(given: string, candidates: readonly string[]): string {
  const distances = candidates.map((candidate) => spellingDistance(given, candidate));
  return candidates.at(distances.indexOf(Math.min(...distances))) ?? given;
}

function spellingDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const [swap = 0, remove = 0] = row.slice(j, j + 2);
      next.push(Math.min(swap + (letter === other ? 0 : 1), remove + 1, (next.at(j) ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
