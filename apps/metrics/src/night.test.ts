import {
  nightReportSchema,
  parseRunParameters,
  type Band,
  type MetricsDocument,
} from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  inMemoryContext,
  type GivenFile,
} from '../../../tools/testing/in-memory-context.js';
import { night } from './night/night.js';

const json = (name: string, document: unknown): GivenFile => ({
  name,
  read: () => new TextEncoder().encode(JSON.stringify(document)),
});

const metricsOf = (set: number, band: Band = 'V'): MetricsDocument => ({
  ...{ night: 'TEST261101', set, band },
  metrics: [
    {
      ...{ name: 'zenith-brightness', sky: 'full', value: 21.5, uncertainty: 0.02 },
      ...{ unit: 'mag/arcsec2', reason: null },
    },
  ],
});

const site = { longitudeDeg: -110, latitudeDeg: 38, elevationMetres: 1700 };
const aboutSet = (set: number, missingFrames: readonly string[] = [], band: Band = 'V') => ({
  ...{ set, band, camera: 'SIM1', startJd: 2_461_345.7, endJd: 2_461_345.72 },
  missingFrames: [...missingFrames],
});

type NightInput = Parameters<typeof inMemoryContext<'metrics.night'>>[1];

const written = (change: Partial<NightInput> = {}) =>
  night(
    inMemoryContext('metrics.night', {
      parameters: parseRunParameters({}),
      arguments: { night: 'TEST261101', location: 'A park', site, sets: [aboutSet(1)] },
      inputs: { metrics: [json('set1-V.json', metricsOf(1))] },
      ...change,
    }),
  );

async function factsOf(outcome: ReturnType<typeof written>) {
  const text = new TextDecoder().decode(bytesOf(await outcome, 'facts'));
  return nightReportSchema.parse(JSON.parse(text));
}

const ofBothBands = {
  ...{ night: 'TEST261101', location: null, site },
  sets: [aboutSet(1), aboutSet(1, [], 'B')],
};
const inBothBands = [json('set1-V.json', metricsOf(1)), json('set1-B.json', metricsOf(1, 'B'))];

describe('the report of a night', () => {
  it('is written from numbers alone, and says what it lacks', async () => {
    const { sets, position } = await factsOf(written());
    expect(position).toMatchObject({ latitudeDeg: 38 });
    expect(sets[0]).toMatchObject({ set: 1, grade: null, naturalModel: null, pictures: [] });
    expect(sets[0]?.answer.artificialShare).toMatchObject({
      ...{ value: null, reason: 'the metrics are of an older kind' },
    });
  });

  it('is written without a place, which it does not make up', async () => {
    const { position, date, sets } = await factsOf(
      written({
        arguments: { night: 'TEST261101', location: null, site: null, sets: [aboutSet(1)] },
      }),
    );
    expect(position).toBeNull();
    expect(date).toBe('date not known');
    expect(sets[0]?.taken).toBe('at a time the headers do not say');
  });

  it('names the frames a set was made without, and inputs that could not be made', async () => {
    const outcome = written({
      arguments: {
        ...{ night: 'TEST261101', location: null, site },
        sets: [aboutSet(1, ['ib004', 'ib005'])],
      },
      missing: [{ role: 'fit', name: 'set1-V.json', reason: 'nobody knows which sky it was' }],
    });
    const { sets, omissions } = await factsOf(outcome);
    expect(sets[0]?.omissions[0]?.what).toBe('Frames ib004, ib005');
    expect(omissions).toEqual([{ what: 'set1-V.json', why: 'nobody knows which sky it was' }]);
    const page = new TextDecoder().decode(bytesOf(await outcome, 'page'));
    expect(page).toContain('nobody knows which sky it was');
  });

  it('leaves out a set without numbers, and keeps the others', async () => {
    const { sets } = await factsOf(
      written({
        arguments: { night: 'TEST261101', location: null, site, sets: [aboutSet(1), aboutSet(2)] },
        inputs: { metrics: [json('set2-V.json', metricsOf(2))] },
      }),
    );
    expect(sets.map(({ set }) => set)).toEqual([2]);
  });

  it('has every band of a set, and says of B why its artificial light is not known', async () => {
    const { sets } = await factsOf(
      written({ arguments: ofBothBands, inputs: { metrics: inBothBands } }),
    );
    expect(sets.map(({ set, band }) => `${set} ${band}`)).toEqual(['1 V', '1 B']);
    expect(sets[1]?.answer.lightRatio).toMatchObject({
      ...{ value: null, reason: expect.stringContaining('in V only') as unknown },
    });
  });

  it('has the grade a person gave in V, where a natural model is that can be graded', async () => {
    const field = { sheet: 'NATSKY', set: 1, column: 'FIT_QUALITY', value: 4 };
    const typed = json('typed.json', { format: 1, night: 'TEST261101', fields: [field] });
    const { sets } = await factsOf(
      written({ arguments: ofBothBands, inputs: { metrics: inBothBands, typed: [typed] } }),
    );
    expect(sets.map(({ grade }) => grade?.value ?? null)).toEqual([4, null]);
  });

  it('says that a site without a height was taken at sea level, unless a person gave one', async () => {
    const low = { ...site, elevationMetres: null };
    const night = { night: 'TEST261101', location: null, site: low, sets: [aboutSet(1)] };
    const assumed = await factsOf(written({ arguments: night }));
    expect(assumed.caveats).toMatchObject([{ code: 'elevation-assumed', weight: 'note' }]);
    const given = await factsOf(
      written({ arguments: night, parameters: parseRunParameters({ 'site-elevation': '1700' }) }),
    );
    expect(given.caveats).toEqual([]);
    expect(given.position?.elevationM).toBe(1700);
  });

  it('tells what a person typed', async () => {
    const field = { sheet: 'NIGHT METADATA', set: null, column: 'OBS_1', value: 'A. Ranger' };
    const typed = json('typed.json', { format: 1, night: 'TEST261101', fields: [field] });
    const { collectedBy } = await factsOf(
      written({ inputs: { metrics: [json('set1-V.json', metricsOf(1))], typed: [typed] } }),
    );
    expect(collectedBy).toBe('A. Ranger');
  });

  it.each(['metrics', 'fit', 'photometry', 'astrometry'] as const)(
    'is refused by name when its %s is something else',
    async (role) => {
      const inputs = {
        metrics: [json('set1-V.json', metricsOf(1))],
        [role]: [json('set1-V.json', 7)],
      };
      await expect(written({ inputs })).rejects.toMatchObject({
        problem: { file: 'set1-V.json', hint: expect.any(String) as unknown },
      });
    },
  );
});
