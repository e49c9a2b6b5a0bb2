import { StarPlanes } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { markCosmicRays } from './cosmic-rays.js';

const side = 41;
const blank = (): Float32Array => new Float32Array(side * side).fill(300);

function marked(data: Float32Array): number[] {
  const planes = new StarPlanes(side, side);
  planes.pixels.set(data);
  planes.variance.fill(144);
  markCosmicRays(planes, 128);
  const { flags } = planes;
  return [...flags.keys()].filter((at) => flags[at] === 128);
}

/** A star of sigma 0.65 px spread over pixels. */
function addStar(data: Float32Array, x: number, y: number, light: number): void {
  for (let at = 0; at < data.length; at++) {
    let sum = 0;
    for (let k = 0; k < 49; k++) {
      const dx = (at % side) - x + (Math.floor(k / 7) - 3) / 7;
      const dy = Math.floor(at / side) - y + ((k % 7) - 3) / 7;
      sum += Math.exp(-(dx * dx + dy * dy) / (2 * 0.65 ** 2)) / (2 * Math.PI * 0.65 ** 2);
    }
    data[at] += (light * sum) / 49;
  }
}

describe('cosmic rays', () => {
  it('of one pixel, two pixels and a straight track are marked', () => {
    const data = blank();
    const centre = 20 * side + 20;
    data[centre] += 500;
    expect(marked(data)).toEqual([centre]);
    data[centre + 1] += 450;
    expect(marked(data)).toContain(centre);
    for (const k of [2, 3, 4]) data[centre + k] += 450;
    expect(marked(data).length).toBeGreaterThan(1);
  });

  it('are not seen in stars, wherever in their pixel and however bright', () => {
    for (const light of [1000, 10_000, 1_000_000]) {
      for (const [x, y] of [
        [20, 20],
        [20.5, 20],
        [20.5, 20.5],
        [20.25, 19.8],
      ]) {
        const data = blank();
        addStar(data, x, y, light);
        expect(marked(data)).toEqual([]);
      }
    }
  });

  it('are not looked for in the noise', () => {
    const data = blank();
    data[20 * side + 20] += 100;
    expect(marked(data)).toEqual([]);
  });
});
