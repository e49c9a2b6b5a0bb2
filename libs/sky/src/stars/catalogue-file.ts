import { NightSkiesError, problem } from '@nightskies/contracts';

const magic = 'NSKYSTAR';
const version = 1;
const headerBytes = 32;
const longMotion = -32_768;

/** Proper motion, mas/yr: in right ascension times cos(declination), and in declination. */
export interface Motion {
  readonly ra: number;
  readonly dec: number;
}

/** The columns of a star catalogue file, a row per star, rows sorted by cell and then by V. */
export interface StarColumns {
  /** Number of cells of each zone of declination, from south to north; zones are equally high. */
  readonly cellsOfZone: Uint32Array;
  /** First cell of each zone, and the number of all cells. */
  readonly firstCell: Uint32Array;
  /** First row of each cell, and the number of all rows. */
  readonly firstRow: Uint32Array;
  /**
   * Place within the cell, in 2^-24 of its width (right ascension) and height (declination): three
   * bytes per row, to be read by `placeStep`.
   */
  readonly raSteps: Uint8Array;
  readonly decSteps: Uint8Array;
  /** Proper motions in 0.1 mas/yr, to be read by `motionMas`. */
  readonly motionRa: Int16Array;
  readonly motionDec: Int16Array;
  /** The motions that do not fit there, by row, mas/yr. */
  readonly fastMotions: ReadonlyMap<number, Motion>;
  /** V, B-V and flags in one word; see the functions below. */
  readonly light: Uint32Array;
  /** Hipparcos number, 0 for none. */
  readonly hip: Uint32Array;
}

/** Place of a row in its cell, from `raSteps` or `decSteps`. */
export function placeStep(steps: Uint8Array, row: number): number {
  const at = 3 * row;
  return steps[at] | (steps[at + 1] << 8) | (steps[at + 2] << 16);
}

/** Proper motion of a row. */
export function motionMas({ motionRa, motionDec, fastMotions }: StarColumns, row: number): Motion {
  const fast = motionRa[row] === longMotion ? fastMotions.get(row) : undefined;
  return fast ?? { ra: motionRa[row] / 10, dec: motionDec[row] / 10 };
}

/** V in thousandths of a magnitude, plus 2000: the number stars are ranked by. */
export function brightnessStep(light: number): number {
  return light & 0x3fff;
}

export function magnitudeV(light: number): number {
  return (brightnessStep(light) - 2000) / 1000;
}

/** B-V, NaN when unknown. */
export function colourBv(light: number): number {
  const step = (light >>> 14) & 0x3ff;
  return step === 0x3ff ? NaN : (step - 100) / 100;
}

/** Bits of `starFlag`. */
export function flagsOf(light: number): number {
  return (light >>> 24) & 0xf;
}

/** Index into `starSources`. */
export function sourceOf(light: number): number {
  return (light >>> 28) & 3;
}

function hasHip(light: number): boolean {
  return ((light >>> 30) & 1) === 1;
}

/**
 * Reads the columns of a catalogue file (layout in libs/sky/data/README.md).
 *
 * @throws NightSkiesError `star-catalogue-unreadable` when the bytes are not such a file, are cut
 * short or contradict themselves
 */
