import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  FitsError,
  Header,
  memorySource,
  openFits,
  readFits,
  readTable,
  verifyChecksums,
  writeFits,
  type Table,
} from './index.js';

/** All of them with NIGHTSKIES_SOAK=1, a tenth otherwise. */
const count = process.env['NIGHTSKIES_SOAK'] === '1' ? 10_000 : 1_000;
const mebibyte = 2 ** 20;

/** Mulberry32: small, seeded, good enough to choose bytes. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const header = Header.of([
  ['OBJECT', "O'Hara's night ".repeat(12), 'a long string'],
  ['EXPTIME', 12.5, '[s]'],
  ['ESO DET CHIP1 ID', 'chip'],
]).withHistory('made for damage');

const stars: Table = {
  rows: 40,
  columns: [
    { kind: 'numbers', name: 'id', data: Uint16Array.from({ length: 40 }, (_, i) => i) },
    { kind: 'numbers', name: 'xy', shape: [2], data: new Float64Array(80).fill(0.5) },
    { kind: 'texts', name: 'name', data: new Array<string>(40).fill('star') },
    { kind: 'bits', name: 'mask', shape: [13], data: new Uint8Array(520).fill(1) },
    {
      kind: 'lists',
      of: 'numbers',
      name: 'track',
      cells: Array.from({ length: 40 }, (_, i) => new Float32Array(i % 7).fill(i)),
    },
    { kind: 'texts', name: 'note', variable: true, data: new Array<string>(40).fill('seen') },
  ],
};

/** An ASCII table of 60 rows: a name and a number. */
function asciiTable(): Uint8Array {
  const rows = Array.from({ length: 60 }, (_, i) => `star  ${(i / 8).toFixed(4)}`).join('');
  const cards = Header.of([
    ['XTENSION', 'TABLE'],
    ['BITPIX', 8],
    ['NAXIS', 2],
    ['NAXIS1', 12],
    ['NAXIS2', 60],
    ['PCOUNT', 0],
    ['GCOUNT', 1],
    ['TFIELDS', 2],
    ['TBCOL1', 1],
    ['TFORM1', 'A5'],
    ['TBCOL2', 7],
    ['TFORM2', 'F6.4'],
  ]).text;
  const unit = `${cards}${'END'.padEnd(80)}`.padEnd(2880) + rows.padEnd(2880);
  return Buffer.concat([writeFits([{ shape: [] }]), Buffer.from(unit)]);
}

const sound: readonly Uint8Array[] = [
  asciiTable(),
  writeFits([{ table: stars, name: 'STARS', header }]),
  writeFits([{ table: { ...stars, columns: stars.columns.slice(4) } }, { table: stars }]),
  writeFits([{ shape: [61, 43], data: new Uint16Array(61 * 43).fill(40_000), header }]),
  writeFits([
    { shape: [], header },
    { shape: [9, 7, 5], data: new Float64Array(315).fill(1.5), name: 'CUBE' },
    { shape: [100], data: new Uint8Array(100).fill(3), name: 'FLAGS' },
    { shape: [33], data: new BigInt64Array(33).fill(-5n) },
  ]),
  writeFits([
    {
      shape: [50, 50],
      data: new Int16Array(2500).fill(7),
      scaling: { bscale: 0.25, bzero: -3, blank: 7 },
    },
    { shape: [50, 50], data: new Float32Array(2500).fill(NaN), name: 'UNCERT', header },
  ]),
  writeFits([{ shape: [512, 512], data: new Float32Array(512 * 512).fill(0.1), header }]),
  gzipSync(writeFits([{ shape: [300, 300], data: new Int32Array(90_000).fill(9), header }])),
];

const wave = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => 30_000 + ((i * 7919) % 211));

