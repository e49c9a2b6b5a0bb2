import sharp from 'sharp';
import { image } from '@nightskies/pixels';
import { hammer, nanolambertCdM2 } from '@nightskies/sky';
import { beforeAll, describe, expect, it } from 'vitest';
import { artificialColour } from '../colour/artificial-palette.js';
import { magnitudeColour, noDataColour } from '../colour/magnitude-palette.js';
import { fisheyePicture } from './fisheye-picture.js';
import { hammerPanorama } from './hammer-panorama.js';
import type { LuminanceMap } from './luminance-map.js';
import { panoramaSubtitles, panoramaTitle } from './panorama-words.js';
import { wholeSkyPicture } from './whole-sky.js';

/** 300 nL in the east, -20 nL in the west, none elsewhere, ground below 5 deg. */
function artificialSky(): LuminanceMap {
  const [columns, rows, stepDeg] = [360, 96, 1];
  const data = Float32Array.from({ length: columns * rows }, (_, i) => {
    const azimuth = (i % columns) + 0.5 - 180;
    const altitude = Math.floor(i / columns) + 0.5 - 6;
    if (altitude < 5) return Number.NaN;
    const glow = Math.abs(azimuth - 90) < 30 ? 300 : Math.abs(azimuth + 90) < 30 ? -20 : 0;
    return glow * nanolambertCdM2;
  });
  return {
    map: image(columns, rows, data),
    grid: { azimuth0Deg: -180, altitude0Deg: -6, stepDeg },
  };
}

type Pixel = (x: number, y: number) => number[];

async function pixelsOf(file: Uint8Array): Promise<Pixel> {
  const { data, info } = await sharp(file)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return (x, y) => {
    const at = (Math.round(y) * info.width + Math.round(x)) * 3;
    return [...data.subarray(at, at + 3)];
  };
}

/** Every level within 3 of the expected colour. */
function expectColour(found: number[], expected: readonly number[]): void {
  for (const [i, level] of expected.entries()) {
    expect(Math.abs(found[i] - level), `${found.join()} for ${expected.join()}`).toBeLessThan(4);
  }
}

describe('a map of artificial light', () => {
  const words = { title: 'A park' };

  it('shows light missing in blue west and light added in warm colours east, looking up', async () => {
    const widthPx = 400;
    const at = await pixelsOf(
      await fisheyePicture({ ...artificialSky(), ...words, widthPx, palette: 'artificial' }),
    );
    const rho = 160 * Math.SQRT2 * Math.sin(((90 - 35) / 2) * (Math.PI / 180));
    const [x, y] = [0.26 * rho, 0.966 * rho];
    expectColour(at(200 - y, 214 - x), artificialColour(300));
    expectColour(at(200 + y, 214 - x), artificialColour(-20));
    expectColour(at(200 - x, 214 - y), artificialColour(0));
  });

  it('shows the ground in neutral grey', async () => {
    const at = await pixelsOf(
      await wholeSkyPicture({ ...artificialSky(), sizePx: 400, palette: 'artificial' }),
    );
    const [red, green, blue] = at(200, 9);
    expectColour([red, green, blue], noDataColour);
    expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(8);
  });

  it('is black in magnitudes where there is no light, or less', async () => {
    const at = await pixelsOf(await wholeSkyPicture({ ...artificialSky(), sizePx: 400 }));
    expectColour(at(320, 205), magnitudeColour(24));
    expectColour(at(200, 130), magnitudeColour(24));
    expect(Math.max(...at(80, 205))).toBeGreaterThan(150);
  });
});

describe('a panorama for print', () => {
  const widthPx = 1200;
  const unit = widthPx / 2400;
  let file: Uint8Array;
  let at: Pixel;

  beforeAll(async () => {
    file = await hammerPanorama({
      ...artificialSky(),
      ...{ title: 'Basin', subtitle: panoramaSubtitles.artificial, page: 'print', widthPx },
      ...{ palette: 'artificial', centralAzimuthDeg: 180 },
    });
    at = await pixelsOf(file);
  });

  it('is a JPEG of the published shape that states 200 dots per inch', async () => {
    expect(await sharp(file).metadata()).toMatchObject({
      ...{ format: 'jpeg', width: 1200, height: 433, density: 200 },
    });
    expect(1200 / 433).toBeCloseTo(1797 / 648, 2);
  });

  it('is 3600 px wide unless another width is asked for', async () => {
    const page = await hammerPanorama({ ...artificialSky(), title: '', page: 'print' });
    expect(await sharp(page).metadata()).toMatchObject({ width: 3600, height: 1298 });
  });

  it('shows the east left of the south', () => {
    const radiusPx = (1110 * unit) / (2 * Math.SQRT2);
    const place = (longitude: number): [number, number] => {
      const { x, y } = hammer.forward(longitude, 35);
      return [widthPx / 2 + x * radiusPx, 702 * unit - y * radiusPx];
    };
    expectColour(at(...place(-80)), artificialColour(300));
    expectColour(at(...place(80)), artificialColour(-20));
  });

  it('has its colour bar upper left and nothing of it right', () => {
    const row = 58 * unit;
    expectColour(at(82 * unit, row), artificialColour(-99));
    expectColour(at(690 * unit, row), artificialColour(8180));
    expectColour(at(1700 * unit, row), [0, 0, 0]);
  });
});

describe('panoramaTitle', () => {
  it('is written as on the published panoramas', () => {
    const occasion = {
      ...{ location: 'Great Basin National Park', site: 'Mather Overlook' },
      ...{ year: 2024, month: 10, day: 4, localMeanHours: 22.349 },
    };
    expect(panoramaTitle(occasion)).toBe(
      'Great Basin National Park  Mather Overlook  October 4, 2024  22.3 hours LMT',
    );
    expect(panoramaTitle({ ...occasion, site: '' })).not.toContain('   ');
  });
});