export function readStarColumns(bytes: Uint8Array): StarColumns {
  if (bytes.length < headerBytes || textAt(bytes, magic.length) !== magic) {
    throw unreadable(`${bytes.length} bytes that start otherwise`, `a file that starts ${magic}`);
  }
  const [found, zones, cells, rows, fast, numbered] = words(bytes, magic.length, 6);
  if (found !== version) throw unreadable(`version ${found}`, `version ${version}`);
  const length = headerBytes + 4 * (zones + cells + 1) + 14 * rows + 12 * fast + 3 * numbered;
  if (bytes.length !== length) throw unreadable(`${bytes.length} bytes`, `${length} bytes`);

  let at = headerBytes;
  const take = (each: number, count: number): number => (at += each * count) - each * count;
  const cellsOfZone = words(bytes, take(4, zones), zones);
  const firstRow = words(bytes, take(4, cells + 1), cells + 1);
  const firstCell = runningTotal(cellsOfZone);
  assertIndex(firstCell, firstRow, cells, rows);
  const light = words(bytes, take(4, rows), rows);
  const fastWords = new Int32Array(words(bytes, take(12, fast), 3 * fast).buffer);
  const motionRa = new Int16Array(copied(bytes, take(2, rows), 2 * rows).buffer);
  const motionDec = new Int16Array(copied(bytes, take(2, rows), 2 * rows).buffer);
  return {
    cellsOfZone,
    firstCell,
    firstRow,
    light,
    motionRa,
    motionDec,
    fastMotions: fastMotions(fastWords, motionRa),
    raSteps: copied(bytes, take(3, rows), 3 * rows),
    decSteps: copied(bytes, take(3, rows), 3 * rows),
    hip: hipNumbers(light, copied(bytes, take(3, numbered), 3 * numbered)),
  };
}

// The file is little-endian, as every machine is that Node is built for in practice.
function words(bytes: Uint8Array, at: number, count: number): Uint32Array {
  return new Uint32Array(copied(bytes, at, 4 * count).buffer);
}

/** A part of the file in memory of its own, which starts where arrays of any type may. */
function copied(bytes: Uint8Array, at: number, length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  out.set(bytes.subarray(at, at + length));
  return out;
}

/** The list of row and two motions, which only rows that ask for it may stand in. */
function fastMotions(list: Int32Array, motionRa: Int16Array): ReadonlyMap<number, Motion> {
  const motions = new Map<number, Motion>();
  for (let i = 0; i < list.length; i += 3) {
    const [row, ra, dec] = list.subarray(i, i + 3);
    if (motionRa[row] !== longMotion) {
      throw unreadable(`a fast motion for row ${row}`, 'a row that asks for one');
    }
    motions.set(row, { ra: ra / 10, dec: dec / 10 });
  }
  return motions;
}

function hipNumbers(light: Uint32Array, numbers: Uint8Array): Uint32Array {
  const hip = new Uint32Array(light.length);
  let next = 0;
  for (let row = 0; row < light.length; row++)
    if (hasHip(light[row])) hip[row] = placeStep(numbers, next++);
  if (3 * next !== numbers.length) {
    throw unreadable(`${numbers.length / 3} Hipparcos numbers`, `${next}, one per star marked so`);
  }
  return hip;
}

function runningTotal(counts: Uint32Array): Uint32Array {
  const total = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) total[i + 1] = total[i] + counts[i];
  return total;
}

function assertIndex(
  firstCell: Uint32Array,
  firstRow: Uint32Array,
  cells: number,
  rows: number,
): void {
  if (firstCell[firstCell.length - 1] !== cells) {
    throw unreadable(`zones of ${firstCell[firstCell.length - 1]} cells`, `${cells} cells`);
  }
  if (firstRow[0] !== 0 || firstRow[cells] !== rows) {
    throw unreadable(`rows ${firstRow[0]} to ${firstRow[cells]} in cells`, `rows 0 to ${rows}`);
  }
  for (let cell = 0; cell < cells; cell++) {
    if (firstRow[cell] > firstRow[cell + 1]) {
      throw unreadable(`cell ${cell} ends before it starts`, 'cells in the order of rows');
    }
  }
}

function textAt(bytes: Uint8Array, length: number): string {
  return String.fromCharCode(...bytes.subarray(0, length));
}

function unreadable(found: string, expected: string): NightSkiesError {
  return new NightSkiesError(
    problem('star-catalogue-unreadable', 'the star catalogue cannot be read', {
      found,
      expected,
      hint: 'The file stars.bin of the installation is damaged: install again.',
    }),
  );
}