/** The same of images in compressed tiles. */
const compressed: readonly Uint8Array[] = [
  writeFits([
    { shape: [61, 143], data: Uint16Array.from(wave(61 * 143)), header, compression: 'rice' },
  ]),
  writeFits([
    { shape: [], header },
    {
      shape: [90, 70],
      data: Float32Array.from(wave(6300), (value) => (value % 90 === 0 ? NaN : value / 9)),
      compression: { algorithm: 'rice', tile: [40, 30], quantize: { step: 0.5, dither: 2 } },
      name: 'MAP',
    },
    { shape: [90, 70], data: Uint8Array.from(wave(6300)), compression: 'gzip', name: 'FLAGS' },
  ]),
  writeFits([
    { shape: [50, 60], data: Float32Array.from(wave(3000)), compression: 'gzip' },
    {
      shape: [20, 15, 10],
      data: Int32Array.from(wave(3000)),
      compression: { algorithm: 'rice', tile: [7, 6, 5], blockSize: 16 },
      scaling: { bscale: 0.5, bzero: 3, blank: 30_007 },
    },
  ]),
  writeFits([
    {
      shape: [300, 100],
      data: Float64Array.from(wave(30_000), Math.sqrt),
      compression: { algorithm: 'gzip', quantize: { stepsPerNoise: 8 } },
    },
  ]),
];

/** Things a header might be made to say of compressed tiles. */
const compressedLies = [
  'ZNAXIS2 = 9007199254740991',
  'ZNAXIS1 = 99999999',
  'ZNAXIS1 = 4000000',
  'ZNAXIS  = 3',
  'ZTILE1  = 1',
  'ZTILE2  = 100000000',
  'ZBITPIX = -64',
  'ZBITPIX = 8',
  "ZCMPTYPE= 'RICE_1'",
  "ZCMPTYPE= 'GZIP_1'",
  "ZCMPTYPE= 'GZIP_2'",
  "ZCMPTYPE= 'NOCOMPRESS'",
  "ZCMPTYPE= 'HCOMPRESS_1'",
  'ZVAL1   = 2147483647',
  'ZVAL2   = 1',
  "TFORM1  = '1QB'",
  "TFORM1  = '1PJ'",
  "TTYPE1  = 'GZIP_COMPRESSED_DATA'",
  "TTYPE1  = 'UNCOMPRESSED_DATA'",
  "ZQUANTIZ= 'SOMEHOW'",
  'ZSCALE  = 1E308',
  'THEAP   = 900',
  'PCOUNT  = 100',
  'BLANK   = 30007',
];

/** Things a header might be made to say. */
const lies = [
  'NAXIS2  = 9007199254740991',
  'NAXIS1  = 99999999',
  'BITPIX  = -64',
  'NAXIS   = 999',
  'GCOUNT  = 123456789',
  "TFORM1  = '9999999A'",
  "TFORM2  = '1PD(7)  '",
  "TDIM2   = '(2,999999999)'",
  'PCOUNT  = 2880',
  'THEAP   = 17',
  'TFIELDS = 999',
  'END',
];

function mutated(
  random: (below: number) => number,
  files: readonly Uint8Array[],
  claims: readonly string[],
): Uint8Array {
  let bytes = Buffer.from(files[random(files.length)]);
  for (let round = 1 + random(4); round > 0; round--) {
    const at = random(bytes.length);
    const block = Math.floor(at / 2880) * 2880;
    switch (random(7)) {
      case 0: // flip bits
        bytes[at] ^= 1 << random(8);
        break;
      case 1: // a flip where it hurts: in the first header block
        bytes[random(Math.min(2880, bytes.length))] = 0x20 + random(96);
        break;
      case 2: // cut
        bytes = bytes.subarray(0, at);
        break;
      case 3: // swap two blocks
        swapBlocks(bytes, block, random(Math.ceil(bytes.length / 2880)) * 2880);
        break;
      case 4: // repeat a block
        bytes = Buffer.concat([bytes.subarray(0, block + 2880), bytes.subarray(block)]);
        break;
      case 5: // lose a piece
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random(3000))]);
        break;
      case 6: // a lie in place of a card
        lie(bytes, claims[random(claims.length)], at);
        break;
    }
    if (bytes.length === 0) break;
  }
  return bytes;
}

/** In place of the card of this keyword, or of any. */
function lie(bytes: Buffer, claim: string, at: number): void {
  const own = bytes.indexOf(claim.slice(0, 9), 0, 'latin1');
  const place = own >= 0 && own % 80 === 0 ? own : Math.floor(at / 80) * 80;
  bytes.write(claim.padEnd(80), place, 'latin1');
}

