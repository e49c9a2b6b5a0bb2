/**
 * `%5.3f` of C and Python. `toFixed` differs in exact ties only: it rounds them up, printf to the
 * even digit. A double is such a tie exactly when it is an odd number of sixteenths, because
 * 0.0005 = 1 / (16 * 125).
 */
function printf5point3(value: number): string {
  const sixteenths = value * 16;
  if (!Number.isInteger(sixteenths) || sixteenths % 2 === 0) return value.toFixed(3).padStart(5);
  const below = Math.floor(value * 1000);
  return ((below % 2 === 0 ? below : below + 1) / 1000).toFixed(3).padStart(5);
}

/**
 * Text of `biasdrift_k.txt`: a header, then one drift (ADU) per line in the order of the V sequence
 * zenith1, ib001 .. ib045, zenith2, written `%5.3f` (image-stages 2.1). A frame without a drift has
 * `nan` in its line, so that no later line shifts.
 *
 * @param driftsAdu drift per frame of the sequence, null where there is none
 */
export function writeBiasDrift(driftsAdu: readonly (number | null)[]): string {
  const lines = driftsAdu.map((drift) =>
    drift === null || !Number.isFinite(drift) ? '  nan' : printf5point3(drift),
  );
  return ['# delta_bias[ADU]', ...lines, ''].join('\n');
}
