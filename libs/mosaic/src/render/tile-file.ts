import { mapFlags, NightSkiesError, problem } from '@nightskies/contracts';
import {
  firstImage,
  Header,
  imageNamed,
  openFits,
  readFits,
  writeFits,
  type ByteSource,
  type CardEntry,
  type ImageHdu,
  type OpenImage,
} from '@nightskies/fits';
import { image, type ByteRoom, type Image } from '@nightskies/pixels';
import type { TileRange } from '@nightskies/sky';
import { cardText } from '../products/card-text.js';
import type { RenderedTile } from './tile-accumulator.js';
import type { TileFrame } from './tile-frame.js';

export { tileFrame, type TileFrame } from './tile-frame.js';

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
  /** Whether it says from which frame a cell is, and when: FRAME and TIME. True unless told. */
  readonly withOrigin?: boolean;
}

const numbered = (stem: string, index: number): string =>
  `${stem}${String(index + 1).padStart(3, '0')}`;

/**
 * File of a tile (artifact `map-tile`): primary float32, DN/s of an unbinned pixel, first row lowest,
 * NaN for no data; extensions SIGMA and, where it is known, CONFUSN (float32, as the primary),
 * COVERAGE (uint8), where the map says it FRAME (uint8) and TIME (float32, s after TIMEZERO), and FLAGS
 * (uint8). Its place in the map is in COLSTART, COLEND, ROWSTART, ROWEND (first cell 0, ends
 * exclusive); frames and what is missing are numbered cards. FRAME counts the frames from 1 in the order
 * of these.
 *
 * @param into memory to write to, as `writeFits` says
 */
export function writeTile(record: TileRecord, into?: ByteRoom): Uint8Array<ArrayBuffer> {
  return writeFits(tileImages(record), into);
}

interface TileImage {
  readonly name?: string;
  readonly header?: Header;
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint8Array;
}

function tileImages({
  tile,
  stepDeg,
  frames,
  missing,
  withOrigin = true,
}: TileRecord): readonly TileImage[] {
  const { range, rate, timeZeroJdUtc } = tile;
  const cards: CardEntry[] = [
    ['BUNIT', 'DN/s', 'per pixel of the unbinned detector'],
    ['TILE', range.tile],
    ['COLSTART', range.columnStart, 'first column in the map, from 0'],
    ['COLEND', range.columnEnd, 'end of the columns, exclusive'],
    ['ROWSTART', range.rowStart, 'first row in the map, from 0, lowest'],
    ['ROWEND', range.rowEnd, 'end of the rows, exclusive'],
    ['MAPSTEP', stepDeg, 'deg, size of a cell'],
    ...(timeZeroJdUtc === null
      ? []
      : [['TIMEZERO', timeZeroJdUtc, 'JD, UTC, zero of TIME'] satisfies CardEntry]),
    ['NFRAMES', frames.length, 'frames with data in this tile'],
    ...frames.flatMap((frame, index): CardEntry[] => [
      [numbered('FRAM', index), cardText(frame.name)],
      [numbered('EXPT', index), frame.exposureSeconds, 's'],
      [numbered('XBIN', index), frame.binningX],
      [numbered('YBIN', index), frame.binningY],
      ...(frame.middleJdUtc === null
        ? []
        : [[numbered('JDMI', index), frame.middleJdUtc, 'UTC, middle'] satisfies CardEntry]),
    ]),
    ['NMISSING', missing.length, 'frames that are missing here'],
    ...missing.flatMap(({ name, reason }, index): CardEntry[] => [
      [numbered('LOST', index), cardText(name)],
      [numbered('WHY', index), cardText(reason)],
    ]),
  ];
  const shape = [rate.width, rate.height];
  return [
    { header: Header.of(cards), shape, data: rate.data },
    { name: 'SIGMA', shape, data: tile.sigma.data },
    ...(tile.confusion === null ? [] : [{ name: 'CONFUSN', shape, data: tile.confusion.data }]),
    { name: 'COVERAGE', shape, data: tile.coverage.data },
    ...(withOrigin
      ? [
          { name: 'FRAME', shape, data: tile.frame.data },
          { name: 'TIME', shape, data: tile.time.data },
        ]
      : []),
    { name: 'FLAGS', header: flagCards(), shape, data: tile.flags.data },
  ];
}

/** What the bits of FLAGS mean. */
export function flagCards(): Header {
  return Header.of(
    Object.values(mapFlags).map(({ bit, keyword, title }): CardEntry => [keyword, bit, title]),
  );
}

/** The planes of a tile, each an image, with what its cards say: in memory or in an open file. */
interface TilePlanes<T> {
  readonly rate: T;
  readonly sigma: T;
  readonly confusion: T | null;
  readonly coverage: T;
  readonly flags: T;
  readonly origin: { readonly frame: T; readonly time: T } | null;
}