function swapBlocks(bytes: Buffer, first: number, second: number): void {
  const kept = Buffer.from(bytes.subarray(first, first + 2880));
  bytes.set(bytes.subarray(second, second + Math.min(2880, bytes.length - first)), first);
  bytes.set(kept.subarray(0, bytes.length - second), second);
}

/** Everything a reader can be asked for. */
function readAll(bytes: Uint8Array): void {
  const file = readFits(bytes, 'damaged.fits');
  for (const hdu of file.hdus) {
    const values = hdu.header.cards.map((card) => card.value);
    expect(values).toHaveLength(hdu.header.cards.length);
    if (hdu.type === 'binary-table' || hdu.type === 'ascii-table') {
      const { rows, columns } = readTable(hdu);
      expect([rows, columns.length]).toEqual([hdu.shape[1], hdu.header.integer('TFIELDS')]);
    }
    if (hdu.type !== 'image') continue;
    const pixels = hdu.shape.length === 0 ? 0 : hdu.shape.reduce(product);
    // One after another: they need not be held together.
    for (const decode of ['stored', 'values', 'float32', 'float64'] as const) {
      assertLength(hdu[decode](), pixels);
    }
  }
  verifyChecksums(file);
  if (bytes[0] !== 0x1f) readBands(bytes);
}

/** The same through a source, a few rows at a time. */
function readBands(bytes: Uint8Array): void {
  for (const hdu of openFits(memorySource(bytes), 'damaged.fits').hdus) {
    if (hdu.type !== 'image') continue;
    const rows = hdu.shape.length === 0 ? 0 : hdu.shape.slice(1).reduce(product, 1);
    for (let row = 0; row < Math.min(rows, 200); row += 7) {
      const count = Math.min(7, rows - row);
      assertLength(hdu.readRows(row, count), count * hdu.shape[0]);
    }
  }
}

function assertLength({ length }: { readonly length: number }, expected: number): void {
  if (length !== expected) throw new Error(`${length} values, not ${expected}`);
}

function attempt(bytes: Uint8Array): 'read' | FitsError {
  try {
    readAll(bytes);
    return 'read';
  } catch (error) {
    if (error instanceof FitsError) return error;
    throw error;
  }
}

const product = (a: number, b: number): number => a * b;

describe.each([
  ['files', sound, lies],
  ['compressed files', compressed, [...compressedLies, ...lies]],
] as const)('damaged %s (soak)', (what, files, claims) => {
  it(`give a value or a named error, quickly and in little memory, ${count} times`, () => {
    const random = seeded(20261101);
    for (const bytes of files) readAll(bytes);
    const outcomes = { read: 0, refused: new Map<string, number>() };
    let slowest = 0;
    let memory = 0;
    for (let i = 0; i < count; i++) {
      const bytes = mutated(random, files, claims);
      const before = allocated();
      const start = performance.now();
      const outcome = attempt(bytes);
      slowest = Math.max(slowest, performance.now() - start);
      memory = Math.max(memory, allocated() - before - bytes.length);
      if (outcome === 'read') {
        outcomes.read++;
        continue;
      }
      expect(outcome.file).toBe('damaged.fits');
      expect(outcome.offset).toBeLessThanOrEqual(unpackedLength(bytes));
      outcomes.refused.set(outcome.code, (outcomes.refused.get(outcome.code) ?? 0) + 1);
    }
    const told = [...outcomes.refused].map(([code, times]) => `${code} ${times}`).join(', ');
    console.log(
      `${count} damaged ${what}: ${outcomes.read} read, refused ${told}; ` +
        `slowest ${slowest.toFixed(0)} ms, ${(memory / mebibyte).toFixed(0)} MiB beyond its size`,
    );
    // Both outcomes must occur, or the damage was not worth the name.
    expect(outcomes.read).toBeGreaterThan(count / 20);
    expect(outcomes.refused.size).toBeGreaterThan(5);
    expect(slowest).toBeLessThan(1000);
    expect(memory).toBeLessThan(64 * mebibyte);
  }, 300_000);
});

/** What this process holds; a collection meanwhile can only make a difference smaller. */
function allocated(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function unpackedLength(bytes: Uint8Array): number {
  try {
    return Math.max(bytes.length, gunzipSync(bytes).length);
  } catch {
    return Math.max(bytes.length, 4 * mebibyte);
  }
}
