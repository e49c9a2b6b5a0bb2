import { describe, expect, it } from 'vitest';
import {
  firstImage,
  FitsError,
  FitsFileWriter,
  Header,
  imageNamed,
  memorySource,
  openFits,
  readFits,
  writeFits,
  type BandedImage,
  type BandPixels,
  type ByteSource,
} from '../index.js';

const header = Header.of([
  ['EXPTIME', 12.5, '[s]'],
  ['OBJECT', 'Milky Way'],
]);

/** Width 37: rows of bytes and of 16-bit numbers start anywhere in a word. */
const [width, height] = [37, 53];
const numbers = Array.from({ length: width * height }, (_, i) => ((i * 7919) % 65_536) - 20_000);

const hdus: readonly (BandedImage & { readonly data: BandPixels })[] = [
  { header, shape: [width, height], type: 'float32', data: Float32Array.from(numbers, Math.cbrt) },
  { name: 'FLAGS', shape: [width, height], type: 'uint8', data: Uint8Array.from(numbers) },
  { name: 'SHORT', shape: [width, height], type: 'int16', data: Int16Array.from(numbers) },
  { name: 'RAW', shape: [width, height], type: 'uint16', data: Uint16Array.from(numbers) },
  { name: 'LONG', shape: [width, height], type: 'int32', data: Int32Array.from(numbers) },
];

/** Memory that remembers which bytes were written, and how often. */
class MemorySink {
  readonly bytes: Buffer;
  readonly times: Uint8Array;

  constructor(size: number) {
    this.bytes = Buffer.alloc(size, 0xee);
    this.times = new Uint8Array(size);
  }

  write(at: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, at);
    for (let i = at; i < at + bytes.length; i++) this.times[i]++;
  }
}

function sizeOf(images: readonly BandedImage[]): number {
  return new FitsFileWriter({ write: () => undefined }, images).size;
}

function writtenInBands(bands: readonly number[]): MemorySink {
  const sink = new MemorySink(sizeOf(hdus));
  const writer = new FitsFileWriter(sink, hdus);
  hdus.forEach(({ data }, hdu) => {
    for (const first of bands) {
      const next = Math.min(...bands.filter((row) => row > first), height);
      writer.writeRows(hdu, first, data.subarray(first * width, next * width));
    }
  });
  writer.finish();
  return sink;
}

