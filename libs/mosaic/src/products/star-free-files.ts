import { FitsFileWriter, Header, writeFits, type ByteSink, type CardEntry } from '@nightskies/fits';
import type { Image } from '@nightskies/pixels';
import type { MapGrid } from '@nightskies/sky';
import { luminanceOfUnitRate, magOfUnitRate, surfaceBrightnessMag } from './brightness.js';
import { flagCards } from '../render/tile-file.js';
import { cardText } from './card-text.js';
import type { MapBand, TiledMap } from './map-bands.js';
import { carCards, commonHeader, referenceFrame, type MapIdentity } from './map-identity.js';
import { SmallLinearMap, SmallNsnsdMap, smallStepDeg } from './small-map.js';

/** Where the large files of a star-free map are written. */
export interface StarFreeSinks {
  /** cd/m2, first row lowest altitude; extensions UNCERT, COVERAGE, FLAGS. */
  readonly map: ByteSink;
  /** Where each cell comes from: extensions FRAME, TIME, CONFUSN. Null for none, as in compat. */
  readonly origin: ByteSink | null;
  /** DN in a frame's exposure, first row highest altitude; extension UNCERT. */
  readonly skybright: ByteSink;
  /** mag/arcsec2, first row highest altitude; extension UNCERT. */
  readonly skybrightmags: ByteSink;
}

/**
 * Writes the files of a star-free map, band by band. In `compat` the small map averages magnitudes
 * as the old pipeline did.
 *
 * @returns file of the small map of 288 x 72 cells, mag/arcsec2
 */
export function writeStarFreeMap(
  map: TiledMap,
  grid: MapGrid,
  identity: MapIdentity,
  options: { readonly compat: 'none' | 'nsnsd'; readonly sinks: StarFreeSinks },
): Uint8Array {
  const { sinks, compat } = options;
  const common = commonHeader(map.contents, identity);
  const frame = referenceFrame(map.contents);
  const light = luminanceMap(map, grid, common, sinks.map, luminanceOfUnitRate(identity));
  const origin =
    sinks.origin === null
      ? null
      : originMap(map, grid, common, sinks.origin, luminanceOfUnitRate(identity));
  const dn = frame.exposureSeconds * frame.binningX * frame.binningY;
  const skybright = oldMap(grid, common, sinks.skybright, [
    'DN',
    'in EXPTIME, per pixel of PLTSCALE',
  ]);
  const mags = oldMap(grid, common, sinks.skybrightmags, ['mag/arcsec2', 'below the atmosphere']);
  const linear = new SmallLinearMap(grid);
  const old = compat === 'nsnsd' ? new SmallNsnsdMap(grid) : null;
  const unitMag = magOfUnitRate(identity);
  const { planes } = map;
  const [room, joint] = map.spare;
  for (const band of map.bands()) {
    const { rate, sigma, confusion } = band;
    const total = confusion === null ? sigma : planes.jointErrors(sigma, confusion, joint);
    light.write(band, total);
    origin?.write(band);
    const rowsOf = (values: Float32Array, add: (row: number, values: Float32Array) => void) => {
      for (let row = 0; row < band.rows; row++) {
        const [from, to] = [row * grid.columns, (row + 1) * grid.columns];
        add(band.firstRow + row, values.subarray(from, to));
      }
    };
    rowsOf(rate, (row, values) => {
      linear.add(row, values);
    });
    if (old !== null) {
      rowsOf(planes.magnitudes(rate, unitMag, room), (row, values) => {
        old.add(row, values);
      });
    }
    rowsReversed(rate, grid.columns);
    rowsReversed(total, grid.columns);
    skybright.write(0, band, planes.scale(rate, dn, room));
    skybright.write(1, band, planes.scale(total, dn, room));
    mags.write(0, band, planes.magnitudes(rate, unitMag, room));
    mags.write(1, band, planes.magnitudeErrors(rate, total, room));
  }
  light.finish();
  origin?.finish();
  skybright.finish();
  mags.finish();
  const rate = linear.finish();
  return smallFile(
    old?.finish() ?? { ...rate, data: rate.data.map((one) => surfaceBrightnessMag(one, identity)) },
    common,
    compat === 'nsnsd' ? 'mean of magnitudes' : 'of mean light',
  );
}

interface LuminanceWriter {
  write(band: MapBand, total: Float32Array): void;
  finish(): void;
}

