import { readFileSync } from 'node:fs';
import {
  parseRunParameters,
  photometricFitSchema,
  type CameraConstants,
  type PhotometricFit,
  type SetAstrometry,
  type ZeropointHistory,
} from '@nightskies/contracts';
import { readFits, readTable, verifyChecksums, writeFits } from '@nightskies/fits';
import { readFramePhotometry } from '@nightskies/photometry';
import type { TaskOutcome } from '@nightskies/platform';
import {
  defaultNight,
  photometricTrial,
  simulateNight,
  type SimulatedNight,
} from '@nightskies/simulator';
import { openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  bytesOf,
  inMemoryContext,
  type GivenFile,
} from '../../../tools/testing/in-memory-context.js';
import { fit } from './fit.js';
import { measure } from './measure.js';

const camera: CameraConstants = {
  camera: 'DEMO1',
  band: 'V',
  zeropointMag: { value: 14.74, uncertainty: null, origin: 'filelist' },
  gainElectronsPerDn: null,
  readNoiseElectrons: null,
  plateScaleArcsec: { value: 95.9, uncertainty: null, origin: 'default' },
};
const given = (name: string, bytes: Uint8Array): GivenFile => ({ name, read: () => bytes });
const json = (name: string, document: object): GivenFile =>
  given(name, new TextEncoder().encode(JSON.stringify(document)));
const parameters = (more: Record<string, string> = {}) => parseRunParameters(more);

/** Two frames of each row, those of the lowest not the same way. */
const chosen = [2, 9, 17, 20, 24, 28, 32, 37, 42, 44].map(
  (number) => `ib${String(number).padStart(3, '0')}`,
);

let night: SimulatedNight;
let astrometry: SetAstrometry;
const raw = new Map<string, Uint8Array>();

beforeAll(() => {
  const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
  night = simulateNight(
    {
      ...defaultNight,
      ...photometricTrial,
      faintStars: null,
      faintestV: 8.5,
      detectorStructure: false,
      seed: 3,
    },
    catalogue,
  );
  for (const { path, bytes } of night) {
    const stem = /(ib\d{3})\.fit$/.exec(path)?.[1];
    if (stem !== undefined && chosen.includes(stem)) raw.set(stem, bytes);
  }
  astrometry = {
    ...{ format: 1, night: night.truth.options.night, set: 1, band: 'V', compat: 'none' },
    ...{ cameraTerms: [], mountTerms: [], mountScatterDeg: null },
    camera: night.truth.cameraModel,
    frames: night.truth.frames
      .filter(({ name }) => chosen.includes(name))
      .map(({ name, commanded, pose, centre }) => ({
        ...{ frame: name, status: 'solved', reason: null, commanded, pose, centre },
        sigmaDeg: { along: 0, altitude: 0, roll: 0 },
        ...{ matchedStars: 100, rmsPixels: 0.02 },
      })),
  };
});

/** A frame as it comes out of calibration. */
function calibrated(stem: string): GivenFile {
  const [{ header, shape }] = readImages(raw.get(stem) ?? new Uint8Array());
  const { data, saturated } = night.calibratedFrame(stem);
  const noise = data.map((value) => Math.hypot(13.4 / 3.12, Math.sqrt(Math.max(value, 0) / 3.12)));
  return given(
    `${stem}.fit`,
    writeFits([
      { header, shape, data },
      { name: 'UNCERT', shape, data: noise },
      { name: 'FLAGS', shape, data: saturated },
    ]),
  );
}

function readImages(bytes: Uint8Array) {
  const [primary] = readFits(bytes, 'raw').hdus;
  if (primary.type !== 'image') throw new Error('an image');
  return [{ header: primary.header, shape: primary.shape }] as const;
}

async function measured(stem: string, placed = astrometry): Promise<GivenFile> {
  const outcome = await measure(
    inMemoryContext('photometry.measure', {
      parameters: parameters(),
      arguments: {},
      inputs: {
        frame: [calibrated(stem)],
        camera: [json('camera.json', camera)],
        astrometry: [json('astrometry.json', placed)],
      },
    }),
  );
  return given(`${stem}.fit`, bytesOf(outcome, 'stars'));
}

const fitted = (
  stars: readonly GivenFile[],
  more: Record<string, string> = {},
  past?: ZeropointHistory,
): Promise<TaskOutcome<'photometry.fit'>> =>
  fit(
    inMemoryContext('photometry.fit', {
      parameters: parameters(more),
      arguments: { night: 'DEMO261107', set: 1, band: 'V', missingFrames: [] },
      inputs: {
        stars,
        camera: [json('camera.json', camera)],
        astrometry: [json('astrometry.json', astrometry)],
        ...(past === undefined ? {} : { history: [json('history.json', past)] }),
      },
    }),
  );