function refusal(attempt: () => void): FitsError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof FitsError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a file written in bands of rows', () => {
  const whole = writeFits(hdus);

  it.each([
    ['in one', [0]],
    ['from the first to the last', [0, 1, 2, 20, 33, 50]],
    ['in any order', [50, 1, 33, 0, 20, 2]],
    ['row by row from the end', Array.from({ length: height }, (_, i) => height - 1 - i)],
  ])('has the bytes of one written whole: %s', (_, bands) => {
    const { bytes, times } = writtenInBands(bands);
    expect(bytes.equals(whole)).toBe(true);
    expect(times.every((one) => one === 1)).toBe(true);
  });

  it('has them for an empty primary, and for bands larger than what is encoded at once', () => {
    const data = Float32Array.from({ length: 300 * 1000 }, (_, i) => Math.sin(i));
    const images = [
      { header, shape: [], type: 'float32' },
      { name: 'MAP', shape: [300, 1000], type: 'float32' },
    ] as const;
    const sink = new MemorySink(sizeOf(images));
    const writer = new FitsFileWriter(sink, images);
    writer.writeRows(1, 500, data.subarray(150_000));
    writer.writeRows(1, 0, data.subarray(0, 150_000));
    writer.finish();
    const same = writeFits([
      { header, shape: [] },
      { name: 'MAP', shape: [300, 1000], data },
    ]);
    expect(sink.bytes.equals(same)).toBe(true);
  });

  it('refuses a row written twice, naming it', () => {
    const writer = new FitsFileWriter({ write: () => undefined }, hdus);
    writer.writeRows(1, 10, new Uint8Array(width * 3));
    const error = refusal(() => {
      writer.writeRows(1, 5, new Uint8Array(width * 6));
    });
    expect(error).toMatchObject({ code: 'fits-row-written-twice' });
    expect(error.problem.found).toBe('row 10 of HDU 1 (FLAGS)');
  });

  it('refuses to end before all rows are written, and is no FITS file until then', () => {
    const sink = new MemorySink(sizeOf(hdus.slice(0, 1)));
    const writer = new FitsFileWriter(sink, hdus.slice(0, 1));
    writer.writeRows(0, 0, new Float32Array(width * 10));
    writer.writeRows(0, 12, new Float32Array(width * (height - 12)));
    const error = refusal(() => {
      writer.finish();
    });
    expect(error).toMatchObject({ code: 'fits-rows-missing' });
    expect(error.problem.found).toBe('2 rows missing, row 10 of HDU 0 first');
    expect(() => readFits(sink.bytes, 'x.fits')).toThrow(FitsError);
    writer.writeRows(0, 10, new Float32Array(width * 2));
    writer.finish();
    expect(firstImage(readFits(sink.bytes, 'x.fits')).shape).toStrictEqual([width, height]);
  });

  it.each([
    [
      'another type',
      (writer: FitsFileWriter) => {
        writer.writeRows(1, 0, new Int16Array(width));
      },
    ],
    [
      'half a row',
      (writer: FitsFileWriter) => {
        writer.writeRows(1, 0, new Uint8Array(width + 3));
      },
    ],
    [
      'rows beyond',
      (writer: FitsFileWriter) => {
        writer.writeRows(1, 52, new Uint8Array(width * 2));
      },
    ],
    [
      'no such HDU',
      (writer: FitsFileWriter) => {
        writer.writeRows(5, 0, new Uint8Array(width));
      },
    ],
  ])('refuses %s', (_, attempt) => {
    const writer = new FitsFileWriter({ write: () => undefined }, hdus);
    expect(() => {
      attempt(writer);
    }).toThrow(RangeError);
  });

  it('keeps its places beyond 4 GiB', () => {
    const places: number[] = [];
    const write = (at: number): void => void places.push(at);
    const images = [
      { shape: [40_000, 40_000], type: 'float32' },
      { name: 'FLAGS', shape: [40_000, 40_000], type: 'uint8' },
    ] as const;
    const writer = new FitsFileWriter({ write }, images);
    writer.writeRows(0, 39_999, new Float32Array(40_000));
    writer.writeRows(1, 39_999, new Uint8Array(40_000));
    const [floats, bytes] = [Math.ceil(6.4e9 / 2880) * 2880, Math.ceil(1.6e9 / 2880) * 2880];
    expect(writer.size).toBe(2880 + floats + 2880 + bytes);
    expect(places).toStrictEqual([2880 + 39_999 * 160_000, 2880 + floats + 2880 + 39_999 * 40_000]);
  });
});

/** Counts what is read. */
function counted(bytes: Uint8Array): ByteSource & { taken: number } {
  const source = memorySource(bytes);
  return {
    size: source.size,
    taken: 0,
    read(at, into) {
      this.taken += into.length;
      source.read(at, into);
    },
  };
}

