import { printfFixed } from './printf.js';

/** A standard star used in the fit of zeropoint and extinction. */
export interface ExtinctionStar {
  /** Tail of the file name, `001.fit`. */
  readonly frame: string;
  /** Number in the catalogue. */
  readonly hip: number;
  readonly magnitude: number;
  readonly elevationDeg: number;
  readonly bv: number;
  /** Array position, px: the first pixel's centre is (0, 0). */
  readonly x: number;
  readonly y: number;
  /** Of the Gaussian, px. */
  readonly sigma: number;
  /** Volume of the Gaussian and light in the aperture, DN/s. */
  readonly psfFlux: number;
  readonly apertureFlux: number;
}

const header =
  '# File    Star   Magnitude Elevation   B-V   X      Y      sigma   PSF_flux  Aper_flux';

/** Text of `extinction_stars_F_k.txt` (image-stages 6.8), rows as they come. */
export function writeExtinctionStars(rows: readonly ExtinctionStar[]): string {
  const lines = rows.map((row) =>
    [
      row.frame.padStart(7),
      String(row.hip).padStart(8),
      printfFixed(row.magnitude, 7, 2),
      printfFixed(row.elevationDeg, 9, 2),
      printfFixed(row.bv, 7, 2),
      printfFixed(row.x, 7, 1),
      printfFixed(row.y, 6, 1),
      printfFixed(row.sigma, 5, 2),
      printfFixed(row.psfFlux, 8, 0),
      printfFixed(row.apertureFlux, 8, 0),
    ].join(' '),
  );
  return [header, ...lines, ''].join('\n');
}