/** A tile whose pixels are read when asked for, in bands of rows. */
export interface OpenTile extends TilePlanes<OpenImage>, Omit<TileRecord, 'tile'> {
  readonly range: TileRange;
  readonly timeZeroJdUtc: number | null;
}

/**
 * A tile with FRAME and TIME back from its file.
 *
 * @throws FitsError for missing cards, NightSkiesError `bad-tile` when shape and range disagree, and
 * for a tile without these two
 */
export function readTile(bytes: Uint8Array, name: string): TileRecord {
  const file = readFits(bytes, name);
  const first = firstImage(file);
  const cards = tileCards(first.header);
  const planes = planesOf(first, (plane) => imageNamed(file, plane), cards.range, name);
  const { range } = cards;
  const { origin } = planes;
  if (origin === null) throw badTile(name, 'no FRAME and TIME', 'a tile that has them');
  const [width, height] = [range.columnEnd - range.columnStart, range.rowEnd - range.rowStart];
  const floats = (hdu: ImageHdu): Image => image(width, height, hdu.float32());
  const bytesOf = (hdu: ImageHdu): Image<Uint8Array> => {
    const values = hdu.values();
    if (values instanceof Uint8Array) return image(width, height, values);
    throw badTile(name, `BITPIX ${hdu.bitpix}`, 'planes of bytes and of floats');
  };
  return {
    ...{ stepDeg: cards.stepDeg, frames: cards.frames, missing: cards.missing },
    tile: {
      ...{ range, timeZeroJdUtc: cards.timeZeroJdUtc },
      rate: floats(planes.rate),
      sigma: floats(planes.sigma),
      confusion: planes.confusion === null ? null : floats(planes.confusion),
      coverage: bytesOf(planes.coverage),
      frame: bytesOf(origin.frame),
      time: floats(origin.time),
      flags: bytesOf(planes.flags),
    },
  };
}

/**
 * A tile of which only the headers were read.
 *
 * @throws FitsError for missing cards, NightSkiesError `bad-tile` when shape and range disagree
 */
export function openTile(source: ByteSource, name: string): OpenTile {
  const file = openFits(source, name);
  const first = firstImage(file);
  const cards = tileCards(first.header);
  return {
    ...cards,
    ...planesOf(first, (plane) => imageNamed(file, plane), cards.range, name),
  };
}

function tileCards(header: Header): Omit<OpenTile, keyof TilePlanes<OpenImage>> {
  const indices = (keyword: string): number[] =>
    Array.from({ length: header.requireInteger(keyword) }, (_, index) => index);
  return {
    range: {
      tile: header.requireInteger('TILE'),
      columnStart: header.requireInteger('COLSTART'),
      columnEnd: header.requireInteger('COLEND'),
      rowStart: header.requireInteger('ROWSTART'),
      rowEnd: header.requireInteger('ROWEND'),
    },
    timeZeroJdUtc: header.number('TIMEZERO') ?? null,
    stepDeg: header.requireNumber('MAPSTEP'),
    frames: indices('NFRAMES').map((index) => ({
      name: header.requireString(numbered('FRAM', index)),
      exposureSeconds: header.requireNumber(numbered('EXPT', index)),
      binningX: header.requireNumber(numbered('XBIN', index)),
      binningY: header.requireNumber(numbered('YBIN', index)),
      middleJdUtc: header.number(numbered('JDMI', index)) ?? null,
    })),
    missing: indices('NMISSING').map((index) => ({
      name: header.requireString(numbered('LOST', index)),
      reason: header.requireString(numbered('WHY', index)),
    })),
  };
}

function planesOf<T extends { readonly shape: readonly number[] }>(
  first: T,
  named: (name: string) => T | undefined,
  range: TileRange,
  file: string,
): TilePlanes<T> {
  const shape = [range.columnEnd - range.columnStart, range.rowEnd - range.rowStart].join(' x ');
  const fitting = (plane: T): T => {
    if (plane.shape.join(' x ') === shape) return plane;
    throw badTile(file, plane.shape.join(' x '), shape);
  };
  const required = (name: string): T => {
    const plane = named(name);
    if (plane === undefined) throw badTile(file, `no extension ${name}`, `${name} of ${shape}`);
    return fitting(plane);
  };
  const confusion = named('CONFUSN');
  return {
    rate: fitting(first),
    sigma: required('SIGMA'),
    confusion: confusion === undefined ? null : fitting(confusion),
    coverage: required('COVERAGE'),
    flags: required('FLAGS'),
    origin:
      named('FRAME') === undefined && named('TIME') === undefined
        ? null
        : { frame: required('FRAME'), time: required('TIME') },
  };
}

function badTile(file: string, found: string, expected: string): NightSkiesError {
  return new NightSkiesError(
    problem('bad-tile', 'the picture of a map tile does not fit its range', {
      ...{ file, found, expected },
      hint: 'Remove this artifact and run again: it will be made anew.',
    }),
  );
}