describe('a file opened for reading in bands', () => {
  const bytes = writeFits([
    ...hdus,
    {
      name: 'SCALED',
      shape: [width, height],
      data: Int16Array.from(numbers),
      scaling: { bscale: 0.5, bzero: 100, blank: -7 },
    },
    { name: 'CUBE', shape: [5, 4, 3], data: Float64Array.from(numbers.slice(0, 60)) },
  ]);
  const file = readFits(bytes, 'x.fits');
  const open = openFits(memorySource(bytes), 'x.fits');

  it('knows all headers, having read hardly more than them', () => {
    const source = counted(bytes);
    const { hdus: found } = openFits(source, 'x.fits');
    expect(found.map(({ header: one, shape }) => [one.text, shape])).toStrictEqual(
      file.hdus.map(({ header: one, shape }) => [one.text, shape]),
    );
    expect(source.taken).toBeLessThan(found.length * (2880 + 16));
  });

  it.each(['SIMPLE', 'FLAGS', 'SHORT', 'RAW', 'LONG', 'SCALED', 'CUBE'])(
    'gives the values of %s that reading it whole gives',
    (name) => {
      const banded = name === 'SIMPLE' ? firstImage(open) : imageNamed(open, name);
      const whole = name === 'SIMPLE' ? firstImage(file) : imageNamed(file, name);
      if (banded === undefined || whole === undefined) throw new Error(`no ${name}`);
      const [across, ...further] = whole.shape;
      const rows = further.reduce((product, axis) => product * axis, 1);
      for (const [first, count] of [
        [0, rows],
        [0, 1],
        [rows - 1, 1],
        [3, 5],
        [2, 0],
      ]) {
        const part = [first * across, (first + count) * across] as const;
        expect(banded.readRows(first, count)).toStrictEqual(whole.float32().slice(...part));
        expect(banded.readStoredRows(first, count)).toStrictEqual(whole.stored().slice(...part));
        const out = new Float32Array(count * across + 3).fill(9);
        expect(banded.readRows(first, count, out)).toBe(out);
        expect([...out.slice(-3)]).toStrictEqual([9, 9, 9]);
        expect(out.slice(0, -3)).toStrictEqual(whole.float32().slice(...part));
      }
    },
  );

  it('refuses rows that are not there, and too small an array', () => {
    const image = firstImage(open);
    for (const [first, count] of [
      [height, 1],
      [-1, 1],
      [0, height + 1],
      [0.5, 1],
    ]) {
      expect(() => image.readRows(first, count)).toThrow(RangeError);
      expect(() => image.readStoredRows(first, count)).toThrow(RangeError);
    }
    expect(() => image.readRows(0, 2, new Float32Array(width))).toThrow(RangeError);
  });

  it('finds a truncated file without reading a pixel', () => {
    const source = counted(bytes.subarray(0, bytes.length - 2880));
    expect(refusal(() => openFits(source, 'cut.fits'))).toMatchObject({
      code: 'fits-truncated',
      file: 'cut.fits',
      offset: bytes.length - 2880,
    });
    expect(source.taken).toBeLessThan(hdus.length * 4000 + 8000);
  });

  it('refuses a file packed as a whole, with what to do', () => {
    const packed = memorySource(new Uint8Array([0x1f, 0x8b, 8, 0]));
    const error = refusal(() => openFits(packed, 'x.fits.gz'));
    expect(error.code).toBe('fits-packed');
    expect(error.problem.hint).toContain('gunzip');
  });

  it('reads rows beyond 4 GiB from their place', () => {
    const start = writeFits([{ shape: [1, 1], data: new Float32Array(1) }])
      .subarray(0, 2880)
      .slice();
    const cards = ['NAXIS1  =               100000', 'NAXIS2  =                20000'];
    cards.forEach((card, i) => Buffer.from(start.buffer).write(card.padEnd(80), 80 * (3 + i)));
    const read: [number, number][] = [];
    const source: ByteSource = {
      size: 2880 + Math.ceil(8e9 / 2880) * 2880,
      read(at, into) {
        if (at < 2880) into.set(start.subarray(at, at + into.length));
        else read.push([at, into.length]);
      },
    };
    firstImage(openFits(source, 'large.fits')).readRows(19_998, 2);
    let at = 2880 + 19_998 * 400_000;
    for (const [from, length] of read) {
      expect(from).toBe(at);
      at += length;
    }
    expect(at).toBe(2880 + 20_000 * 400_000);
  });
});

describe('memory', () => {
  /** What this process holds beyond the start; a collection meanwhile can only make it smaller. */
  const held = (): number => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };

  it('is a small part of the file, written and read in bands', () => {
    const [columns, rows, band] = [4096, 8192, 64];
    const before = held();
    const images = [{ shape: [columns, rows], type: 'float32' }] as const;
    const values = new Float32Array(columns * band).fill(1.5);
    const write = (): void => undefined;
    const writer = new FitsFileWriter({ write }, images);
    let most = 0;
    for (let row = 0; row < rows; row += band) {
      writer.writeRows(0, row, values);
      most = Math.max(most, held() - before);
    }
    writer.finish();
    const start = writeFits([{ shape: [columns, 1], data: values.subarray(0, columns) }]);
    const cards = Buffer.from(start.slice(0, 2880));
    cards.write(`NAXIS2  = ${rows}`.padEnd(80), 4 * 80);
    const source: ByteSource = {
      size: writer.size,
      read(at, into) {
        into.set(at < 2880 ? cards.subarray(at, at + into.length) : [0x3f, 0xc0]);
      },
    };
    const image = firstImage(openFits(source, 'large.fits'));
    for (let row = 0; row < rows; row += band) {
      image.readRows(row, band, values);
      most = Math.max(most, held() - before);
    }
    expect(writer.size).toBeGreaterThan(128 * 2 ** 20);
    // A band of one mebibyte, twice 256 KiB, a byte per row, and what the loop leaves behind.
    expect(most).toBeLessThan(8 * 2 ** 20);
  });
});
