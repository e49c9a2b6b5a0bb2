import { inflateRawSync } from 'node:zlib';
import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it, vi } from 'vitest';
import type { ExtinctionRow } from '@nightskies/contracts';
import { extinctionWorkbook } from './extinction-workbook.js';

const row: ExtinctionRow = {
  set: 1,
  framesSolved: 45,
  starsUsed: 311,
  starsRejected: 12,
  zeropointFree: 14.7801234567890125,
  zeropointFreeError: 0.0065,
  extinctionFree: -0.20192843567890123,
  extinctionFreeError: 0.0000931234567890123,
  standardErrorFree: 0.03,
  zeropointDefault: 14.78,
  extinctionFixed: -0.2,
  extinctionFixedError: 0.001,
  standardErrorFixed: 0.03,
  colourCoefficientDefault: 0.04,
  colourCoefficientFree: null,
  colourCoefficientFreeError: null,
  xScale: 1.6,
  yScale: 1.6,
  averageScale: 1.6,
  exposureSeconds: 15,
};

const names = [
  'set',
  'img_solved',
  'num_star_used',
  'num_star_rejected',
  'zeropoint_free',
  'zeropoint_free_err',
  'extinction_free',
  'extinction_free_err',
  'standard_error_free',
  'zeropoint_default',
  'extinction_fixedZ',
  'extinction_fixedZ_err',
  'standard_error_fixedZ',
  'color_coeff_default',
  'color_coeff_free',
  'color_coeff_free_err',
  'x_scale',
  'y_scale',
  'avg_scale',
  'exptime',
];

/** Parts of a zip by name, through its directory: another reader than the one of the library. */
function partsOf(bytes: Uint8Array): Map<string, string> {
  const buffer = Buffer.from(bytes);
  const parts = new Map<string, string>();
  const end = buffer.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let at = buffer.readUInt32LE(end + 16);
  for (let left = buffer.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = buffer.readUInt16LE(at + 28);
    const name = buffer.toString('utf8', at + 46, at + 46 + nameLength);
    const local = buffer.readUInt32LE(at + 42);
    const start = local + 30 + buffer.readUInt16LE(local + 26) + buffer.readUInt16LE(local + 28);
    const stored = buffer.subarray(start, start + buffer.readUInt32LE(at + 20));
    const method = buffer.readUInt16LE(at + 10);
    parts.set(name, (method === 0 ? stored : inflateRawSync(stored)).toString('utf8'));
    at += 46 + nameLength + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32);
  }
  return parts;
}

describe('the workbook of extinction', () => {
  it('has the twenty columns of the old one and a row per set, at full precision', async () => {
    const { sheets } = await readXlsx(await extinctionWorkbook([row, { ...row, set: 2 }]));
    expect(sheets.map(({ name }) => name)).toEqual(['Sheet1']);
    const [header, first, second] = sheets[0]?.rows ?? [];
    expect(header).toEqual(names);
    expect(first).toEqual([
      1,
      45,
      311,
      12,
      14.7801234567890125,
      0.0065,
      -0.20192843567890123,
      0.0000931234567890123,
      0.03,
      14.78,
      -0.2,
      0.001,
      0.03,
      0.04,
      null,
      null,
      1.6,
      1.6,
      1.6,
      15,
    ]);
    expect(second?.[0]).toBe(2);
  });

  it('is a zip whose sheet says the same, column widths two beyond the longest text', async () => {
    const parts = partsOf(await extinctionWorkbook([row]));
    const sheet = parts.get('xl/worksheets/sheet1.xml') ?? '';
    const widths = [...sheet.matchAll(/<col [^>]*?width="([\d.]+)"/g)].map(([, w]) => Number(w));
    const longest = names.map(({ length }) => length);
    longest[4] = '14.780123456789013'.length;
    longest[6] = '-0.20192843567890123'.length;
    longest[7] = '9.31234567890123e-05'.length;
    expect(widths).toEqual(longest.map((length) => length + 2));
    expect(sheet).toContain('<v>-0.20192843567890123</v>');
    expect(parts.get('xl/workbook.xml')).toContain('name="Sheet1"');
  });

  it('has the same bytes whenever it is written', async () => {
    const first = await extinctionWorkbook([row]);
    vi.useFakeTimers({ now: new Date('2031-05-06T07:08:09Z'), toFake: ['Date'] });
    const later = await extinctionWorkbook([row]);
    vi.useRealTimers();
    expect(Buffer.from(later).equals(Buffer.from(first))).toBe(true);
  });

  it('of no set is a header', async () => {
    const { sheets } = await readXlsx(await extinctionWorkbook([]));
    expect(sheets[0]?.rows).toEqual([names]);
  });
});
