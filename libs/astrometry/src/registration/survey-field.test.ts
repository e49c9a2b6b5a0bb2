import { image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { addPixelStar, normalDeviates } from '../test-support/pixel-star.js';
import { surveyField } from './survey-field.js';

/** So wide that three bands are needed. */
const [width, height] = [2000, 900];
const [sky, noise] = [500, 12];

function picture() {
  const normal = normalDeviates(3);
  const data = Float32Array.from({ length: width * height }, () => sky + noise * normal());
  const stars = Array.from({ length: 100 }, (_, k) => ({
    x: 30 + ((k * 1237) % (width - 60)) + 0.3,
    // Some on the seams of the bands.
    y: 30 + ((k * 7) % (height - 60)) + 0.6,
    flux: 60_000 / (1 + k / 20),
  }));
  const frame = image(width, height, data);
  for (const star of stars) addPixelStar(frame, { ...star, fwhmPx: 3.1 });
  return { data, stars };
}

describe('surveying a picture band by band', () => {
  it('finds every star once and where it is, reads each row once, and measures the sky', () => {
    const { data, stars } = picture();
    let rowsRead = 0;
    const survey = surveyField(
      {
        width,
        height,
        step: 0,
        readRows: (first, out) => {
          rowsRead += out.length / width;
          out.set(data.subarray(first * width, first * width + out.length));
        },
      },
      { thresholdSigma: 8, limit: 500 },
    );
    expect(survey.stars.x.length).toBe(stars.length);
    for (const star of stars) {
      const distances = Array.from(survey.stars.x, (x, k) =>
        Math.hypot(x - star.x, survey.stars.y[k] - star.y),
      );
      expect(distances.filter((px) => px < 0.1)).toHaveLength(1);
    }
    expect(Math.abs(survey.fwhmPx / 3.1 - 1)).toBeLessThan(0.2);
    expect(Math.abs(survey.sky - sky)).toBeLessThan(0.5);
    expect(Math.abs(survey.noise / noise - 1)).toBeLessThan(0.03);
    expect(survey.blankShare).toBe(0);
    expect(rowsRead).toBe(height);
  });
});
