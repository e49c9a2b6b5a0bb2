import { luminanceOfMag, magOfLuminance } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { ColourTable } from './colour-table.js';
import { magnitudeColour, noDataColour } from './magnitude-palette.js';
import { coloursAbout } from '../test-support/colours-about.js';

describe('the colours of surface brightness, looked up', () => {
  const table = new ColourTable();
  const found = (luminance: number): number[] => {
    const rgb = new Uint8Array(3);
    table.put(luminance, rgb, 0);
    return [...rgb];
  };

  it('are those of the scale at a luminance within 1/4096 of the one asked for', () => {
    for (let mag = 14.001; mag < 24; mag += 0.0137) {
      const luminance = Math.fround(luminanceOfMag(mag));
      const { least, most } = coloursAbout(magOfLuminance(luminance));
      found(luminance).forEach((level, channel) => {
        expect(level, `${mag}`).toBeGreaterThanOrEqual(least[channel] ?? NaN);
        expect(level, `${mag}`).toBeLessThanOrEqual(most[channel] ?? NaN);
      });
    }
  });

  it('stay at the ends beyond the scale, and tell no light from no data', () => {
    expect(found(luminanceOfMag(10))).toEqual([...magnitudeColour(14)]);
    expect(found(luminanceOfMag(30))).toEqual([...magnitudeColour(24)]);
    expect(found(0)).toEqual([...magnitudeColour(24)]);
    expect(found(-1)).toEqual([...magnitudeColour(24)]);
    expect(found(NaN)).toEqual([...noDataColour]);
  });
});
