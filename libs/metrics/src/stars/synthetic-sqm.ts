import { degree, luminanceOfMag, rowAltitudeDeg, type MapGrid } from '@nightskies/sky';

/** Off-axis angle and loss of a meter with a lens, deg and mag (the maker's description). */
const halfAngleDeg = 10;
const coreEndDeg = 20;
const tailDeg = 40;
const tailMag = 5;
const endDeg = 60;
const coreMag = 2.5 * Math.log10(2);

/** How it reads in the document. */
export const sqmResponseText =
  'SQM-L held to the zenith: half the light at 10 deg off the axis, 3 mag less at 20 deg, 5 mag less at 40 deg, nothing beyond 60 deg; V band';

/**
 * Part of the light of a source off the axis that the meter counts, 1 on the axis: a Gaussian of 10 deg
 * half width to 20 deg (3.0 mag), then linear in magnitudes through 5 mag at 40 deg, as the maker of
 * the SQM-L describes it.
 */
export function sqmResponse(offAxisDeg: number): number {
  if (offAxisDeg > endDeg) return 0;
  const atCoreEnd = coreMag * (coreEndDeg / halfAngleDeg) ** 2;
  const loss =
    offAxisDeg <= coreEndDeg
      ? coreMag * (offAxisDeg / halfAngleDeg) ** 2
      : atCoreEnd + ((tailMag - atCoreEnd) * (offAxisDeg - coreEndDeg)) / (tailDeg - coreEndDeg);
  return 10 ** (-0.4 * loss);
}

/** Sky that the meter sees, sr: the response over solid angle. */
export function sqmSolidAngleSr(stepDeg = 0.05): number {
  let sum = 0;
  for (let off = stepDeg / 2; off < endDeg; off += stepDeg) {
    sum +=
      sqmResponse(off) *
      (Math.cos((off - stepDeg / 2) * degree) - Math.cos((off + stepDeg / 2) * degree));
  }
  return 2 * Math.PI * sum;
}

/** Gathers the light of the sky as the meter weighs it, row by row. */
export class SqmSums {
  private light = 0;
  private solidAngle = 0;

  /** @param meanOf luminance of a row, cd/m2; NaN without data; asked where the meter sees the row */
  addRow(grid: MapGrid, row: number, meanOf: () => number): void {
    const altitude = rowAltitudeDeg(grid, row);
    const bottom = altitude - grid.stepDeg / 2;
    const weight =
      sqmResponse(90 - altitude) *
      (Math.sin((bottom + grid.stepDeg) * degree) - Math.sin(bottom * degree));
    if (weight === 0) return;
    const mean = meanOf();
    if (Number.isNaN(mean)) return;
    this.light += mean * weight;
    this.solidAngle += weight;
  }

  /** Mean luminance, cd/m2; NaN without sky. */
  luminance(): number {
    return this.light / this.solidAngle;
  }
}

/** Square arcseconds in a steradian. */
const arcsec2PerSr = (3600 / degree) ** 2;

/**
 * Luminance that stars add to a meter, cd/m2: their light over the sky the meter sees.
 *
 * @param sources zenith angle, deg, and magnitude after extinction
 */
export function starlightOfMeter(sources: Iterable<readonly [number, number]>): number {
  let flux = 0;
  for (const [zenithDeg, mag] of sources) flux += sqmResponse(zenithDeg) * 10 ** (-0.4 * mag);
  if (flux === 0) return 0;
  return luminanceOfMag(-2.5 * Math.log10(flux / (sqmSolidAngleSr() * arcsec2PerSr)));
}
