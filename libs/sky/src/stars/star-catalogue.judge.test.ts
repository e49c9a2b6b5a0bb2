import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sharedData } from '../../../../tools/testing/shared-data.js';
import { openStarCatalogue, starCatalogueUrl } from './star-catalogue.js';

const folder = sharedData.path('stars');
const generator = new URL(
  '../../../../tools/star-catalogue/make-star-catalogue.mjs',
  import.meta.url,
);

// The tables the catalogue is made from lie beside the checkout and are not part of it.
describe.skipIf(folder === null)('the star catalogue, against the tables it is made from', () => {
  it('is what the generator makes of them, byte for byte', () => {
    const said = execFileSync(
      process.execPath,
      [fileURLToPath(generator), folder ?? '', '--check'],
      { encoding: 'utf8' },
    );
    expect(said).toContain('355109 stars');
  });

  it('finds every fiftieth star within 0.002 arcsec of its place, with its values', () => {
    const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
    const text = gunzipSync(readFileSync(`${folder ?? ''}/stars.csv.gz`)).toString('utf8');
    const rows = text.trim().split('\n').slice(1);
    for (let i = 0; i < rows.length; i += 50) {
      const [hip, , ra, dec, motionRa, motionDec, v, bv, flags] = rows[i].split(',');
      const radiusDeg = 0.002 / 3600;
      const found = catalogue.cone({ raDeg: Number(ra), decDeg: Number(dec), radiusDeg });
      expect([rows[i], found.count]).toEqual([rows[i], 1]);
      const star = catalogue.star(found.row[0]);
      expect([star.hip ?? '', star.v]).toEqual([hip === '' ? '' : Number(hip), Number(v)]);
      expect(star.motionRaMas).toBeCloseTo(Number(motionRa), 6);
      expect(star.motionDecMas).toBeCloseTo(Number(motionDec), 6);
      if (bv === '') expect(star.bv).toBeNull();
      else expect(Math.abs((star.bv ?? NaN) - Number(bv))).toBeLessThanOrEqual(0.005_001);
      expect(star.source.charAt(0)).toBe(flags.at(-1));
    }
  });
});
