import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { firstImage, FitsError, Header, imageNamed, readFits, writeFits } from './index.js';

const frame = writeFits([
  { shape: [40, 30], data: Uint16Array.from({ length: 1200 }, (_, i) => i * 54) },
]);

/** A file from cards, with data behind. */
function fileOf(cards: readonly string[], data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const header = [...cards, 'END'].map((card) => card.padEnd(80)).join('');
  const text = header.padEnd(Math.ceil(header.length / 2880) * 2880);
  const length = text.length + Math.ceil(data.length / 2880) * 2880;
  const bytes = new Uint8Array(length);
  bytes.set(Buffer.from(text, 'latin1'));
  bytes.set(data, text.length);
  return bytes;
}

const axes = (bitpix: number, ...shape: (number | string)[]): string[] => [
  'SIMPLE  = T',
  `BITPIX  = ${bitpix}`,
  `NAXIS   = ${shape.length}`,
  ...shape.map((axis, i) => `${`NAXIS${i + 1}`.padEnd(8)}= ${axis}`),
];

function refusal(bytes: Uint8Array): FitsError {
  try {
    readFits(bytes, 'night/frame.fit');
  } catch (error) {
    if (error instanceof FitsError) return error;
    throw error;
  }
  throw new Error('the file was read');
}

const mebibyte = 2 ** 20;

/** What an attempt took; a collection meanwhile can only make the memory look smaller. */
function cost(attempt: () => FitsError) {
  const held = () => process.memoryUsage().heapUsed + process.memoryUsage().external;
  const [before, start] = [held(), performance.now()];
  const error = attempt();
  return { error, milliseconds: performance.now() - start, bytes: held() - before };
}