const documentOf = (outcome: TaskOutcome<'photometry.fit'>): PhotometricFit =>
  photometricFitSchema.parse(JSON.parse(new TextDecoder().decode(bytesOf(outcome, 'fit'))));

describe('a set', () => {
  let files: GivenFile[];
  let outcome: TaskOutcome<'photometry.fit'>;

  beforeAll(async () => {
    files = [];
    for (const stem of chosen) files.push(await measured(stem));
    outcome = await fitted(files);
  });

  it('gives the zeropoint and extinction its stars were made with, within three errors', () => {
    const { free, measurements } = documentOf(outcome);
    expect(measurements.used).toBeGreaterThan(100);
    const { zeropoint, extinction } = free ?? {};
    expect(Math.abs((zeropoint?.value ?? 0) - night.truth.zeropointMag.V)).toBeLessThan(
      3 * (zeropoint?.total ?? 0),
    );
    expect(Math.abs((extinction?.value ?? 0) - night.truth.extinctionMagPerAirmass.V)).toBeLessThan(
      3 * (extinction?.total ?? 0),
    );
    expect(zeropoint?.total).toBeLessThan(0.03);
  });

  it('has its stars in a table, its list and two pictures, and equal bytes when done again', async () => {
    const table = readFits(bytesOf(outcome, 'stars'), 'stars.fits').hdus[1];
    if (table?.type !== 'binary-table') throw new Error('a table');
    const names = readTable(table).columns.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['FRAME', 'HIP', 'FLUX', 'LOSS', 'WEIGHT']));
    for (const { datasum, checksum } of verifyChecksums(bytesOf(outcome, 'stars'))) {
      expect([datasum, checksum]).toEqual(['right', 'right']);
    }
    const list = new TextDecoder().decode(bytesOf(outcome, 'list'));
    expect(list.trimEnd().split('\n')).toHaveLength(1 + documentOf(outcome).measurements.used);
    for (const role of ['plot', 'residuals'] as const) {
      expect(Buffer.from(bytesOf(outcome, role)).toString('latin1', 1, 4)).toBe('PNG');
    }
    const again = await fitted([...files].reverse());
    for (const role of ['fit', 'stars', 'list', 'plot', 'residuals'] as const) {
      expect(Buffer.compare(bytesOf(again, role), bytesOf(outcome, role)), role).toBe(0);
    }
  });

  it('calibrates its maps as it is told', async () => {
    const applied = async (zeropoint: string) =>
      documentOf(await fitted(files, { zeropoint })).applied;
    const { free } = documentOf(outcome);
    expect(await applied('default')).toMatchObject({ zeropointMag: 14.74, origin: 'filelist' });
    expect(await applied('fitted')).toMatchObject({ zeropointMag: free?.zeropoint.value });
    const weighted = documentOf(outcome).applied;
    expect(weighted.choice).toBe('history');
    expect(weighted.uncertaintyMag).toBeLessThan(free?.zeropoint.total ?? 0);
  });

  it("is judged by its camera's past, and a drift is named", async () => {
    const past = (zeropointMag: number): ZeropointHistory => ({
      ...{ format: 1, camera: 'DEMO1', band: 'V' },
      sets: [1, 2, 3, 4].map((set) => ({
        ...{ night: 'DEMO261001', set, julianDate: null, uncertaintyMag: 0.005 },
        zeropointMag: zeropointMag + set / 1000,
      })),
    });
    const steady = await fitted(files, {}, past(14.738));
    expect(documentOf(steady).history).toMatchObject({ sets: 4 });
    expect(steady.problems).toEqual([]);
    const drifted = await fitted(files, {}, past(14.9));
    expect(drifted.problems).toMatchObject([
      {
        ...{ code: 'zeropoint-drift', file: 'DEMO261107 set 1 V' },
        expected: expect.stringContaining('4 other sets') as unknown,
      },
    ]);
  });
});

describe('a frame', () => {
  it('that the set did not place by its stars gives nothing, with the reason', async () => {
    const [stem = ''] = chosen;
    const lost = {
      ...astrometry,
      frames: astrometry.frames.map((frame) => ({
        ...frame,
        ...{ status: 'predicted' as const, reason: 'too few stars' },
      })),
    };
    const file = await measured(stem, lost);
    const photometry = readFramePhotometry(file.read(), file.name);
    expect(photometry.stars.count).toBe(0);
    expect(photometry.failure).toBe('not solved by its own stars: too few stars');

    const outcome = await fitted([file]);
    const document = documentOf(outcome);
    expect(document.free).toBeNull();
    expect(document.applied).toMatchObject({ zeropointMag: 14.74 });
    expect(document.frames).toMatchObject([{ frame: stem, used: 0, reason: photometry.failure }]);
    expect(outcome.problems?.map(({ code }) => code)).toEqual(['zeropoint-unmeasured']);
  });
});
