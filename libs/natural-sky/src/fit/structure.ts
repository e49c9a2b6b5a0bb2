/** Lower edges of the altitude bands the structure of the sky is stated for, deg. */
export const structureBandsDeg = [5, 12, 25, 45] as const;

const middlesDeg = structureBandsDeg.map(
  (low, i) => (low + (structureBandsDeg.at(i + 1) ?? 90)) / 2,
);

/** The structure fraction at an altitude, straight between the middles of the bands. */
export function structureAt(fractions: readonly number[], altitudeDeg: number): number {
  if (altitudeDeg <= middlesDeg[0]) return fractions[0];
  for (let i = 1; i < middlesDeg.length; i += 1) {
    if (altitudeDeg > middlesDeg[i]) continue;
    const part = (altitudeDeg - middlesDeg[i - 1]) / (middlesDeg[i] - middlesDeg[i - 1]);
    return fractions[i - 1] + part * (fractions[i] - fractions[i - 1]);
  }
  return fractions[fractions.length - 1];
}