describe('a file that is not sound is refused by name, place and remedy', () => {
  const cases: readonly (readonly [string, Uint8Array, string, number])[] = [
    ['empty', new Uint8Array(0), 'fits-not-fits', 0],
    ['text', Buffer.from('This is a text file\n'), 'fits-not-fits', 0],
    ['cut in its header', frame.subarray(0, 400), 'fits-header-without-end', 400],
    ['cut in its data', frame.subarray(0, 4000), 'fits-truncated', 4000],
    ['cut behind its header', frame.subarray(0, 2880), 'fits-truncated', 2880],
    ['overlong', Buffer.concat([frame, Buffer.alloc(100, 7)]), 'fits-overlong', frame.length],
    ['twice in one', Buffer.concat([frame, frame]), 'fits-overlong', frame.length],
    ['with huge axes', fileOf(axes(-64, 2 ** 30, 2 ** 30, 2 ** 30)), 'fits-absurd-size', 0],
    ['claiming a terabyte', fileOf(axes(8, 2 ** 20, 2 ** 20)), 'fits-truncated', 2880],
    ['with a negative axis', fileOf(axes(8, -5, 10)), 'fits-bad-value', 0],
    ['with half a pixel', fileOf(axes(8, 2.5)), 'fits-bad-value', 0],
    ['with an axis in words', fileOf(axes(8, "'many'")), 'fits-bad-value', 0],
    ['with an axis beyond 2^53', fileOf(axes(8, '99999999999999999999')), 'fits-bad-value', 0],
    [
      'with a missing axis',
      fileOf([...axes(8).slice(0, 2), 'NAXIS   = 1']),
      'fits-missing-keyword',
      0,
    ],
    ['with 1000 axes', fileOf([...axes(8).slice(0, 2), 'NAXIS   = 1000']), 'fits-bad-value', 0],
    ['of 7 bits', fileOf(axes(7, 10)), 'fits-bad-value', 0],
    ['with PCOUNT below zero', fileOf([...axes(8, 10), 'PCOUNT  = -3']), 'fits-bad-value', 0],
    [
      'with absurd GCOUNT',
      fileOf([...axes(8, 10), 'GCOUNT  = 9007199254740991']),
      'fits-absurd-size',
      0,
    ],
    [
      'with BSCALE in words',
      fileOf([...axes(8, 1), "BSCALE  = 'one'"], new Uint8Array(1)),
      'fits-bad-value',
      0,
    ],
    [
      'with BLANK as fraction',
      fileOf([...axes(8, 1), 'BLANK   = 1.5'], new Uint8Array(1)),
      'fits-bad-value',
      0,
    ],
    ['packed as bzip2', Buffer.from('BZh91AY&SY'), 'fits-packed', 0],
    ['cut gzip', gzipSync(frame).subarray(0, 60), 'fits-broken-gzip', 60],
  ];

  it.each(cases)('%s', (_, bytes, code, offset) => {
    const error = refusal(bytes);
    expect(error).toMatchObject({ code, offset, file: 'night/frame.fit' });
    const { problem } = error;
    for (const part of [problem.found, problem.expected, problem.hint]) expect(part).toBeTruthy();
    expect(error.message).toContain(`at byte ${offset}`);
  });

  it('with a header that never ends, in little time and memory', () => {
    const endless = Buffer.alloc(200 * mebibyte, ' ');
    endless.write('SIMPLE  =                    T');
    const { error, milliseconds, bytes } = cost(() => refusal(endless));
    expect(error.code).toBe('fits-header-too-long');
    expect(milliseconds).toBeLessThan(2000);
    expect(bytes).toBeLessThan(64 * mebibyte);
  });

  it('with more headers than can be meant, in little time and memory', () => {
    const many = Buffer.alloc(2880 * 20_000, ' ');
    for (let at = 0; at < many.length; at += 2880) {
      many.write(at === 0 ? 'SIMPLE  = T' : "XTENSION= 'IMAGE'", at);
      many.write(`${'BITPIX  = 8'.padEnd(80)}${'NAXIS   = 0'.padEnd(80)}END`, at + 80);
    }
    const { error, milliseconds, bytes } = cost(() => refusal(many));
    expect(error.code).toBe('fits-header-too-long');
    expect(milliseconds).toBeLessThan(2000);
    expect(bytes).toBeLessThan(64 * mebibyte);
    const { hdus } = readFits(many, 'many.fits', { maxHeaderBytes: many.length });
    expect(hdus).toHaveLength(20_000);
  });

  it('gzip that grows without end, before it has filled the memory', () => {
    const bomb = gzipSync(Buffer.alloc(200 * mebibyte));
    const { error, bytes } = cost(() => refusal(bomb));
    expect(error.code).toBe('fits-unpacks-too-large');
    expect(bytes).toBeLessThan(64 * mebibyte);
  });

  it('gzip beyond the limit the caller sets', () => {
    expect(() => readFits(gzipSync(frame), 'a.fits.gz', { maxUnpackedBytes: 5000 })).toThrow(
      expect.objectContaining({ code: 'fits-unpacks-too-large', file: 'a.fits.gz' }),
    );
  });
});

