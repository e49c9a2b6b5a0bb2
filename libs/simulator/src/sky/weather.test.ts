import { unitVector } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { cloudsOver } from './clouds.js';
import { makeScene } from './scene.js';
import { scintillationFactor, scintillationSigma } from './scintillation.js';

const towards = (azimuthDeg: number, altitudeDeg: number) =>
  unitVector({ azimuthDeg, altitudeDeg });

describe('clouds', () => {
  it('cover the frames they are told to and no others', () => {
    const clouds = [{ frames: ['ib012'], mag: 0.05 }, { mag: 0.1 }];
    expect(cloudsOver(clouds, 'ib012', 5)?.(towards(20, 40))).toBeCloseTo(0.15, 12);
    expect(cloudsOver(clouds, 'ib013', 5)?.(towards(20, 40))).toBeCloseTo(0.1, 12);
    expect(cloudsOver(clouds.slice(0, 1), 'ib013', 5)).toBeNull();
  });

  it('drift with their middle', () => {
    const patch = { azimuthDeg: 350, altitudeDeg: 30, radiusDeg: 10, driftDegPerMinute: 2 };
    const after = cloudsOver([{ mag: 0.3, patch }], 'ib001', 15);
    expect(after?.(towards(20, 30))).toBeCloseTo(0.3, 12);
    expect(after?.(towards(20, 40))).toBeCloseTo(0.3 * Math.exp(-0.5), 2);
    expect(after?.(towards(350, 30))).toBeLessThan(0.02);
  });

  it('dim what is above them, not the ground', () => {
    const scene = makeScene({ kind: 'scene' }, 0.16);
    expect(scene.luminance(0, 0, 1, 0.5) / scene.luminance(0, 0, 1)).toBeCloseTo(0.5, 2);
    expect(scene.luminance(0, 1, -0.1, 0.5)).toBe(scene.luminance(0, 1, -0.1));
    // Towards the city most light comes from below.
    const [east, north, up] = [Math.sin(2.06), Math.cos(2.06), 0.08];
    expect(scene.luminance(east, north, up, 0) / scene.luminance(east, north, up)).toBeGreaterThan(
      0.7,
    );
    const flat = makeScene({ kind: 'flat', luminanceCdM2: 2 }, 0.16);
    expect(flat.luminance(0, 0, 1, 0.25)).toBe(0.5);
  });
});

describe('scintillation', () => {
  it('grows with the airmass and falls with the exposure', () => {
    expect(scintillationSigma(0.008, 1, 12)).toBe(0.008);
    expect(scintillationSigma(0.008, 2, 12)).toBeCloseTo(0.008 * 2 ** 1.75, 12);
    expect(scintillationSigma(0.008, 1, 48)).toBeCloseTo(0.004, 12);
  });

  it.each([0.02, 0.3])('scatters the light by %f about its mean, star by star', (sigma) => {
    const count = 40_000;
    let [sum, squares] = [0, 0];
    for (let star = 0; star < count; star++) {
      const factor = scintillationFactor(1, 'ib007', star, sigma);
      expect(factor).toBeGreaterThan(0);
      sum += factor - 1;
      squares += (factor - 1) ** 2;
    }
    expect(Math.abs(sum / count)).toBeLessThan((4 * sigma) / Math.sqrt(count));
    expect(Math.sqrt(squares / count) / sigma).toBeCloseTo(1, 1);
  });

  it('is another in another frame, and none where there is none', () => {
    const of = (frame: string) => scintillationFactor(1, frame, 5, 0.02);
    expect(of('ib001')).not.toBe(of('ib002'));
    expect(of('ib001')).toBe(of('ib001'));
    expect(scintillationFactor(1, 'ib001', 5, 0)).toBe(1);
  });
});
