/**
 * Linearity factors at whole DN: `factors[k]` belongs to a bias-subtracted signal of `originDn + k`.
 * Between two entries the factor is linear, beyond both ends constant.
 */
export interface LinearityTable {
  readonly originDn: number;
  readonly factors: Float32Array;
}

/** Signals a 16-bit converter cannot give, with room for a bias of either sign. */
const widestDn = 131072;

/**
 * A table of a linearity curve, to be interpolated at the fractional signal. For a curve that is
 * linear between nodes at whole DN the factor is that of the curve within 2.5e-7 relative (float32
 * entries); nodes between whole DN are cut off within their 1 DN.
 *
 * @param factorAt the curve, constant below `firstDn` and above `lastDn`
 * @throws RangeError for an empty range or a factor that is not finite
 */
export function linearityTable(
  factorAt: (dn: number) => number,
  firstDn: number,
  lastDn: number,
): LinearityTable {
  const originDn = Math.max(Math.floor(firstDn), -widestDn);
  const endDn = Math.min(Math.ceil(lastDn), widestDn);
  if (!(endDn >= originDn)) {
    throw new RangeError(`a linearity table needs a range of DN, not ${firstDn} to ${lastDn}`);
  }
  const factors = new Float32Array(endDn - originDn + 1);
  for (let k = 0; k < factors.length; k++) {
    factors[k] = factorAt(originDn + k);
    if (!Number.isFinite(factors[k])) {
      throw new RangeError(`linearity factor ${factors[k]} at ${originDn + k} DN is not finite`);
    }
  }
  return { originDn, factors };
}
