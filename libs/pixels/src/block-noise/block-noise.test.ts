import { describe, expect, it } from 'vitest';
import { image, type Image } from '../image.js';
import { blockNoise } from './block-noise.js';
import type { LinearityIntervals, NoisePlanes, NoiseTerms } from './noise-terms.js';
import { blockNoiseReference } from './reference.js';

/** A repeatable number in 0..1 for a pixel. */
function noise(index: number): number {
  const x = Math.sin((index + 1) * 12.9898) * 43758.5453;
  return x - Math.floor(x);
}

function plane(width: number, height: number, at: (k: number) => number): Image {
  return image(
    width,
    height,
    Float32Array.from({ length: width * height }, (_, k) => at(k)),
  );
}

function rawOf(width: number, height: number, at: (k: number) => number): Image<Uint16Array> {
  return image(
    width,
    height,
    Uint16Array.from({ length: width * height }, (_, k) => at(k)),
  );
}

function curve(nodes: readonly number[], factors: readonly number[]): LinearityIntervals {
  return {
    nodes: Float64Array.from(nodes),
    factors: Float64Array.from(factors),
    slopes: Float64Array.from(nodes, (node, k) =>
      k + 1 < nodes.length ? (factors[k + 1] - factors[k]) / (nodes[k + 1] - node) : 0,
    ),
    starts: Int32Array.from({ length: 65536 }, (_, whole) =>
      nodes.reduce((last, node, k) => (node <= whole ? k : last), -1),
    ),
  };
}

const terms: NoiseTerms = {
  linearity: curve([-50.5, 0.25, 999.5, 60000], [1.1, 1.05, 1, 1.2]),
  driftDn: -0.37,
  darkScale: 1.5,
  saturationDn: 60000,
  darkestShare: 0.3,
};

function planesOf(width: number, height: number): NoisePlanes {
  return {
    bias: plane(width, height, (k) => 1000 + 3 * noise(k + 7)),
    dark: plane(width, height, (k) => 20 + 5 * noise(k + 11)),
    flat: plane(width, height, (k) => 0.9 + 0.2 * noise(k % 977)),
    badPixels: image(
      width,
      height,
      Uint8Array.from({ length: width * height }, (_, k) => (noise(k + 5) > 0.998 ? 1 : 0)),
    ),
  };
}

describe('the noise of blocks', () => {
  it.each([
    [44, 44],
    [109, 141],
    [120, 80],
  ])('is, bit for bit, what plain arithmetic gives, in %i x %i px', (width, height) => {
    const raw = rawOf(width, height, (k) => {
      if (noise(k + 1) > 0.997) return 65535;
      return 980 + 900 * (k / (width * height)) + 60 * noise(k) + (noise(k + 3) > 0.98 ? 4000 : 0);
    });
    const planes = planesOf(width, height);
    const samples = blockNoise(raw, planes, terms);
    expect(samples).toEqual(blockNoiseReference(raw, planes, terms));
    expect(samples.length).toBeGreaterThan(0);
  });

  it('is so where a flat is 0, a row cannot be used from its first pixel on, and a block not at all', () => {
    const [width, height] = [76, 108];
    const planes = planesOf(width, height);
    planes.flat.data.fill(0, 1 * width + 70, 3 * width + 9);
    planes.bias.data.fill(Number.NaN, 40 * width, 40 * width + 30);
    for (let y = 40; y < 68; y++) planes.badPixels.data.fill(1, y * width + 38, y * width + 70);
    const raw = rawOf(width, height, (k) => 1500 + 40 * noise(k));
    const samples = blockNoise(raw, planes, terms);
    expect(samples).toEqual(blockNoiseReference(raw, planes, terms));
    expect(samples).toHaveLength(5);
  });

  it('is that of the pixels, whatever the sky below them', () => {
    const raw = rawOf(140, 140, (k) => 3000 + 8 * (k % 140) + 100 * (noise(k) - 0.5));
    const flat = plane(140, 140, () => 1);
    const none = plane(140, 140, () => 0);
    const badPixels = image(140, 140, new Uint8Array(140 * 140));
    const plain = { ...terms, linearity: curve([0, 65535], [1, 1]), driftDn: 0 };
    const samples = blockNoise(raw, { bias: none, dark: none, flat, badPixels }, plain);
    expect(samples).toHaveLength(16);
    const mean = samples.reduce((sum, { varianceDn2 }) => sum + varianceDn2 / 16, 0);
    expect(mean / (100 ** 2 / 12)).toBeGreaterThan(0.9);
    expect(mean / (100 ** 2 / 12)).toBeLessThan(1.1);
  });

  it('is not had from frames smaller than a block, and not with planes of another size', () => {
    const raw = rawOf(43, 60, () => 1000);
    expect(blockNoise(raw, planesOf(43, 60), terms)).toEqual([]);
    expect(() => blockNoise(raw, planesOf(60, 43), terms)).toThrow(
      '60 x 43 for a frame of 43 x 60',
    );
  });
});
