import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import { readFilelist } from './filelist.js';

// Skipped where the independent night is not beside the checkout.
describe.skipIf(!hasIndependentNight)('the file list of the independent night', () => {
  it.each(['filelist.csv', 'filelist.xlsx'])('is read from %s', async (name) => {
    const bytes = readFileSync(join(unpackNight().night, 'Data', name));
    expect(await readFilelist(bytes, name)).toEqual({
      problems: [],
      rows: [
        {
          row: 2,
          dataset: 'SIMA261101',
          process: true,
          bands: { V: true, B: true },
          flats: { V: 'SIM1Flat_V_2026.fit', B: 'SIM1Flat_B_2026.fit' },
          curve: 'SIM1',
          zeropointMag: 14.74,
          zeropointBMag: null,
          processor: 'J Doe',
          centralAzimuthDeg: 180,
          location: 'Simulated Basin NP',
        },
      ],
    });
  });
});
