import sharp from 'sharp';
import { image } from '@nightskies/pixels';
import { luminanceOfMag } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { hammerPanorama } from './hammer-panorama.js';
import { wholeSkyPicture } from './whole-sky.js';

/** Dark, bright in the east, from -6 to 90 deg. */
function skyWithEasternGlow() {
  const [columns, rows] = [360, 96];
  const data = Float32Array.from({ length: columns * rows }, (_, i) =>
    luminanceOfMag(Math.abs((i % columns) - 180 - 90) < 20 ? 19 : 22),
  );
  return {
    map: image(columns, rows, data),
    grid: { azimuth0Deg: -180, altitude0Deg: -6, stepDeg: 1 },
  };
}

async function pixelsOf(file: Uint8Array) {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  return (x: number, y: number): number[] => [
    ...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3),
  ];
}

describe('the round picture of the old tree', () => {
  it('is a JPEG at 96 dots per inch on black, east at the left', async () => {
    const file = await wholeSkyPicture({ ...skyWithEasternGlow(), sizePx: 400 });
    expect(await sharp(file).metadata()).toMatchObject({
      ...{ format: 'jpeg', width: 400, height: 400, density: 96 },
    });
    const at = await pixelsOf(file);
    expect(at(3, 3)).toEqual([0, 0, 0]);
    const [red = 0, , blue = 0] = at(75, 200);
    expect(red).toBeGreaterThan(blue);
    const [redWest = 0, , blueWest = 0] = at(325, 200);
    expect(blueWest).toBeGreaterThan(redWest);
  });

  it('reaches to the lowest altitude of the map', async () => {
    const at = await pixelsOf(await wholeSkyPicture({ ...skyWithEasternGlow(), sizePx: 400 }));
    expect(Math.max(...at(200, 8))).toBeGreaterThan(60);
    expect(Math.max(...at(200, 0))).toBeLessThan(20);
  });
});

describe('a panorama as JPEG', () => {
  it('has the size asked for and states 200 dots per inch', async () => {
    const file = await hammerPanorama({
      ...skyWithEasternGlow(),
      ...{ title: 'Basin', widthPx: 900, format: 'jpeg' },
    });
    expect(await sharp(file).metadata()).toMatchObject({
      ...{ format: 'jpeg', width: 900, height: 368, density: 200 },
    });
  });
});
