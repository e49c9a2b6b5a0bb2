import { image, type Image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { addPixelStar, normalDeviates } from '../test-support/pixel-star.js';
import { withoutSinglePixels } from './single-pixels.js';

const [width, height] = [60, 50];
const noise = 10;

function noisy(): Image {
  const normal = normalDeviates(11);
  return image(
    width,
    height,
    Float32Array.from({ length: width * height }, () => noise * normal()),
  );
}

describe('single pixels', () => {
  it('that are hot are replaced by their neighbours, on the sky and on a star', () => {
    const clean = noisy();
    addPixelStar(clean, { x: 30.2, y: 25.4, fwhmPx: 4.3, flux: 20_000 });
    const hot = image(width, height, clean.data.slice());
    const places = [10 * width + 12, 0, 27 * width + 31];
    for (const place of places) hot.data[place] += 4000;
    const { image: cleaned, replaced } = withoutSinglePixels(hot, noise, 3);
    expect(replaced).toBe(3);
    cleaned.data.forEach((value, k) => {
      const tolerance = places.includes(k) ? 200 : 0;
      expect(Math.abs(value - clean.data[k])).toBeLessThanOrEqual(tolerance);
    });
  });

  it.each([1.8, 2.2, 3, 4.3, 8])(
    'are not the middles of stars %f px wide, wherever they fall on the pixels and however bright',
    (fwhmPx) => {
      for (const flux of [500, 5000, 500_000]) {
        for (const phase of [0, 0.25, 0.5]) {
          const picture = noisy();
          addPixelStar(picture, { x: 30 + phase, y: 25 - phase, fwhmPx, flux });
          const { image: same, replaced } = withoutSinglePixels(picture, noise, 0.7 * fwhmPx);
          expect(replaced).toBe(0);
          expect(same).toBe(picture);
        }
      }
    },
  );
});
