import {
  naturalSkyFitSchema,
  parseRunParameters,
  type AirglowHistory,
} from '@nightskies/contracts';
import { firstImage, Header, linearWcs, readFits, writeFits } from '@nightskies/fits';
import {
  readMaskFile,
  readNaturalSky,
  skyAbove,
  writeMaskFile,
  type TerrainMask,
} from '@nightskies/natural-sky';
import { allSkyGrid, nanolambertCdM2 } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  inMemoryContext,
  type GivenFile,
} from '../../../tools/testing/in-memory-context.js';
import { components } from './components.js';
import { fit } from './fit.js';
import { mask } from './mask.js';
import { residuals } from './residuals.js';
import { subtract } from './subtract.js';

const grid = allSkyGrid(1);
const cells = grid.columns * grid.rows;
const site = { longitudeDeg: -110.14, latitudeDeg: 38.41, elevationMetres: 1740 };
/** 2026-11-08 03:40 UTC in Utah: dark and moonless; and two weeks later, under the Moon. */
const darkJd = 2_461_352.65;
const moonlitJd = 2_461_366.65;

const file = (name: string, bytes: Uint8Array): GivenFile => ({ name, read: () => bytes });
const garbage = (name: string): GivenFile => file(name, new Uint8Array(2880).fill(7));

/** A sky of one brightness. */
function mapFile(nl: number): GivenFile {
  const header = Header.of([
    ...([
      ['NIGHT', 'TEST261108'],
      ['SET', 1],
      ['BAND', 'V'],
      ['BUNIT', 'cd/m2'],
    ] as const),
    ['SYSERR', 0.02],
    ...linearWcs({
      ctype: ['ALON-CAR', 'ALAT-CAR'],
      ...{ crpix: [180.5, 6.5], crval: [0, 0], cdelt: [1, 1] },
    }),
  ]);
  const data = new Float32Array(cells).fill(nl * nanolambertCdM2);
  return file('map.fits', writeFits([{ header, shape: [grid.columns, grid.rows], data }]));
}

/** Terrain up to 4 deg all around. */
const skylineDeg = new Float64Array(grid.columns).fill(4);
const terrain: TerrainMask = {
  ...{ grid, skylineDeg, origin: 'given', overallConfidence: 1 },
  ...{ sky: skyAbove(grid, skylineDeg), confidence: new Float64Array(grid.columns).fill(1) },
};
const maskFile = file('terrain_mask.fits', writeMaskFile(terrain));

type ComponentInputs = Parameters<typeof inMemoryContext<'natural-sky.components'>>[1]['inputs'];

interface FitChoices {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly place?: typeof site | null;
  readonly middleJd?: number | null;
  readonly inputs?: ComponentInputs;
  readonly past?: unknown;
}

/** A fit to the components of a set, with all that was said of both, and what it was made from. */
async function fitted(choices: FitChoices) {
  const { parameters = {}, place = site, middleJd = darkJd, inputs, past } = choices;
  const chosen = parseRunParameters(parameters);
  const made = await components(
    inMemoryContext('natural-sky.components', {
      parameters: chosen,
      arguments: { band: 'V', site: place, middleJd },
      inputs: { map: [mapFile(120)], mask: [maskFile], ...inputs },
    }),
  );
  const componentsFile = file('components.fits', bytesOf(made, 'components'));
  const outcome = await fit(
    inMemoryContext('natural-sky.fit', {
      parameters: chosen,
      arguments: { night: 'TEST261108', set: 1, band: 'V', missingFrames: [] },
      inputs: {
        components: [componentsFile],
        ...(inputs?.photometry && { photometry: inputs.photometry }),
        ...(past !== undefined && {
          history: [file('history.json', new TextEncoder().encode(JSON.stringify(past)))],
        }),
      },
    }),
  );
  return {
    ...outcome,
    componentsFile,
    problems: [...(made.problems ?? []), ...(outcome.problems ?? [])],
  };
}

const documentOf = (outcome: Awaited<ReturnType<typeof fitted>>) =>
  naturalSkyFitSchema.parse(JSON.parse(new TextDecoder().decode(bytesOf(outcome, 'fit'))));

/** The fit of the usual sky, made once. */
let usual: ReturnType<typeof fitted> | undefined;
const usualFit = () => (usual ??= fitted({}));