function luminanceMap(
  map: TiledMap,
  grid: MapGrid,
  common: Header,
  sink: ByteSink,
  perRate: number,
): LuminanceWriter {
  const shape = [grid.columns, grid.rows] as const;
  const up = common.withAll(
    carCards({
      columns: grid.columns,
      stepDeg: grid.stepDeg,
      altitude0Deg: grid.altitude0Deg,
      rise: 1,
    }),
  );
  const file = new FitsFileWriter(sink, [
    { header: up.with('BUNIT', 'cd/m2', 'luminance'), shape, type: 'float32' },
    {
      name: 'UNCERT',
      header: Header.of([['BUNIT', 'cd/m2', '1 sigma: photons, readout, star confusion']]),
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
  const { planes, spare } = map;
  return {
    write({ firstRow, rate, coverage, flags }, total) {
      file.writeRows(0, firstRow, planes.scale(rate, perRate, spare[0]));
      file.writeRows(1, firstRow, planes.scale(total, perRate, spare[0]));
      file.writeRows(2, firstRow, coverage);
      file.writeRows(3, firstRow, flags);
    },
    finish: () => {
      file.finish();
    },
  };
}

function originMap(
  map: TiledMap,
  grid: MapGrid,
  common: Header,
  sink: ByteSink,
  perRate: number,
): { write(band: MapBand): void; finish(): void } {
  const shape = [grid.columns, grid.rows] as const;
  const wcs = carCards({
    columns: grid.columns,
    stepDeg: grid.stepDeg,
    altitude0Deg: grid.altitude0Deg,
    rise: 1,
  });
  const { frames, timeZeroJdUtc } = map.contents;
  const primary = common
    .withAll(timeZeroJdUtc === null ? [] : [['TIMEZERO', timeZeroJdUtc, 'JD (UTC) of TIME 0']])
    .withAll(frames.map(({ name }, index): CardEntry => [frameKeyword(index), cardText(name)]));
  const of = (unit: string, comment: string): Header =>
    Header.of([...wcs, ['BUNIT', unit, comment]]);
  const file = new FitsFileWriter(sink, [
    { header: primary, shape: [], type: 'float32' },
    {
      name: 'FRAME',
      header: of('', 'FRAMnnn with the largest part; 0 none'),
      shape,
      type: 'uint8',
    },
    { name: 'TIME', header: of('s', 'effective, after TIMEZERO'), shape, type: 'float32' },
    ...(map.hasConfusion
      ? [
          {
            name: 'CONFUSN',
            header: of('cd/m2', '1 sigma, stars left by the median'),
            shape,
            type: 'float32',
          } as const,
        ]
      : []),
  ]);
  const { planes, spare } = map;
  return {
    write({ firstRow, frame, time, confusion }) {
      file.writeRows(1, firstRow, frame);
      file.writeRows(2, firstRow, time);
      if (confusion === null) return;
      file.writeRows(3, firstRow, planes.scale(confusion, perRate, spare[0]));
    },
    finish: () => {
      file.finish();
    },
  };
}

const frameKeyword = (index: number): string => `FRAM${String(index + 1).padStart(3, '0')}`;

/** A map of the old tree: first row highest altitude, with an extension UNCERT. */
function oldMap(
  grid: MapGrid,
  common: Header,
  sink: ByteSink,
  [unit, comment]: readonly [string, string],
): {
  /** Values (0) or errors (1) of a band, its highest row first. */
  write(plane: 0 | 1, band: MapBand, values: Float32Array): void;
  finish(): void;
} {
  const shape = [grid.columns, grid.rows] as const;
  const down = common.withAll(
    carCards({ columns: grid.columns, stepDeg: grid.stepDeg, altitude0Deg: 90, rise: -1 }),
  );
  const file = new FitsFileWriter(sink, [
    { header: down.with('BUNIT', unit, comment), shape, type: 'float32' },
    {
      name: 'UNCERT',
      header: Header.of([['BUNIT', unit, '1 sigma: photons, readout, star confusion']]),
      shape,
      type: 'float32',
    },
  ]);
  return {
    write(plane, band, values) {
      file.writeRows(plane, grid.rows - band.firstRow - band.rows, values);
    },
    finish: () => {
      file.finish();
    },
  };
}

/** Puts the last row first, in place. */
function rowsReversed(values: Float32Array, columns: number): void {
  const spare = values.slice(0, columns);
  for (let low = 0, high = values.length - columns; low < high; low += columns, high -= columns) {
    spare.set(values.subarray(low, low + columns));
    values.copyWithin(low, high, high + columns);
    values.set(spare, high);
  }
}

function smallFile(mags: Image, common: Header, comment: string): Uint8Array {
  const header = common
    .withAll(carCards({ columns: mags.width, stepDeg: smallStepDeg, altitude0Deg: 90, rise: -1 }))
    .with('BUNIT', 'mag/arcsec2', comment);
  return writeFits([{ header, shape: [mags.width, mags.height], data: mags.data }]);
}
