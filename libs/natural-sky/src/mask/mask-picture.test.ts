import { allSkyGrid, degree, rowAltitudeDeg } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { maskDrawing } from './mask-drawing.js';
import { readMaskPicture, type MaskPicture } from './mask-picture.js';
import { meanConfidence, skyAbove, type TerrainMask } from './terrain-mask.js';

const grid = allSkyGrid(0.25);

function maskOf(skyline: (azimuthDeg: number) => number): TerrainMask {
  const skylineDeg = Float64Array.from({ length: grid.columns }, (_, column) =>
    skyline(-180 + (column + 0.5) * grid.stepDeg),
  );
  const confidence = new Float64Array(grid.columns).fill(0.9);
  return {
    ...{ grid, skylineDeg, confidence, origin: 'proposed' },
    ...{ sky: skyAbove(grid, skylineDeg), overallConfidence: meanConfidence(confidence) },
  };
}

const hills = maskOf((azimuth) => 4 + 2.5 * Math.sin(azimuth * degree * 5));

function drawn(mask: TerrainMask, white = 255, colours = 1): MaskPicture {
  const { width, height, data } = maskDrawing(mask);
  const plane = Float32Array.from(data, (value) => Math.round((value * white) / 255));
  return { width, height, white, planes: Array.from({ length: colours }, () => plane) };
}

/** Painted by a rule: azimuth -180 to 180, altitude `bottomDeg` to 90. */
function painted(
  width: number,
  bottomDeg: number,
  light: (azimuthDeg: number, altitudeDeg: number) => number,
): MaskPicture {
  const height = Math.round((width * (90 - bottomDeg)) / 360);
  const plane = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      plane[y * width + x] =
        255 * light(-180 + ((x + 0.5) * 360) / width, 90 - ((y + 0.5) * 360) / width);
    }
  }
  return { width, height, white: 255, planes: [plane] };
}

const refusal = (picture: MaskPicture): unknown => {
  try {
    readMaskPicture(picture, 'mask.png', grid);
  } catch (error) {
    return error;
  }
  return null;
};

describe('a mask that comes back from an editor', () => {
  it.each([
    ['8-bit grey', 255, 1],
    ['16-bit grey', 65535, 1],
    ['8-bit colours', 255, 3],
    ['16-bit colours', 65535, 3],
  ])('unchanged as %s is what it was, to a grey level', (_, white, colours) => {
    const { mask, problems } = readMaskPicture(drawn(hills, white, colours), 'mask.tif', grid);
    let worst = 0;
    for (const [at, value] of mask.sky.entries()) {
      worst = Math.max(worst, Math.abs(value - (hills.sky[at] ?? 0)));
    }
    expect(worst).toBeLessThanOrEqual(1);
    expect(problems).toEqual([]);
    expect(mask.origin).toBe('given');
    expect(mask.overallConfidence).toBe(1);
    for (const [column, altitude] of mask.skylineDeg.entries()) {
      expect(Math.abs(altitude - (hills.skylineDeg[column] ?? 0))).toBeLessThan(0.01);
    }
  });

  it('without terrain, unchanged, has none', () => {
    const free = maskOf(() => 0);
    const { mask } = readMaskPicture(drawn(free), 'mask.tif', grid);
    expect(Buffer.compare(mask.sky, free.sky)).toBe(0);
    expect(mask.skylineDeg.every((altitude) => altitude === 0)).toBe(true);
  });

  it.each([
    ['smaller', 720, -6],
    ['of no round size', 1601, -6],
    ['larger', 3600, -6],
    ['from the horizon up', 1440, 0],
  ])('%s holds the same terrain', (_, width, bottomDeg) => {
    const skyline = (azimuth: number): number => 6 + 3 * Math.cos(azimuth * degree * 2);
    const picture = painted(width, bottomDeg, (azimuth, altitude) =>
      altitude > skyline(azimuth) ? 1 : 0,
    );
    const { mask } = readMaskPicture(picture, 'mask.png', grid);
    let squares = 0;
    for (const [column, altitude] of mask.skylineDeg.entries()) {
      squares += (altitude - skyline(-180 + (column + 0.5) * 0.25)) ** 2;
    }
    const rms = Math.sqrt(squares / grid.columns);
    expect(rms).toBeLessThan(360 / width / 2);
  });

  it('has no sky below the horizon, whatever is painted there', () => {
    const picture = painted(720, -6, (_, altitude) => (altitude > 2 || altitude < -3 ? 1 : 0));
    const { mask } = readMaskPicture(picture, 'mask.png', grid);
    for (let row = 0; row < grid.rows; row++) {
      if (rowAltitudeDeg(grid, row) > 0) break;
      expect(mask.sky[row * grid.columns + 720]).toBe(0);
    }
  });

  it('masks what a person painted into the sky, which is no skyline', () => {
    const picture = painted(1440, -6, (azimuth, altitude) =>
      altitude > 3 && !(Math.abs(azimuth) < 5 && altitude > 20 && altitude < 22) ? 1 : 0,
    );
    const { mask } = readMaskPicture(picture, 'mask.png', grid);
    expect(mask.sky[(24 + 84) * grid.columns + 720]).toBe(0);
    expect(mask.skylineDeg[720]).toBeCloseTo(3, 1);
  });

  it('with a grey surface is cut at half, and says how much of it is grey', () => {
    const picture = painted(720, -6, (azimuth, altitude) => {
      if (altitude < 3) return 0;
      return altitude < 10 && Math.abs(azimuth) < 90 ? (azimuth < 0 ? 0.3 : 0.7) : 1;
    });
    const { mask, problems } = readMaskPicture(picture, 'mask.png', grid);
    expect(problems.map(({ code }) => code)).toEqual(['mask-grey']);
    expect(problems[0]?.found).toMatch(/3\.\d\d % of its pixels grey/);
    const row = (24 + 28) * grid.columns;
    expect([mask.sky[row + 520], mask.sky[row + 920]]).toEqual([0, 255]);
  });
});

describe('a picture that is no mask is refused', () => {
  it.each<[string, MaskPicture, string]>([
    ['white', painted(720, -6, () => 1), 'mask-empty'],
    ['black', painted(720, -6, () => 0), 'mask-empty'],
    ['upside down', painted(720, -6, (_, altitude) => (altitude < 60 ? 1 : 0)), 'mask-inverted'],
    ['cropped', { ...painted(720, -6, () => 1), width: 480, height: 288 }, 'mask-shape'],
  ])('when it is %s', (_, picture, code) => {
    expect(refusal(picture)).toMatchObject({ code });
  });
});
