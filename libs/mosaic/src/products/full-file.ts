import { FitsFileWriter, Header, type ByteSink } from '@nightskies/fits';
import type { MapGrid } from '@nightskies/sky';
import { flagCards } from '../render/tile-file.js';
import { magOfUnitRate } from './brightness.js';
import type { TiledMap } from './map-bands.js';
import { carCards, commonHeader, type MapIdentity } from './map-identity.js';

/**
 * Writes the map with stars (`skytopomags`, image-stages 9.9), band by band: mag/arcsec2, first row
 * highest altitude; extensions UNCERT (mag, 1 sigma, photons and readout), COVERAGE, FLAGS.
 */
export function writeFullMap(
  map: TiledMap,
  grid: MapGrid,
  identity: MapIdentity,
  sink: ByteSink,
): void {
  const shape = [grid.columns, grid.rows] as const;
  const down = commonHeader(map.contents, identity).withAll(
    carCards({ columns: grid.columns, stepDeg: grid.stepDeg, altitude0Deg: 90, rise: -1 }),
  );
  const file = new FitsFileWriter(sink, [
    { header: down.with('BUNIT', 'mag/arcsec2', 'below the atmosphere'), shape, type: 'float32' },
    {
      name: 'UNCERT',
      header: Header.of([['BUNIT', 'mag/arcsec2', '1 sigma: photons, readout']]),
      shape,
      type: 'float32',
    },
    {
      name: 'COVERAGE',
      header: Header.of([['BUNIT', 'frames', 'number of frames with data']]),
      shape,
      type: 'uint8',
    },
    { name: 'FLAGS', header: flagCards(), shape, type: 'uint8' },
  ]);
  const unitMag = magOfUnitRate(identity);
  const { planes, spare } = map;
  for (const { firstRow, rows, rate, sigma, coverage, flags } of map.lightBands('highest-first')) {
    const top = grid.rows - firstRow - rows;
    file.writeRows(0, top, planes.magnitudes(rate, unitMag, spare[0]));
    file.writeRows(1, top, planes.magnitudeErrors(rate, sigma, spare[0]));
    file.writeRows(2, top, coverage);
    file.writeRows(3, top, flags);
  }
  file.finish();
}
