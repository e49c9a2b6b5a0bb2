import { middleOfThree, type SmoothColumns } from './smooth-columns.js';

/** Cells left out on either side of an edge, which may run through them; then the farther light, rows. */
const nearRows = 1;
const farFrom = 3;
const farRows = 3;

/** A step of light over its mean at which an edge is as plain as any. */
const plainContrast = 0.6;
/** Part of the step within a near distance from which a change of light counts as an edge, and wholly. */
const softShare = 0.45;
const sharpShare = 0.8;
/** Steps of so many errors count by half. */
const halfSignificance = 4;
/** Frames may differ by so much where they meet. */
const seamContrast = 0.3;

/**
 * How much the light at the boundary below each row looks like the outline of something in front of
 * the sky, 0 to 1, in the order of the columns: a step within three cells (0.3 deg) that stays when light farther
 * away is compared (which a trail, a lamp or a star does not), and that is most of the change over
 * 0.9 deg (which that of a cloud bank, of extinction or of a light dome is not); brighter above or
 * below, for snow outshines a dark sky.
 */
export function edgeStrength(strip: SmoothColumns): Float32Array {
  const { columns, rows, light, sigma, frame } = strip;
  const strength = new Float32Array(columns * rows);
  const reach = farFrom + farRows;
  for (let column = 0; column < columns; column++) {
    const first = column * rows;
    const noise = sigma[column];
    for (let row = reach; row < rows - reach; row++) {
      const at = first + row;
      const b = at - 1 - farFrom;
      const a = at + farFrom;
      const farBelow = middleOfThree(light[b], light[b - 1], light[b - 2]);
      const farAbove = middleOfThree(light[a], light[a + 1], light[a + 2]);
      const far = farAbove - farBelow;
      // The step must hold over two cells: a star has one.
      const b1 = light[at - nearRows - 1];
      const b2 = light[at - nearRows - 2];
      const a1 = light[at + nearRows];
      const a2 = light[at + nearRows + 1];
      const near =
        far > 0 ? Math.min(a1, a2) - Math.max(b1, b2) : Math.max(a1, a2) - Math.min(b1, b2);
      // A step the other way round farther off, or one of which nothing is left, is a line.
      if (!(near * far > 0)) continue;
      const step = Math.min(Math.abs(near), Math.abs(far));
      const mean = (Math.abs(farAbove) + Math.abs(farBelow)) / 2 + 2 * noise;
      const contrast = step / mean;
      if (frame[at - nearRows - 1] !== frame[at + nearRows] && contrast < seamContrast) continue;
      const sharpness = Math.abs(near / far);
      const sharp = Math.min(1, Math.max(0, (sharpness - softShare) / (sharpShare - softShare)));
      const z = (step / (noise * Math.SQRT2 * halfSignificance)) ** 2;
      const significance = noise > 0 ? (z * z) / (1 + z * z) : 1;
      strength[at] = Math.min(1, contrast / plainContrast) * sharp * significance;
    }
  }
  return strength;
}
