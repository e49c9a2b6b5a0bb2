import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { image } from '@nightskies/pixels';
import { hammer, luminanceOfMag } from '@nightskies/sky';
import { magnitudeColour, noDataColour } from '../colour/magnitude-palette.js';
import { fisheyePicture } from './fisheye-picture.js';
import { hammerPanorama } from './hammer-panorama.js';
import type { LuminanceMap } from './luminance-map.js';

interface Pixels {
  readonly width: number;
  readonly height: number;
  at(x: number, y: number): number[];
}

async function decode(png: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    at: (x, y) => {
      const offset = (Math.round(y) * info.width + Math.round(x)) * 3;
      return [...data.subarray(offset, offset + 3)];
    },
  };
}

const stepDeg = 0.5;
const darkMag = 21.6;
const brightMag = 18.95;

/** A sky of 21.6 mag with a bright patch at azimuth 105, altitude 45 and none known at 285, 45. */
function patchedSky(): LuminanceMap {
  const width = 720;
  const height = 192;
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const azimuth = -180 + (x + 0.5) * stepDeg;
      const altitude = -6 + (y + 0.5) * stepDeg;
      const near = (centre: number): boolean =>
        Math.abs(azimuth - centre) < 6 && Math.abs(altitude - 45) < 6;
      data[y * width + x] = near(105)
        ? luminanceOfMag(brightMag)
        : near(-75)
          ? NaN
          : luminanceOfMag(darkMag);
    }
  }
  return {
    map: image(width, height, data),
    grid: { azimuth0Deg: -180, altitude0Deg: -6, stepDeg },
  };
}

const words = { title: 'A park', subtitle: 'A night', caption: ['Somebody'] };

/** Every level within 2 of the expected colour. */
function expectColour(found: number[], expected: readonly number[]): void {
  for (const [i, level] of expected.entries()) {
    expect(Math.abs(found[i] - level), `${found.join()} for ${expected.join()}`).toBeLessThan(3);
  }
}

describe('hammerPanorama', () => {
  const widthPx = 800;
  const unit = widthPx / 2400;
  const radiusPx = (1080 * unit) / (2 * Math.SQRT2);
  const place = (longitudeDeg: number, altitudeDeg: number): [number, number] => {
    const { x, y } = hammer.forward(longitudeDeg, altitudeDeg);
    return [widthPx / 2 + x * radiusPx, 740 * unit - y * radiusPx];
  };
  let northCentred: Pixels;
  let southCentred: Pixels;

  beforeAll(async () => {
    const options = { ...patchedSky(), ...words, widthPx };
    northCentred = await decode(await hammerPanorama(options));
    southCentred = await decode(await hammerPanorama({ ...options, centralAzimuthDeg: 180 }));
  });

  it('has the asked width and the shape of a panorama', () => {
    expect([northCentred.width, northCentred.height]).toEqual([800, 327]);
  });

  it('shows a bright patch in the south-east right of north and left of south', () => {
    expectColour(northCentred.at(...place(105, 45)), magnitudeColour(brightMag));
    expectColour(southCentred.at(...place(-75, 45)), magnitudeColour(brightMag));
    expectColour(northCentred.at(...place(-105, 45)), magnitudeColour(darkMag));
  });

  it('shows places without data in their own grey', () => {
    expectColour(northCentred.at(...place(-75, 45)), noDataColour);
    expectColour(southCentred.at(...place(105, 45)), noDataColour);
  });

  it('has no joint at the edges of the map', async () => {
    const { map, grid } = patchedSky();
    const turned = { map, grid: { ...grid, azimuth0Deg: -170 } };
    const picture = await decode(
      await hammerPanorama({ ...turned, ...words, widthPx, centralAzimuthDeg: 180 }),
    );
    for (let longitude = 9; longitude <= 11; longitude += 0.25) {
      expectColour(picture.at(...place(longitude, 45)), magnitudeColour(darkMag));
    }
  });

  it('leaves the page black outside the sky', () => {
    expect(northCentred.at(20, 100)).toEqual([0, 0, 0]);
    expect(northCentred.at(780, 100)).toEqual([0, 0, 0]);
  });

  it('averages light, not magnitudes, where a pixel holds many cells', async () => {
    const width = 7200;
    const height = 1920;
    const data = new Float32Array(width * height);
    for (let i = 0; i < data.length; i++) data[i] = luminanceOfMag(i % 2 === 0 ? 19 : 23);
    const picture = await decode(
      await hammerPanorama({
        map: image(width, height, data),
        grid: { azimuth0Deg: -180, altitude0Deg: -6, stepDeg: 0.05 },
        ...words,
        widthPx,
      }),
    );
    const mean = -2.5 * Math.log10((10 ** (-0.4 * 19) + 10 ** (-0.4 * 23)) / 2);
    expectColour(picture.at(...place(15, 20)), magnitudeColour(mean));
  });

  it('refuses a map that does not fit on the sky', async () => {
    const { map } = patchedSky();
    await expect(
      hammerPanorama({
        map,
        grid: { azimuth0Deg: -180, altitude0Deg: -6, stepDeg: 1 },
        ...words,
        widthPx,
      }),
    ).rejects.toMatchObject({ code: 'picture-grid' });
  });
});

describe('fisheyePicture', () => {
  const widthPx = 400;
  const unit = widthPx / 1600;
  const place = (azimuthDeg: number, altitudeDeg: number): [number, number] => {
    const rho = 640 * unit * Math.SQRT2 * Math.sin((((90 - altitudeDeg) / 2) * Math.PI) / 180);
    const azimuth = (azimuthDeg * Math.PI) / 180;
    return [widthPx / 2 - rho * Math.sin(azimuth), 855 * unit - rho * Math.cos(azimuth)];
  };

  it('has north at the top and east at the left, as seen looking up', async () => {
    const picture = await decode(await fisheyePicture({ ...patchedSky(), ...words, widthPx }));
    const [x, y] = place(105, 45);
    expect(x).toBeLessThan(widthPx / 2);
    expect(y).toBeGreaterThan(855 * unit);
    expectColour(picture.at(x, y), magnitudeColour(brightMag));
    expectColour(picture.at(...place(285, 45)), noDataColour);
    expectColour(picture.at(...place(255, 45)), magnitudeColour(darkMag));
  });

  it('shows no bend in a round patch at the zenith', async () => {
    const { map, grid } = patchedSky();
    const data = map.data.map((_, i) => luminanceOfMag(i >= map.width * 172 ? brightMag : darkMag));
    const picture = await decode(
      await fisheyePicture({ map: image(map.width, map.height, data), grid, ...words, widthPx }),
    );
    for (let azimuth = 45; azimuth < 360; azimuth += 90) {
      expectColour(picture.at(...place(azimuth, 84)), magnitudeColour(brightMag));
      expectColour(picture.at(...place(azimuth, 76)), magnitudeColour(darkMag));
    }
  });
});

describe('pictures', () => {
  it('have the same bytes each time', async () => {
    const options = { ...patchedSky(), ...words, widthPx: 300 };
    expect(await hammerPanorama(options)).toEqual(await hammerPanorama(options));
    expect(await fisheyePicture(options)).toEqual(await fisheyePicture(options));
  });
});
