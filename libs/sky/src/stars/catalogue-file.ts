import { NightSkiesError, problem } from '@nightskies/contracts';

const magic = 'NSKYSTAR';
const version = 1;
const headerBytes = 32;
const longMotion = -32_768;

/** The columns of a star catalogue file, a row per star, rows sorted by cell and then by V. */
export interface StarColumns {
  /** Number of cells of each zone of declination, from south to north; zones are equally high. */
  readonly cellsOfZone: Uint32Array;
  /** First cell of each zone, and the number of all cells. */
  readonly firstCell: Uint32Array;
  /** First row of each cell, and the number of all rows. */
  readonly firstRow: Uint32Array;
  /** Place within the cell, in 2^-24 of its width (right ascension) and height (declination). */
  readonly raSteps: Uint32Array;
  readonly decSteps: Uint32Array;
  /** Proper motion, mas/yr, in right ascension times cos(declination). */
  readonly motionRaMas: Float64Array;
  readonly motionDecMas: Float64Array;
  /** V, B-V and flags in one word; see the functions below. */
  readonly light: Uint32Array;
  /** Hipparcos number, 0 for none. */
  readonly hip: Uint32Array;
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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerBytes || textAt(bytes, magic.length) !== magic) {
    throw unreadable(`${bytes.length} bytes that start otherwise`, `a file that starts ${magic}`);
  }
  const [found, zones, cells, rows, fast, numbered] = words(view, magic.length, 6);
  if (found !== version) throw unreadable(`version ${found}`, `version ${version}`);
  const length = headerBytes + 4 * (zones + cells + 1) + 14 * rows + 12 * fast + 3 * numbered;
  if (bytes.length !== length) throw unreadable(`${bytes.length} bytes`, `${length} bytes`);

  let at = headerBytes;
  const take = (each: number, count: number): number => (at += each * count) - each * count;
  const cellsOfZone = words(view, take(4, zones), zones);
  const firstRow = words(view, take(4, cells + 1), cells + 1);
  const firstCell = runningTotal(cellsOfZone);
  assertIndex(firstCell, firstRow, cells, rows);
  const light = words(view, take(4, rows), rows);
  const fastAt = take(12, fast);
  const motionRaMas = motions(view, take(2, rows), rows);
  const motionDecMas = motions(view, take(2, rows), rows);
  applyFastMotions(view, fastAt, fast, motionRaMas, motionDecMas);
  return {
    cellsOfZone,
    firstCell,
    firstRow,
    light,
    motionRaMas,
    motionDecMas,
    raSteps: triples(bytes, take(3, rows), rows),
    decSteps: triples(bytes, take(3, rows), rows),
    hip: hipNumbers(light, triples(bytes, take(3, numbered), numbered)),
  };
}

function words(view: DataView, at: number, count: number): Uint32Array {
  const out = new Uint32Array(count);
  for (let i = 0; i < count; i++) out[i] = view.getUint32(at + 4 * i, true);
  return out;
}

function triples(bytes: Uint8Array, at: number, count: number): Uint32Array {
  const out = new Uint32Array(count);
  for (let i = 0, k = at; i < count; i++, k += 3) {
    out[i] = bytes[k] | (bytes[k + 1] << 8) | (bytes[k + 2] << 16);
  }
  return out;
}

function motions(view: DataView, at: number, count: number): Float64Array {
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) out[i] = view.getInt16(at + 2 * i, true) / 10;
  return out;
}

/** The few motions that do not fit into 16 bits stand in a list of their own. */
function applyFastMotions(
  view: DataView,
  at: number,
  count: number,
  motionRaMas: Float64Array,
  motionDecMas: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const row = view.getUint32(at + 12 * i, true);
    if (row >= motionRaMas.length || motionRaMas[row] !== longMotion / 10) {
      throw unreadable(`a fast motion for row ${row}`, 'a row that asks for one');
    }
    motionRaMas[row] = view.getInt32(at + 12 * i + 4, true) / 10;
    motionDecMas[row] = view.getInt32(at + 12 * i + 8, true) / 10;
  }
}

function hipNumbers(light: Uint32Array, numbers: Uint32Array): Uint32Array {
  const hip = new Uint32Array(light.length);
  let next = 0;
  for (let row = 0; row < light.length; row++) if (hasHip(light[row])) hip[row] = numbers[next++];
  if (next !== numbers.length) {
    throw unreadable(`${numbers.length} Hipparcos numbers`, `${next}, one per star marked so`);
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