describe('the natural sky of a set', () => {
  it('is modelled in every cell, with its parts and what was assumed', async () => {
    const outcome = await usualFit();
    const model = readNaturalSky(bytesOf(outcome, 'model'), 'natural_sky.fits');
    expect(model.partNames).toEqual(
      expect.arrayContaining(['AIRGLOW', 'ZODIACAL', 'GALACTIC', 'DIFFUSE', 'DOMES']),
    );
    const overhead = model.natural[95 * grid.columns] ?? Number.NaN;
    const parts = ['AIRGLOW', 'ZODIACAL', 'GALACTIC', 'DIFFUSE'].map(
      (part) => model.part(part)?.[95 * grid.columns],
    );
    expect(parts.reduce<number>((sum, part) => sum + (part ?? Number.NaN), 0)).toBeCloseTo(
      overhead,
      3,
    );
    expect(model.header.boolean('BELIEVED')).toBe(false);
    expect(documentOf(outcome).outcome).toBe('fitted');
    expect(outcome.problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['extinction-assumed', 'clouds-unknown']),
    );
  });

  it('keeps what a person fixed', async () => {
    const { parameters, numbers } = documentOf(
      await fitted({ parameters: { 'airglow-zenith': '36', 'adl-factor': '1.1' } }),
    );
    expect(parameters).toMatchObject({ airglowZenithNl: 36, diffuseFactor: 1.1 });
    expect(numbers['airglowZenithNl']).toMatchObject({ fixed: true, sigma: null });
  });

  it('tells the catalog its airglow with the error, and none where a person fixed it', async () => {
    const factsOf = ({ outputs }: Awaited<ReturnType<typeof fitted>>) =>
      outputs.find(({ role }) => role === 'fit')?.facts;
    const outcome = await usualFit();
    const airglow = documentOf(outcome).numbers['airglowZenithNl'];
    expect(airglow?.sigma).toBeGreaterThan(0);
    expect(factsOf(outcome)).toMatchObject({
      ...{ outcome: 'fitted', airglowZenithNl: airglow?.value },
      airglowZenithSigmaNl: airglow?.sigma,
    });
    const byHand = await fitted({ middleJd: moonlitJd, parameters: { 'airglow-zenith': '36' } });
    expect(factsOf(byHand)).toMatchObject({ airglowZenithNl: 36, airglowZenithSigmaNl: null });
  });

  it('starts from the airglow of earlier sets of the camera, and says so', async () => {
    const past: AirglowHistory = {
      ...{ format: 1, camera: 'TEST', band: 'V' },
      sets: [61, 64, 70].map((airglowZenithNl, place) => ({
        ...{ night: 'TEST261001', set: place + 1, airglowZenithNl, uncertaintyNl: 2 },
      })),
    };
    const priorOf = async (choices: FitChoices) =>
      documentOf(await fitted({ middleJd: moonlitJd, ...choices })).numbers['airglowZenithNl']
        ?.prior;
    expect(await priorOf({ past })).toMatchObject({
      ...{ value: 64, origin: '3 earlier sets of the camera' },
    });
    expect(await priorOf({})).toMatchObject({ value: 50, origin: 'literature' });
    await expect(fitted({ past: { ...past, sets: 'none' } })).rejects.toMatchObject({
      problem: { file: 'history.json' },
    });
  });

  it('takes a map of diffuse light that a person gave as it is', async () => {
    const profile = 'altitude_deg,nl\n0,30\n10,20\n30,10\n90,5\n';
    const given = file('adl.csv', new TextEncoder().encode(profile));
    const law = { 'extinction-law': 'constant' };
    // What is believed does not wait for a fit.
    const quick = { middleJd: moonlitJd };
    const own = documentOf(await fitted({ ...quick, parameters: law }));
    const theirs = documentOf(
      await fitted({ ...quick, parameters: law, inputs: { diffuse: [given] } }),
    );
    expect(own.numbers['diffuseFactor']?.prior?.value).toBe(1.2);
    expect(theirs.numbers['diffuseFactor']?.prior?.value).toBe(1);
  });

  it('is believed and not measured under the Moon, and says so in its file', async () => {
    const outcome = await fitted({ middleJd: moonlitJd });
    const document = documentOf(outcome);
    expect(document).toMatchObject({ outcome: 'not-fitted', goodness: { grade: 0 } });
    expect(document.caveats.map(({ code }) => code)).toContain('moon-up');
    const { header } = readNaturalSky(bytesOf(outcome, 'model'), 'natural_sky.fits');
    expect(header.boolean('BELIEVED')).toBe(true);
    expect(outcome.problems.map(({ code }) => code)).toContain('natural-sky-not-fitted');
  });

  it('names the Moon under the old arithmetic, which subtracts its constants all the same', async () => {
    const outcome = await fitted({ middleJd: moonlitJd, parameters: { compat: 'nsnsd' } });
    const { caveats, parameters } = documentOf(outcome);
    expect(parameters).toMatchObject({ airglowZenithNl: 20, diffuseFactor: 1.2 });
    expect(caveats.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['old-arithmetic', 'moon-up']),
    );
    const { header } = readNaturalSky(bytesOf(outcome, 'model'), 'natural_sky.fits');
    expect(header.boolean('BELIEVED')).toBe(false);
  });

  it.each([
    ['without a place', { place: null }, 'sky-unknown'],
    ['without a time', { middleJd: null }, 'sky-unknown'],
  ])('cannot be told %s, and the error says which header is missing', async (_, choices, code) => {
    await expect(fitted(choices)).rejects.toMatchObject({
      problem: { code, hint: expect.stringMatching(/raw frames/) as unknown },
    });
  });

  it.each(['map', 'mask', 'galactic', 'diffuse', 'photometry', 'origin'] as const)(
    'is refused by name when its %s is garbage',
    async (role) => {
      const inputs = { [role]: [garbage(`${role}.fits`)] };
      const refused: unknown = await fitted({ inputs }).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: expect.any(String) as unknown });
    },
  );

  it('is not fitted to components that are none', async () => {
    const attempt = fit(
      inMemoryContext('natural-sky.fit', {
        parameters: parseRunParameters({}),
        arguments: { night: 'TEST261108', set: 1, band: 'V', missingFrames: [] },
        inputs: { components: [mapFile(120)] },
      }),
    );
    await expect(attempt).rejects.toMatchObject({ problem: { code: 'bad-sky-components' } });
  });
});