describe('a file that is odd but sound is read', () => {
  it('gzip, at the same values', () => {
    const image = firstImage(readFits(gzipSync(frame), 'frame.fits.gz'));
    expect(image.values()).toStrictEqual(firstImage(readFits(frame, 'frame.fits')).values());
  });

  it('at any address in memory, without touching its bytes', () => {
    for (const shift of [1, 2, 3, 8]) {
      const shifted = Buffer.concat([Buffer.alloc(shift), frame]).subarray(shift);
      const image = firstImage(readFits(shifted, 'x.fits'));
      expect(image.float32()).toStrictEqual(firstImage(readFits(frame, 'y.fits')).float32());
      new Uint8Array(image.values().buffer).fill(0);
      expect(shifted.equals(frame)).toBe(true);
    }
  });

  it('with a last block not filled up, saying so', () => {
    const bytes = frame.subarray(0, 2880 + 2400);
    const file = readFits(bytes, 'frame.fits');
    expect(file.notes).toMatchObject([{ code: 'fits-missing-padding', file: 'frame.fits' }]);
    expect(firstImage(file).values()).toHaveLength(1200);
    expect(readFits(frame, 'frame.fits').notes).toStrictEqual([]);
  });

  it.each([0, 0x20])('with a tape block of bytes %d behind', (fill) => {
    const { hdus } = readFits(Buffer.concat([frame, Buffer.alloc(2880, fill)]), 'x.fits');
    expect(hdus).toHaveLength(1);
  });

  it('with scaling and BLANK', () => {
    const bytes = fileOf(
      [...axes(16, 3), 'BSCALE  = 0.5', 'BZERO   = 100', 'BLANK   = -7'],
      new Uint8Array([0, 10, 0xff, 0xf9, 0x80, 0x00]),
    );
    const image = firstImage(readFits(bytes, 'x.fits'));
    expect(image.stored()).toStrictEqual(new Int16Array([10, -7, -32768]));
    expect(image.float64()).toStrictEqual(new Float64Array([105, NaN, -16284]));
    expect(image.values()).toStrictEqual(new Float32Array([105, NaN, -16284]));
    expect(image.scaling).toStrictEqual({ bscale: 0.5, bzero: 100, blank: -7 });
    const data = image.stored();
    const again = firstImage(
      readFits(writeFits([{ shape: [3], data, scaling: image.scaling }]), 'again.fits'),
    );
    expect(again.float64()).toStrictEqual(image.float64());
    expect(again.stored()).toStrictEqual(data);
  });

  it('with BLANK beyond the stored range, which no pixel can have', () => {
    const bytes = fileOf(
      [...axes(16, 2), 'BZERO   = 32768', 'BLANK   = 32768'],
      new Uint8Array([0, 0, 0x80, 0]),
    );
    expect(firstImage(readFits(bytes, 'x.fits')).float64()).toStrictEqual(
      new Float64Array([32768, 0]),
    );
  });

  it('in more dimensions than two, and in none', () => {
    const data = Float64Array.from({ length: 24 }, (_, i) => i);
    const file = readFits(writeFits([{ shape: [] }, { shape: [4, 3, 1, 2], data }]), 'x.fits');
    expect(file.hdus.map(({ shape }) => shape)).toStrictEqual([[], [4, 3, 1, 2]]);
    expect(firstImage(file).float64()).toStrictEqual(data);
    expect(imageNamed(file, 'ABSENT')).toBeUndefined();
  });

  it('with units that are not images, whose bytes are kept', () => {
    const table = fileOf(
      ["XTENSION= 'FOREIGN'", ...axes(8, 4, 2).slice(1), 'PCOUNT  = 3', 'GCOUNT  = 1'],
      new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    );
    const file = readFits(Buffer.concat([fileOf(axes(8)), table]), 'x.fits');
    const hdu = file.hdus[1];
    expect(hdu.type).toBe('unknown');
    expect(hdu.type === 'image' ? [] : [...hdu.data()]).toStrictEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
    expect(() => firstImage(file)).toThrow(expect.objectContaining({ code: 'fits-no-image' }));
  });

  it('with a header written back byte for byte', () => {
    const header = Header.parse(
      ["OBJECT  = 'as ''it'' is'", 'EXPOSURE= 1.20D+01', 'COMMENT  = kept', 'ODD     = ???', '']
        .map((card) => card.padEnd(80))
        .join(''),
    );
    const bytes = writeFits([{ shape: [1], data: new Uint8Array(1), header }]);
    const again = readFits(bytes, 'x.fits').hdus[0].header;
    expect(again.text).toContain(header.text);
    const third = readFits(
      writeFits([{ shape: [1], data: new Uint8Array(1), header: again }]),
      'y',
    );
    expect(third.hdus[0].header.text).toBe(again.text);
  });
});
