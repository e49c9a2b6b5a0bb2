import { image, type Image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { addPixelStar, normalDeviates } from '../test-support/pixel-star.js';
import { detectSources } from './detect-sources.js';
import { groundMask } from './ground-mask.js';

const side = 192;
const options = { fwhmPx: 1.9 };

/** Hills whose skyline waves between rows 110 and 150; a sky that brightens towards them. */
const skyline = (x: number) => 130 + 12 * Math.sin(x / 17) + 8 * Math.sin(x / 5);

function night(groundLevel: number): Image {
  const normal = normalDeviates(5);
  const frame = image(side, side, new Float32Array(side * side));
  for (let k = 0; k < 90; k += 1) {
    const [x, y] = [((k * 7919) % 1900) / 10, ((k * 104729) % 1900) / 10];
    if (y < skyline(x) - 3) {
      addPixelStar(frame, { x, y, fwhmPx: 1.8, flux: 1500 * 10 ** ((k % 10) / 8) });
    }
  }
  // A lamp on the ground.
  addPixelStar(frame, { x: 90, y: 175, fwhmPx: 2, flux: 5e4 });
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const isSky = y < skyline(x);
      const level = isSky ? 300 + 250 * Math.exp((y - 150) / 40) : groundLevel;
      frame.data[y * side + x] += level + 6 * normal();
    }
  }
  return frame;
}

/** Pixels that the mask has wrong, farther from the skyline than the margin may reach. */
function mistakes(mask: Image<Uint8Array>, isGround: (x: number, y: number) => number): number {
  let wrong = 0;
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const depth = isGround(x, y);
      if (depth > 3 && mask.data[y * side + x] === 0) wrong += 1;
      if (depth < -14 && mask.data[y * side + x] === 1) wrong += 1;
    }
  }
  return wrong;
}

describe('the ground', () => {
  it('is found below a waving skyline, lamps and all', () => {
    const frame = night(40);
    const ground = groundMask(frame, detectSources(frame, options));
    expect(mistakes(ground.mask, (x, y) => y - skyline(x))).toBe(0);
    expect(ground.mask.data[175 * side + 90]).toBe(1);
    expect(ground.level).toBeGreaterThan(60);
    expect(ground.level).toBeLessThan(500);
  });

  it('is found on whichever side it lies', () => {
    const upright = night(40);
    const turned = image(side, side, upright.data.slice().reverse());
    const ground = groundMask(turned, detectSources(turned, options));
    const depth = (x: number, y: number) => side - 1 - y - skyline(side - 1 - x);
    expect(mistakes(ground.mask, depth)).toBe(0);
  });

  it('is not seen where there is none, nor where stars shine through', () => {
    const frame = night(40);
    const sky = image(side, 96, frame.data.slice(0, side * 96));
    expect(groundMask(sky, detectSources(sky, options)).share).toBe(0);
    const cloud = image(side, 96, sky.data.slice());
    for (let k = 0; k < cloud.data.length; k += 1) {
      if (Math.floor(k / side) > 50) cloud.data[k] -= 250;
    }
    expect(groundMask(cloud, detectSources(cloud, options)).share).toBe(0);
  });
});
