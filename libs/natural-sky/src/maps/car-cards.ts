import { fitsPixel, linearWcs, type CardEntry } from '@nightskies/fits';
import type { MapGrid } from '@nightskies/sky';

/** WCS of a map in azimuth and apparent altitude, plate carree, first row lowest altitude. */
export function carCards(grid: MapGrid): CardEntry[] {
  return linearWcs({
    ctype: ['ALON-CAR', 'ALAT-CAR'],
    crpix: [
      fitsPixel(-grid.azimuth0Deg / grid.stepDeg - 0.5),
      fitsPixel(-grid.altitude0Deg / grid.stepDeg - 0.5),
    ],
    crval: [0, 0],
    cdelt: [grid.stepDeg, grid.stepDeg],
  });
}
