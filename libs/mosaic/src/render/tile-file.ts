import { NightSkiesError, problem } from '@nightskies/contracts';
import {
  firstImage,
  Header,
  imageNamed,
  readFits,
  writeFits,
  type CardEntry,
} from '@nightskies/fits';
import { image } from '@nightskies/pixels';
import type { MapFrame } from '../frames/map-frame.js';
import { cardText } from '../products/card-text.js';
import type { RenderedTile } from './tile-accumulator.js';

/** A frame that is in a tile. */
export interface TileFrame {
  readonly name: string;
  readonly exposureSeconds: number;
  readonly binningX: number;
  readonly binningY: number;
}

/** Something a map is made without. */
export interface Missing {
  readonly name: string;
  readonly reason: string;
}

/** A tile with what it was made from and without. */
export interface TileRecord {
  readonly tile: RenderedTile;
  readonly stepDeg: number;
  readonly frames: readonly TileFrame[];
  readonly missing: readonly Missing[];
}

/** What a tile says of a frame. */
export function tileFrame({ name, exposureSeconds, model }: MapFrame): TileFrame {
  return { name, exposureSeconds, binningX: model.binningX, binningY: model.binningY };
}

const numbered = (stem: string, index: number): string =>
  `${stem}${String(index + 1).padStart(3, '0')}`;

/**
 * File of a tile (artifact `map-tile`): primary float32, DN/s of an unbinned pixel, first row lowest
 * altitude, NaN for no data; extension COVERAGE, uint8, number of frames. Its place in the map is in
 * COLSTART, COLEND, ROWSTART, ROWEND (first cell 0, ends exclusive); frames and what is missing are
 * numbered cards.
 */
export function writeTile({ tile, stepDeg, frames, missing }: TileRecord): Uint8Array {
  const { range, rate, coverage } = tile;
  const cards: CardEntry[] = [
    ['BUNIT', 'DN/s', 'per pixel of the unbinned detector'],
    ['TILE', range.tile],
    ['COLSTART', range.columnStart, 'first column in the map, from 0'],
    ['COLEND', range.columnEnd, 'end of the columns, exclusive'],
    ['ROWSTART', range.rowStart, 'first row in the map, from 0, lowest'],
    ['ROWEND', range.rowEnd, 'end of the rows, exclusive'],
    ['MAPSTEP', stepDeg, 'deg, size of a cell'],
    ['NFRAMES', frames.length, 'frames with data in this tile'],
    ...frames.flatMap((frame, index): CardEntry[] => [
      [numbered('FRAM', index), cardText(frame.name)],
      [numbered('EXPT', index), frame.exposureSeconds, 's'],
      [numbered('XBIN', index), frame.binningX],
      [numbered('YBIN', index), frame.binningY],
    ]),
    ['NMISSING', missing.length, 'frames that are missing here'],
    ...missing.flatMap(({ name, reason }, index): CardEntry[] => [
      [numbered('LOST', index), cardText(name)],
      [numbered('WHY', index), cardText(reason)],
    ]),
  ];
  const shape = [rate.width, rate.height];
  return writeFits([
    { header: Header.of(cards), shape, data: rate.data },
    { name: 'COVERAGE', shape, data: coverage.data },
  ]);
}

/**
 * A tile back from its file.
 *
 * @throws FitsError for missing cards, NightSkiesError `bad-tile` when shape and range disagree
 */
export function readTile(bytes: Uint8Array, name: string): TileRecord {
  const file = readFits(bytes, name);
  const hdu = firstImage(file);
  const { header } = hdu;
  const range = {
    tile: header.requireInteger('TILE'),
    columnStart: header.requireInteger('COLSTART'),
    columnEnd: header.requireInteger('COLEND'),
    rowStart: header.requireInteger('ROWSTART'),
    rowEnd: header.requireInteger('ROWEND'),
  };
  const width = range.columnEnd - range.columnStart;
  const height = range.rowEnd - range.rowStart;
  const coverage = imageNamed(file, 'COVERAGE')?.values();
  const fits = hdu.shape.length === 2 && hdu.shape[0] === width && hdu.shape[1] === height;
  if (!fits || !(coverage instanceof Uint8Array) || coverage.length !== width * height) {
    throw new NightSkiesError(
      problem('bad-tile', 'the picture of a map tile does not fit its range', {
        file: name,
        found: hdu.shape.join(' x '),
        expected: `${width} x ${height} and an extension COVERAGE of that size`,
        hint: 'Remove this artifact and run again: it will be made anew.',
      }),
    );
  }
  const indices = (keyword: string): number[] =>
    Array.from({ length: header.requireInteger(keyword) }, (_, index) => index);
  return {
    tile: {
      range,
      rate: image(width, height, hdu.float32()),
      coverage: image(width, height, coverage),
    },
    stepDeg: header.requireNumber('MAPSTEP'),
    frames: indices('NFRAMES').map((index) => ({
      name: header.requireString(numbered('FRAM', index)),
      exposureSeconds: header.requireNumber(numbered('EXPT', index)),
      binningX: header.requireNumber(numbered('XBIN', index)),
      binningY: header.requireNumber(numbered('YBIN', index)),
    })),
    missing: indices('NMISSING').map((index) => ({
      name: header.requireString(numbered('LOST', index)),
      reason: header.requireString(numbered('WHY', index)),
    })),
  };
}
