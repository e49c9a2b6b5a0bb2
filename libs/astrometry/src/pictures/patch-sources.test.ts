import { image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { estimateBackground } from '../background/index.js';
import { patchSources } from './patch-sources.js';

/** Discs with flat tops on a flat sky. */
function discs(places: readonly (readonly [x: number, y: number, radius: number])[]) {
  const data = new Float32Array(200 * 160).fill(30);
  for (let k = 0; k < data.length; k += 1) {
    const [x, y] = [k % 200, Math.floor(k / 200)];
    // A grain of the sky, the same in every run.
    data[k] += ((k * 7919) % 13) / 6 - 1;
    for (const [cx, cy, radius] of places) {
      if (Math.hypot(x - cx, y - cy) <= radius) data[k] = 250;
    }
  }
  return image(200, 160, data);
}

describe('stars as patches of light', () => {
  it('are found whatever their width, the widest first, at their centres', () => {
    const picture = discs([
      [40, 50, 4],
      [120, 90, 12],
      [170, 30, 2],
    ]);
    const background = estimateBackground(picture, { boxWidthPx: 80, boxHeightPx: 80 });
    const found = patchSources(picture, background, { shareOfPeak: 0.4 });
    expect(found.count).toBe(3);
    for (const [i, [x, y]] of [
      [120, 90],
      [40, 50],
      [170, 30],
    ].entries()) {
      expect(Math.hypot(found.x[i] - x, found.y[i] - y)).toBeLessThan(0.05);
    }
    expect(found.flux[0]).toBeGreaterThan(5 * found.flux[1]);
  });

  it('are not what touches the border, nor single grains', () => {
    const picture = discs([
      [1, 50, 5],
      [100, 80, 0.5],
    ]);
    const background = estimateBackground(picture, { boxWidthPx: 80, boxHeightPx: 80 });
    expect(patchSources(picture, background, { shareOfPeak: 0.4 }).count).toBe(0);
  });
});
