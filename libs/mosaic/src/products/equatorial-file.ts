import { FitsFileWriter, Header, type ByteSink } from '@nightskies/fits';
import type { CellGrid } from '@nightskies/sky';
import { luminanceOfUnitRate } from './brightness.js';
import { wcsCards } from '../render/grid-wcs.js';
import type { TiledMap } from './map-bands.js';
import { commonHeader, type MapIdentity } from './map-identity.js';

/**
 * Writes the map with stars among the stars, band by band: cd/m2 on a plate carree of ICRS right
 * ascension and declination, first row lowest; extensions UNCERT (1 sigma, photons and readout) and
 * COVERAGE. Each frame lies where it looked at its own time.
 */
export function writeEquatorialMap(
  map: TiledMap,
  cells: CellGrid,
  identity: MapIdentity,
  sink: ByteSink,
): void {
  const shape = [cells.columns, cells.rows] as const;
  const wcs = wcsCards(cells);
  const perRate = luminanceOfUnitRate(identity);
  const file = new FitsFileWriter(sink, [
    {
      header: commonHeader(map.contents, identity)
        .withAll(wcs)
        .with('BUNIT', 'cd/m2', 'luminance below the atmosphere'),
      shape,
      type: 'float32',
    },
    {
      name: 'UNCERT',
      header: Header.of([...wcs, ['BUNIT', 'cd/m2', '1 sigma: photons, readout']]),
      shape,
      type: 'float32',
    },
    {
      name: 'COVERAGE',
      header: Header.of([...wcs, ['BUNIT', 'frames', 'number of frames with data']]),
      shape,
      type: 'uint8',
    },
  ]);
  const { planes, spare } = map;
  for (const { firstRow, rate, sigma, coverage } of map.lightBands()) {
    file.writeRows(0, firstRow, planes.scale(rate, perRate, spare[0]));
    file.writeRows(1, firstRow, planes.scale(sigma, perRate, spare[0]));
    file.writeRows(2, firstRow, coverage);
  }
  file.finish();
}
