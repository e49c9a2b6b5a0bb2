import { describe, expect, it } from 'vitest';
import { addProfile, surfaceBrightness } from './profile.js';
import { simulateSequence } from './simulate-sequence.js';

const small = { width: 96, height: 80, frames: 3, stars: 12, hotPixels: 0, separationPx: 20 };

describe('a simulated sequence', () => {
  it.each([
    { kind: 'gaussian' as const, fwhmPx: 2 },
    { kind: 'gaussian' as const, fwhmPx: 4.3 },
    { kind: 'moffat' as const, fwhmPx: 3, beta: 4.765 },
  ])('puts all light of a $kind star on its pixels, about its true place', (profile) => {
    const light = new Float64Array(101 * 101);
    addProfile(light, 101, { x: 50.3, y: 49.8 }, 1000, surfaceBrightness(profile), 45);
    let [sum, x, y] = [0, 0, 0];
    light.forEach((value, k) => {
      sum += value;
      x += value * (k % 101);
      y += value * Math.floor(k / 101);
    });
    expect(sum / 1000).toBeCloseTo(1, 4);
    expect(x / sum).toBeCloseTo(50.3, 4);
    expect(y / sum).toBeCloseTo(49.8, 4);
  });

  it('has half the height of its stars at half their width', () => {
    for (const profile of [
      { kind: 'gaussian' as const, fwhmPx: 4.3 },
      { kind: 'moffat' as const, fwhmPx: 4.3, beta: 3 },
    ]) {
      const brightness = surfaceBrightness(profile);
      expect(brightness((4.3 / 2) ** 2) / brightness(0)).toBeCloseTo(0.5, 12);
    }
  });

  it('shows its stars at their true places in every frame, and not where they hide', () => {
    const { frames, options } = simulateSequence({
      ...small,
      brightestElectrons: 1e6,
      faintestElectrons: 9e5,
      hidden: new Map([[0, [1]]]),
    });
    frames.forEach(({ pixels, x, y }, frame) => {
      for (let star = 0; star < x.length; star += 1) {
        const [column, row] = [Math.round(x[star]), Math.round(y[star])];
        if (column < 0 || row < 0 || column >= options.width || row >= options.height) continue;
        const dn = pixels[row * options.width + column];
        if (star === 0 && frame === 1) expect(dn).toBeLessThan(1000);
        else expect(dn).toBeGreaterThan(10_000);
      }
    });
  });

  it('turns and shifts as told', () => {
    const { frames } = simulateSequence({ ...small, jitterPx: 0, turnDeg: 2, driftPx: [3, -1] });
    const [first, , third] = frames;
    const side = (frame: typeof first): [number, number] => [
      frame.x[1] - frame.x[0],
      frame.y[1] - frame.y[0],
    ];
    const [[ax, ay], [bx, by]] = [side(first), side(third)];
    const turn = (Math.atan2(ax * by - ay * bx, ax * bx + ay * by) * 180) / Math.PI;
    expect(turn).toBeCloseTo(4, 10);
    expect(third.shiftPx).toEqual([6, -2]);
    expect(Math.hypot(bx, by)).toBeCloseTo(Math.hypot(ax, ay), 10);
  });

  it('has the noise of photons and read-out', () => {
    const { frames, options } = simulateSequence({ ...small, width: 200, height: 200, stars: 0 });
    const { pixels } = frames[0];
    const mean = pixels.reduce((sum, dn) => sum + dn, 0) / pixels.length;
    const variance = pixels.reduce((sum, dn) => sum + (dn - mean) ** 2, 0) / pixels.length;
    const { skyElectrons, readNoise, gain, biasDn } = options;
    expect(mean).toBeCloseTo(biasDn + skyElectrons / gain, 0);
    // Rounding to whole DN adds 1/12.
    expect(variance / ((skyElectrons + readNoise ** 2) / gain ** 2 + 1 / 12)).toBeCloseTo(1, 1);
  });

  it('is the same for the same seed and another for another', () => {
    const pixels = (seed: number) => simulateSequence({ ...small, seed }).frames[2].pixels;
    expect(pixels(7)).toEqual(pixels(7));
    expect(pixels(7)).not.toEqual(pixels(8));
  });

  it('says when so many stars do not fit so far apart', () => {
    expect(() => simulateSequence({ ...small, stars: 500, separationPx: 60 })).toThrow(
      /60 px apart/,
    );
  });
});
