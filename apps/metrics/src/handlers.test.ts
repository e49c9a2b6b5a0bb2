import { metricsDocumentSchema, parseRunParameters } from '@nightskies/contracts';
import { Header, linearWcs, writeFits } from '@nightskies/fits';
import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  inMemoryContext,
  type GivenFile,
} from '../../../tools/testing/in-memory-context.js';
import { measure } from './measure.js';
import { observe } from './observe.js';
import { report } from './report.js';

/** A map of 1 deg of 0.2 mcd/m2, without data in some columns. */
function mapFile(emptyColumns: number): GivenFile {
  const data = Float32Array.from({ length: 360 * 96 }, (_, at) =>
    at % 360 < emptyColumns ? Number.NaN : 2e-4,
  );
  const header = Header.of([
    ['NIGHT', 'TEST261101'],
    ['SET', 2],
    ['BAND', 'V'],
    ['BUNIT', 'cd/m2'],
    ...linearWcs({
      ctype: ['ALON-CAR', 'ALAT-CAR'],
      crpix: [180.5, 6.5],
      crval: [0, 0],
      cdelt: [1, 1],
    }),
  ]);
  const bytes = writeFits([{ header, shape: [360, 96], data }]);
  return { name: 'map.fits', read: () => bytes };
}

const place = { site: null, middleJd: null };

/** All light of the map, as a file. */
async function observed(emptyColumns: number): Promise<GivenFile> {
  const outcome = await observe(
    inMemoryContext('metrics.observe', {
      ...{ parameters: {}, arguments: place },
      inputs: { map: [mapFile(emptyColumns)] },
    }),
  );
  const bytes = bytesOf(outcome, 'observed');
  return { name: 'observed.json', read: () => bytes };
}

const measured = async (emptyColumns: number) =>
  measure(
    inMemoryContext('metrics.measure', {
      parameters: { compat: 'none' },
      arguments: { title: 'A park', subtitle: 'a night', ...place },
      inputs: { map: [mapFile(emptyColumns)], observed: [await observed(emptyColumns)] },
    }),
  );

describe('measuring a map', () => {
  it('gives numbers with units, in the file and to the catalog alike', async () => {
    const outcome = await measured(0);
    const text = new TextDecoder().decode(bytesOf(outcome, 'metrics'));
    const document = metricsDocumentSchema.parse(JSON.parse(text));
    expect(document).toMatchObject({ night: 'TEST261101', set: 2, band: 'V' });
    expect(outcome.outputs[0]?.facts?.['metrics']).toEqual(document.metrics);
    const byName = new Map(document.metrics.map((metric) => [metric.name, metric]));
    expect(byName.get('mean-luminance')?.value).toBeCloseTo(0.2, 6);
    expect(byName.get('horizontal-illuminance')?.value).toBeCloseTo(0.2 * Math.PI, 6);
    expect(byName.get('zenith-brightness')?.unit).toBe('mag/arcsec2');
    expect(outcome.problems).toEqual([]);
  });

  it('complains about a map that does not cover the sky', async () => {
    const { problems } = await measured(36);
    expect(problems?.map(({ code, found }) => [code, found])).toEqual([
      ['map-incomplete', '90.00 %'],
    ]);
  });
});

describe('pictures of a map', () => {
  it('are a panorama and a fisheye', async () => {
    const outcome = await report(
      inMemoryContext('metrics.report', {
        parameters: { palette: parseRunParameters({}).palette },
        arguments: { title: 'A park', subtitle: 'a night', centralAzimuthDeg: 180 },
        inputs: {
          map: [mapFile(10)],
          observed: [await observed(0)],
        },
      }),
    );
    for (const role of ['panorama', 'fisheye'] as const) {
      expect(new TextDecoder().decode(bytesOf(outcome, role).slice(1, 4))).toBe('PNG');
    }
  }, 30_000);

  it('are not made from something else than numbers of all light', async () => {
    const attempt = report(
      inMemoryContext('metrics.report', {
        parameters: { palette: parseRunParameters({}).palette },
        arguments: { title: 'A park', subtitle: 'a night', centralAzimuthDeg: 0 },
        inputs: {
          map: [mapFile(0)],
          observed: [{ name: 'observed.json', read: () => new TextEncoder().encode('{}') }],
        },
      }),
    );
    await expect(attempt).rejects.toThrow(/no numbers of all light/);
  });
});
