import { fitsPixel, Header, linearWcs, writeFits } from '@nightskies/fits';
import type { MapGrid } from '@nightskies/sky';
import type { SimulatedSky } from './simulated-sky.js';

/**
 * The components of a simulated sky as one FITS file, nL, azimuth by apparent altitude, first row lowest
 * altitude: primary the sum of all light, then NATURAL, ARTIFIC (the domes), AIRGLOW, ZODIACAL,
 * GALACTIC, DIFFUSE, MOONLIGH, TWILIGHT as seen at the ground; ABOVEAIR, ABOVEZOD, ABOVEGAL above the
 * atmosphere; HIDDEN, 1 where there is ground.
 */
export function componentMapsFile(maps: SimulatedSky, grid: MapGrid): Uint8Array {
  const wcs = linearWcs({
    ctype: ['ALON-CAR', 'ALAT-CAR'],
    crpix: [
      fitsPixel(-grid.azimuth0Deg / grid.stepDeg - 0.5),
      fitsPixel(-grid.altitude0Deg / grid.stepDeg - 0.5),
    ],
    crval: [0, 0],
    cdelt: [grid.stepDeg, grid.stepDeg],
  });
  const shape = [grid.columns, grid.rows];
  const named = (name: string, data: Float32Array | Uint8Array, unit: string, comment: string) => ({
    name,
    header: Header.of([...wcs, ['BUNIT', unit, comment]]),
    shape,
    data,
  });
  const seen = (name: string, data: Float32Array, what: string) => named(name, data, 'nL', what);
  const { above } = maps;
  const { header, data } = seen('', maps.total, 'all light, no terrain');
  return writeFits([
    { header, shape, data },
    seen('NATURAL', maps.natural, 'all but artificial light'),
    seen('ARTIFIC', maps.domes, 'artificial light'),
    seen('AIRGLOW', maps.airglow, 'airglow'),
    seen('ZODIACAL', maps.zodiacal, 'zodiacal light'),
    seen('GALACTIC', maps.galactic, 'Milky Way'),
    seen('DIFFUSE', maps.diffuse, 'natural light scattered in the air'),
    seen('MOONLIGH', maps.moonlight, 'moonlight scattered in the air'),
    seen('TWILIGHT', maps.twilight, 'twilight'),
    seen('ABOVEAIR', above.airglow, 'airglow above the atmosphere'),
    seen('ABOVEZOD', above.zodiacal, 'zodiacal light above the atmosphere'),
    seen('ABOVEGAL', above.galactic, 'Milky Way above the atmosphere'),
    named('HIDDEN', maps.hidden, '1', '1: ground, 0: sky'),
  ]);
}
