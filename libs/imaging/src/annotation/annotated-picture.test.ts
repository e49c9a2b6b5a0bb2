import { equatorialVector, equatorialOf } from '@nightskies/sky';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { annotatedPicture } from './annotated-picture.js';

const widthPx = 300;
const heightPx = 200;

/** A small field at RA 90, Dec 0 with 0.1 deg per pixel, north up and east left. */
const sky = {
  pixelOf: (direction: { x: number; y: number; z: number }) => {
    const { raDeg, decDeg } = equatorialOf(direction);
    return { x: 149.5 - (raDeg - 90) * 10, y: 99.5 - decDeg * 10 };
  },
  directionAt: ({ x, y }: { x: number; y: number }) =>
    equatorialVector({ raDeg: 90 - (x - 149.5) / 10, decDeg: (99.5 - y) / 10 }),
};
const plane = Float32Array.from({ length: widthPx * heightPx }, (_, k) => 100 + ((k * 7919) % 11));
plane[50 * widthPx + 80] = 5000;
const options = {
  widthPx,
  heightPx,
  planes: [plane],
  sky,
  stars: [{ x: 80, y: 50, v: 3 }],
  marks: {
    constellations: [
      {
        name: 'Orion',
        raDeg: 90,
        decDeg: 0,
        lines: [
          [
            { raDeg: 85, decDeg: -5 },
            { raDeg: 95, decDeg: 5 },
          ],
        ],
      },
    ],
    stars: [
      { hip: 1, name: 'Bellatrix', bayer: '', constellation: 'Ori', raDeg: 96, decDeg: 5, v: 2 },
    ],
    messier: [{ number: 78, name: '', extentArcmin: 60, raDeg: 84, decDeg: 4 }],
  },
  bodies: [
    { name: 'Moon', direction: equatorialVector({ raDeg: 83, decDeg: -6 }), radiusDeg: 0.26 },
  ],
  title: 'a.fits',
  facts: ['Centre', '1 star'],
};

async function pixels(png: Uint8Array) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): number[] => [
    ...data.subarray((Math.round(y) * info.width + Math.round(x)) * info.channels).subarray(0, 3),
  ];
  return { info, at };
}

describe('an annotated picture', () => {
  it('is enlarged by a whole number, with a caption below', async () => {
    const { info } = await pixels(await annotatedPicture(options));
    expect(info.width).toBe(4 * widthPx);
    expect(info.height).toBeGreaterThan(4 * heightPx + 50);
  });

  it('has its marks where the sky is, and nothing where nothing is', async () => {
    const marked = await pixels(await annotatedPicture(options));
    const bare = { constellations: [], stars: [], messier: [] };
    const empty = await pixels(
      await annotatedPicture({ ...options, stars: [], bodies: [], marks: bare }),
    );
    /** Pixels near an array position that the marks changed. */
    const changed = ({ x, y }: { x: number; y: number }): number => {
      const reach = 24;
      let count = 0;
      for (let dy = -reach; dy <= reach; dy += 1) {
        for (let dx = -reach; dx <= reach; dx += 1) {
          const [left, top] = [4 * x + 2 + dx, 4 * y + 2 + dy];
          if (marked.at(left, top).join() !== empty.at(left, top).join()) count += 1;
        }
      }
      return count;
    };
    const place = (raDeg: number, decDeg: number) =>
      sky.pixelOf(equatorialVector({ raDeg, decDeg }));
    expect(changed({ x: 80, y: 50 }), 'ring').toBeGreaterThan(20);
    expect(changed(place(88, -2)), 'line').toBeGreaterThan(20);
    expect(changed(place(83, -6)), 'Moon').toBeGreaterThan(20);
    expect(changed(place(84, 4)), 'Messier').toBeGreaterThan(20);
    expect(changed(place(100, 7)), 'nothing').toBe(0);
  });

  it('shows the first row below when asked', async () => {
    const bare = { ...options, stars: [], bodies: [] };
    const [up, down] = await Promise.all([
      pixels(await annotatedPicture(bare)),
      pixels(await annotatedPicture({ ...bare, firstRowBelow: true })),
    ]);
    expect(up.at(322, 202)[0]).toBeGreaterThan(150);
    expect(down.at(322, 4 * (heightPx - 1 - 50) + 2)[0]).toBeGreaterThan(150);
  });

  it('shows its stars within a white frame', async () => {
    const frame = 30;
    const framed = plane.map((value, k) => {
      const [x, y] = [k % widthPx, Math.floor(k / widthPx)];
      const inside = x >= frame && y >= frame && x < widthPx - frame && y < heightPx - frame;
      return inside ? value : 65_535;
    });
    const bare = { ...options, planes: [framed], stars: [], bodies: [] };
    const { at } = await pixels(await annotatedPicture(bare));
    expect(at(322, 202)[0], 'star').toBeGreaterThan(150);
    expect(at(700, 400)[0], 'sky').toBeLessThan(100);
    expect(at(40, 400)[0], 'frame').toBeGreaterThan(200);
  });

  it('of equal input has equal bytes', async () => {
    expect(await annotatedPicture(options)).toEqual(await annotatedPicture(options));
  });

  it('is made of a picture without any light as well', async () => {
    const dark = { ...options, planes: [new Float32Array(widthPx * heightPx)] };
    const { at } = await pixels(await annotatedPicture(dark));
    expect(at(600, 300)[0]).toBeLessThan(120);
  });
});
