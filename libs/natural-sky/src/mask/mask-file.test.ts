import { FitsError, readFits, verifyChecksums, writeFits } from '@nightskies/fits';
import { allSkyGrid, degree, rowAltitudeDeg } from '@nightskies/sky';
import { expect, it } from 'vitest';
import { skyRowsOf } from '../maps/sky-rows.js';
import { skylinePicture } from './mask-drawing.js';
import { readMaskFile, writeMaskFile } from './mask-file.js';
import { maskSummary } from './mask-summary.js';
import { skyPart } from './sky-part.js';
import { skyAbove, type TerrainMask } from './terrain-mask.js';

const grid = allSkyGrid(0.25);
const skylineDeg = Float64Array.from(
  { length: grid.columns },
  (_, column) => 4 + 2 * Math.sin(column * 0.25 * degree),
);
const confidence = Float64Array.from({ length: grid.columns }, (_, column) => {
  if (column < 40 || column >= 1420) return 0;
  return column < 80 ? 0.25 : 1;
});
const mask: TerrainMask = {
  ...{ grid, skylineDeg, confidence, origin: 'proposed' },
  ...{ sky: skyAbove(grid, skylineDeg), overallConfidence: 0.9 },
};

it('a mask comes back from its file, with the cards of its set, and small', () => {
  const bytes = writeMaskFile(mask, [['NIGHT', 'ROMO241004']]);
  const back = readMaskFile(bytes, 'mask.fits');
  expect(Buffer.compare(back.sky, mask.sky)).toBe(0);
  expect(back.grid).toEqual(grid);
  expect(back.origin).toBe('proposed');
  expect(Math.max(...back.skylineDeg.map((a, k) => Math.abs(a - skylineDeg[k])))).toBeLessThan(
    1e-6,
  );
  expect([...back.confidence]).toEqual([...confidence]);
  const file = readFits(bytes, 'mask.fits');
  expect(file.hdus.some(({ header }) => header.string('NIGHT') === 'ROMO241004')).toBe(true);
  const states = verifyChecksums(bytes).flatMap(({ checksum, datasum }) => [checksum, datasum]);
  expect(states.every((state) => state === 'right')).toBe(true);
  expect(bytes.length).toBeLessThan(mask.sky.length / 5);
});

it('equal masks are equal files', () => {
  const again = writeMaskFile({ ...mask, sky: mask.sky.slice() });
  expect(Buffer.compare(writeMaskFile(mask), again)).toBe(0);
});

it('what is no mask is refused by name', () => {
  const picture = writeFits([{ shape: [4, 4], data: new Uint8Array(16) }]);
  expect(() => readMaskFile(picture, 'x.fits')).toThrow(
    expect.objectContaining({ code: 'mask-unreadable' }),
  );
  expect(() => readMaskFile(new Uint8Array(99), 'x.fits')).toThrow(FitsError);
});

it('the summary tells how much is masked, the highest terrain, and where little is known', () => {
  const summary = maskSummary(mask);
  // Part of the hemisphere below a skyline: the mean of its sine.
  const expected =
    skylineDeg.reduce((sum, altitude) => sum + Math.sin(altitude * degree), 0) / grid.columns;
  expect(summary.maskedShare).toBeCloseTo(expected, 4);
  expect(summary.highest?.altitudeDeg).toBeCloseTo(6, 3);
  expect(summary.highest?.azimuthDeg).toBeCloseTo(270, 0);
  expect(summary.unknown).toEqual([{ fromDeg: 175, toDeg: 190 }]);
  expect(summary.doubtful).toEqual([{ fromDeg: 190, toDeg: 200 }]);
  const free = { ...mask, skylineDeg: new Float64Array(grid.columns) };
  expect(maskSummary({ ...free, sky: skyAbove(grid, free.skylineDeg) })).toMatchObject({
    ...{ highest: null, maskedShare: 0 },
  });
});

it('wide cells are sky by their part above the skyline', () => {
  const part = skyPart(mask, allSkyGrid(1));
  const at = (column: number, altitude: number): number =>
    part[(altitude + 6) * 360 + column] ?? -1;
  for (let column = 0; column < 360; column += 17) {
    let height = 0;
    for (let altitude = 0; altitude < 20; altitude++) height += 1 - at(column, altitude);
    const mean =
      skylineDeg.subarray(4 * column, 4 * column + 4).reduce((sum, one) => sum + one, 0) / 4;
    expect(height).toBeCloseTo(mean, 2);
    expect([at(column, -1), at(column, 60)]).toEqual([0, 1]);
  }
});

it('the picture to paint by shows the skyline in the sky, the zenith in its first row', () => {
  const light = Float32Array.from(mask.sky, (value, at) => (at === 0 ? Number.NaN : 5 + value));
  const { width, height, channels, data } = skylinePicture(mask, { grid, light });
  expect([width, height, channels]).toEqual([grid.columns, grid.rows, 3]);
  const at = (column: number, row: number): number[] => [
    ...data.subarray(3 * ((height - 1 - row) * width + column)).subarray(0, 3),
  ];
  const [r = 0, g = 0, b = 0] = at(720, Math.floor(((skylineDeg[720] ?? 0) + 6) / 0.25));
  expect(r > g && r > b).toBe(true);
  expect(at(0, 0)[2]).toBeGreaterThan(at(0, 0)[0] ?? 0);
  expect(new Set(at(300, 380)).size).toBe(1);
  expect(at(300, 380)[0]).toBeGreaterThan(at(300, 5)[0] ?? 255);
});

it('shades of the picture are those of the logarithm, in every light', () => {
  const light = Float32Array.from(
    { length: grid.columns * grid.rows },
    (_, at) => 3 * 1.0001 ** (at % 20_011),
  );
  const { data } = skylinePicture(mask, { grid, light });
  const grey = (at: number): number => {
    const row = Math.floor(at / grid.columns);
    return data[3 * ((grid.rows - 1 - row) * grid.columns + (at % grid.columns))];
  };
  const bright = 370 * grid.columns;
  const order = Array.from({ length: 7000 }, (_, k) => bright + k).sort(
    (a, b) => light[a] - light[b],
  );
  let steps = 0;
  for (let k = 1; k < order.length; k++) {
    const step = grey(order[k]) - grey(order[k - 1]);
    expect(step === 0 || step === 1).toBe(true);
    steps += step;
  }
  expect(steps).toBeGreaterThan(50);
});

it('rows that are all sky are told from those with terrain in them, on any cells', () => {
  for (const on of [grid, allSkyGrid(0.1), allSkyGrid(1)]) {
    const rowOf = skyRowsOf(mask, on);
    const highest = Math.max(...mask.skylineDeg);
    for (let row = 0; row < on.rows; row++) {
      const altitude = rowAltitudeDeg(on, row);
      const cells = rowOf(row);
      if (altitude > highest + 2 * on.stepDeg + 2 * grid.stepDeg) expect(cells).toBeNull();
      if (altitude < highest - on.stepDeg) expect(cells?.some((part) => part < 1)).toBe(true);
    }
  }
});
