import { readFileSync } from 'node:fs';
import { catalogueEpochJd, openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';
import type { SolveHints } from '@nightskies/astrometry';
import { describe, expect, it } from 'vitest';
import { refusalWords } from './refusal-words.js';

const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));

function words(hints: SolveHints, reason = 'search-exhausted') {
  const size = { width: 512, height: 512 };
  return refusalWords(reason, '172 sources', size, hints, catalogue, catalogueEpochJd);
}

/** NGC 2420 through a 2.2 m telescope: 4.5 arcmin, no star to V 10. */
const centre = { raDeg: 114.596, decDeg: 21.573, radiusDeg: 5 };

describe('a picture that is not solved', () => {
  it('is told that its field is too narrow where place and scale are known', () => {
    const { message, found } = words({ centre, scaleArcsec: { low: 0.5, high: 0.53 } });
    expect(message).toContain('too narrow');
    expect(found).toBe(
      'a field of at most 0.075 x 0.075 deg by the scale told with 0 catalogue stars about the place told, 172 sources',
    );
  });

  it('is not called narrow where stars enough are known in it', () => {
    const { message, found } = words({ centre, scaleArcsec: { low: 50, high: 70 } });
    expect(message).not.toContain('narrow');
    expect(found).toMatch(
      /^172 sources in a field of at most 10\.0 x 10\.0 deg .* \d{3,} catalogue/,
    );
  });

  it('is told of narrow fields, whole-sky pictures and negatives where nothing is known', () => {
    const { found, expected, hint } = words({});
    expect(found).toBe('172 sources');
    expect(expected).toContain('15 stars to V 10');
    for (const word of ['1.3 degrees', '--fisheye', 'negative', '--scale']) {
      expect(hint).toContain(word);
    }
  });

  it('without stars gets other advice', () => {
    expect(words({}, 'too-few-sources').hint).toContain('--threshold');
  });
});