describe('the picture of what a fit leaves', () => {
  const drawn = async () => {
    const outcome = await usualFit();
    const made = await residuals(
      inMemoryContext('natural-sky.residuals', {
        parameters: parseRunParameters({}),
        arguments: {},
        inputs: {
          components: [outcome.componentsFile],
          fit: [file('fit.json', bytesOf(outcome, 'fit'))],
        },
      }),
    );
    return bytesOf(made, 'residuals');
  };

  it('is a PNG of more than its letters', async () => {
    const picture = await drawn();
    expect([...picture.subarray(1, 4)]).toEqual([...new TextEncoder().encode('PNG')]);
    expect(picture.length).toBeGreaterThan(10_000);
  });

  it('is not drawn of a fit that is none', async () => {
    const attempt = residuals(
      inMemoryContext('natural-sky.residuals', {
        parameters: parseRunParameters({}),
        arguments: {},
        inputs: {
          components: [(await usualFit()).componentsFile],
          fit: [file('fit.json', new TextEncoder().encode('{}'))],
        },
      }),
    );
    await expect(attempt).rejects.toMatchObject({ problem: { file: 'fit.json' } });
  });
});

describe('artificial light of a set', () => {
  const subtracted = async (observedNl: number) => {
    const model = bytesOf(await usualFit(), 'model');
    return subtract(
      inMemoryContext('natural-sky.subtract', {
        parameters: parseRunParameters({}),
        arguments: {},
        inputs: {
          map: [mapFile(observedNl)],
          mask: [maskFile],
          model: [file('natural_sky.fits', model)],
        },
      }),
    );
  };

  it('is what the model leaves, less than nothing where it is less, and nothing on terrain', async () => {
    const dark = await subtracted(1);
    const light = firstImage(readFits(bytesOf(dark, 'artificial'), 'artificial.fits')).float32();
    expect(light[90 * grid.columns]).toBeLessThan(0);
    expect(light[8 * grid.columns]).toBeNaN();
    const { cells: counted, negativeCells } = dark.outputs[0]?.facts ?? {};
    expect(counted).toBe(86 * grid.columns);
    expect(negativeCells).toBe(counted);
  });

  it('is not made from a model that is none', async () => {
    const attempt = subtract(
      inMemoryContext('natural-sky.subtract', {
        parameters: parseRunParameters({}),
        arguments: {},
        inputs: { map: [mapFile(100)], model: [mapFile(50)] },
      }),
    );
    await expect(attempt).rejects.toMatchObject({ problem: { code: 'bad-natural-sky' } });
  });
});

describe('the terrain mask of a set', () => {
  const masked = (given: GivenFile) =>
    mask(
      inMemoryContext('natural-sky.mask', {
        parameters: parseRunParameters({}),
        arguments: { night: 'TEST261108', set: 1, band: 'V', site },
        inputs: { given: [given] },
      }),
    );

  it('is the one a person gave, whatever the frames show', async () => {
    const outcome = await masked(maskFile);
    const found = readMaskFile(bytesOf(outcome, 'mask'), 'mask');
    expect(found.origin).toBe('given');
    const worst = found.skylineDeg.reduce((most, one) => Math.max(most, Math.abs(one - 4)), 0);
    expect(worst).toBeLessThan(0.5);
    expect(bytesOf(outcome, 'drawing').length).toBeGreaterThan(1000);
  });

  it('is refused by name when it is no picture', async () => {
    await expect(masked(garbage('notes.txt'))).rejects.toMatchObject({
      problem: { file: 'notes.txt' },
    });
  });
});
