import {
  parseRunParameters,
  type CameraConstants,
  type Fitted,
  type FramePlacement,
  type MissingInput,
  type PhotometricFit,
  type SetAstrometry,
} from '@nightskies/contracts';
import { firstImage, Header, readFits, verifyChecksums, writeFits } from '@nightskies/fits';
import { planTiles, allSkyGrid } from '@nightskies/mosaic';
import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  inMemoryContext,
  type GivenFile,
} from '../../../tools/testing/in-memory-context.js';
import { assemble } from './assemble.js';
import { removeStars } from './remove-stars.js';
import { render } from './render.js';

const camera: CameraConstants = {
  camera: 'SIM1',
  band: 'V',
  zeropointMag: { value: 14.74, uncertainty: null, origin: 'filelist' },
  gainElectronsPerDn: null,
  readNoiseElectrons: null,
  plateScaleArcsec: { value: 96.07, uncertainty: null, origin: 'default' },
};
const given = (name: string, bytes: Uint8Array): GivenFile => ({ name, read: () => bytes });
const parameters = (more: Record<string, string> = {}) =>
  parseRunParameters({ 'map-step': '1', ...more });

interface MadeUp {
  readonly number: number;
  readonly azimuthDeg: number;
  readonly altitudeDeg: number;
}

const scan: readonly MadeUp[] = [
  { count: 15, altitudeDeg: 7.5 },
  { count: 15, altitudeDeg: 32.5 },
  { count: 10, altitudeDeg: 57.5 },
  { count: 5, altitudeDeg: 82.5 },
]
  .flatMap(({ count, altitudeDeg }) =>
    Array.from({ length: count }, (_, k) => ({ azimuthDeg: (k * 360) / count, altitudeDeg })),
  )
  .map((pointing, index) => ({ ...pointing, number: index + 1 }));

/** A calibrated frame of 64 x 64 px binned by 16: sky, a little structure, one star. */
function calibrated(frame: MadeUp, cards: readonly (readonly [string, number])[] = []): GivenFile {
  const data = Float32Array.from(
    { length: 4096 },
    (_, at) => 2560 + (at % 64) + frame.number * 3 + (at === 2080 ? 30_000 : 0),
  );
  const header = Header.of([
    ['AZ', frame.azimuthDeg],
    ['ALT', frame.altitudeDeg],
    ['EXPTIME', 10],
    ['XBINNING', 16],
    ['YBINNING', 16],
    ['OBSERVER', 'nobody', 'kept'],
    ...cards,
  ]);
  return given(`${stemOf(frame.number)}.fit`, fileOf(header, data));
}

const fileOf = (header: Header, data: Float32Array | Uint16Array): Uint8Array =>
  writeFits([{ header, shape: [64, 64], data }]);

const starFree = async (
  frame: GivenFile,
  more: Record<string, string> = { 'star-removal-radius': '1' },
): Promise<GivenFile> => {
  const outcome = await removeStars(
    inMemoryContext('mosaic.remove-stars', {
      parameters: parameters(more),
      arguments: {},
      inputs: { frame: [frame] },
    }),
  );
  return given(frame.name, bytesOf(outcome, 'frame'));
};

const stemOf = (number: number): string => `ib${String(number).padStart(3, '0')}`;

/** A set nobody could solve: every frame where it was told to look, through the nominal lens. */
function astrometryOf(scanned: readonly MadeUp[], compat: 'none' | 'nsnsd'): GivenFile {
  const frames = scanned.map(({ number, azimuthDeg, altitudeDeg }): FramePlacement => {
    const direction = { azimuthDeg, altitudeDeg };
    return {
      frame: stemOf(number),
      status: 'commanded',
      reason: 'no frame of the set was solved',
      commanded: direction,
      pose: { ...direction, rollDeg: 0 },
      sigmaDeg: { along: 1, altitude: 1, roll: 1 },
      centre: { ...direction, raDeg: null, decDeg: null },
      matchedStars: 0,
      rmsPixels: null,
    };
  });
  const document: SetAstrometry = {
    format: 1,
    night: 'TEST261101',
    set: 1,
    band: 'V',
    compat,
    camera: null,
    cameraTerms: [],
    mountTerms: [],
    mountScatterDeg: null,
    frames,
  };
  return given('astrometry.json', new TextEncoder().encode(JSON.stringify(document)));
}

const grid = allSkyGrid(1);
const whole = { map: 'star-free', stepDeg: 1, night: 'TEST261101', set: 1, band: 'V' } as const;

const fitted = (value: number, total: number): Fitted => ({
  ...{ value, total, random: total },
  systematic: [],
});

/** A fit whose zeropoint the maps are to use. */
function fitOf(zeropointMag: number): PhotometricFit {
  return {
    format: 1,
    ...{ night: 'TEST261101', set: 1, band: 'V', camera: 'SIM1', compat: 'none' },
    ...{ airmassFormula: 'pickering-2002', airmassRange: [1, 5] },
    applied: {
      choice: 'fitted',
      ...{ zeropointMag, uncertaintyMag: 0.004, origin: 'fitted to the stars of the set' },
    },
    ...{ defaultZeropoint: camera.zeropointMag, history: null },
    free: {
      zeropoint: fitted(zeropointMag, 0.004),
      extinction: fitted(0.17, 0.002),
      colourTerm: fitted(0.04, 0.01),
      ...{ fieldTerm: null, covariance: null, scatterMag: 0.03 },
    },
    ...{
      fixed: null,
      reason: null,
      residualMaps: null,
      photometric: true,
      conditions: [],
      frames: [],
    },
    measurements: { frames: 45, stars: 900, measured: 2400, used: 2300 },
  };
}

async function mapOf(
  frames: readonly GivenFile[],
  options: {
    reverse?: boolean;
    missing?: readonly MissingInput[];
    compat?: 'none' | 'nsnsd';
    placed?: readonly MadeUp[];
    photometry?: PhotometricFit;
  } = {},
) {
  const astrometry = astrometryOf(options.placed ?? scan, options.compat ?? 'none');
  const chosen = parameters({ compat: options.compat ?? 'none' });
  const tiles: GivenFile[] = [];
  const problems = [];
  for (const range of options.reverse === true ? [...planTiles(grid)].reverse() : planTiles(grid)) {
    const outcome = await render(
      inMemoryContext('mosaic.render', {
        parameters: chosen,
        arguments: { map: 'star-free', stepDeg: 1, ...range },
        inputs: {
          frame: options.reverse === true ? [...frames].reverse() : frames,
          astrometry: [astrometry],
        },
        ...(options.missing === undefined ? {} : { missing: options.missing }),
      }),
    );
    problems.push(...(outcome.problems ?? []));
    for (const { name } of outcome.outputs) tiles.push(given(name, bytesOf(outcome, 'tile')));
  }
  const outcome = await assemble(
    inMemoryContext('mosaic.assemble', {
      parameters: chosen,
      arguments: { ...whole, missingFrames: ['ib045'] },
      inputs: {
        tile: tiles,
        astrometry: [astrometry],
        ...(options.photometry === undefined
          ? {}
          : {
              photometry: [
                given('fit.json', new TextEncoder().encode(JSON.stringify(options.photometry))),
              ],
            }),
        camera: [given('camera.json', new TextEncoder().encode(JSON.stringify(camera)))],
      },
    }),
  );
  const products = {
    map: bytesOf(outcome, 'map'),
    skybright: bytesOf(outcome, 'skybright'),
    skybrightmags: bytesOf(outcome, 'skybrightmags'),
    small: bytesOf(outcome, 'small'),
  };
  problems.push(...(outcome.problems ?? []));
  return { ...products, products: Object.entries(products), problems };
}

describe('removing stars', () => {
  it('keeps the cards of the frame and takes its star', async () => {
    const [first] = scan;
    if (first === undefined) throw new Error('a scan');
    const file = readFits((await starFree(calibrated(first))).read(), 'ib001.fit');
    const image = firstImage(file);
    expect(image.header.string('OBSERVER')).toBe('nobody');
    expect(image.header.number('AZ')).toBe(0);
    expect(image.header.boolean('STARFREE')).toBe(true);
    expect(image.bitpix).toBe(-32);
    expect(image.float32().reduce((most, value) => Math.max(most, value), 0)).toBeLessThan(2700);
  });

  it('in compat keeps unsigned 16 bit and the old footprint, whatever the radius asked for', async () => {
    const numbers = Uint16Array.from({ length: 4096 }, (_, at) => 40_000 + (at % 97));
    const frame = given('ib001.fit', fileOf(Header.of([['AZ', 0]]), numbers));
    const out = await starFree(frame, { compat: 'nsnsd', 'star-removal-radius': '2' });
    const image = firstImage(readFits(out.read(), 'ib001.fit'));
    expect(image.values()).toBeInstanceOf(Uint16Array);
    expect(image.header.number('MEDIANPX')).toBe(12.5);
    expect(image.values()[2080]).toBeGreaterThan(40_000);
  });
});

describe('a map', async () => {
  const frames = await Promise.all(scan.map((frame) => starFree(calibrated(frame))));

  it('has the same bytes whatever the order of frames and tiles', async () => {
    const one = await mapOf(frames);
    const other = await mapOf(frames, { reverse: true });
    for (const [index, [role, bytes]] of one.products.entries()) {
      expect(Buffer.from(bytes).equals(other.products[index][1]), role).toBe(true);
      for (const { datasum, checksum } of verifyChecksums(bytes)) {
        expect([datasum, checksum], role).toEqual(['right', 'right']);
      }
    }
  });

  it('covers the whole sky with 45 frames and names what it was told is missing', async () => {
    const { map } = await mapOf(frames);
    const image = firstImage(readFits(map, 'map.fits'));
    expect(image.shape).toEqual([360, 96]);
    expect(image.float32().some(Number.isNaN)).toBe(false);
    expect(image.header.number('NFRAMES')).toBe(45);
    expect(image.header.texts('COMMENT').join('\n')).toContain('ib045.fit');
  });

  it('made without a frame says so with its reason in every product', async () => {
    const without = frames.filter(({ name }) => name !== 'ib003.fit');
    const reason = 'the file is shorter than its header says';
    const { map, products } = await mapOf(without, {
      missing: [{ role: 'frame', name: 'ib003.fit', reason }],
    });
    for (const [role, bytes] of products) {
      const { header } = firstImage(readFits(bytes, role));
      expect(header.number('NMISSING'), role).toBe(2);
      expect(header.texts('COMMENT').join(''), role).toContain(`ib003.fit: ${reason}`);
    }
    const luminance = firstImage(readFits(map, 'map')).float32();
    expect(luminance.some(Number.isNaN)).toBe(true);
  });

  it('names a frame of the set of which no tile could use a pixel', async () => {
    const { map } = await mapOf(frames.filter(({ name }) => name !== 'ib003.fit'));
    const { header } = firstImage(readFits(map, 'map.fits'));
    expect([header.number('NFRAMES'), header.number('NMISSING')]).toEqual([44, 2]);
    expect(header.texts('COMMENT').join('')).toContain('ib003.fit: no pixel of it can be used');
  });

  it('leaves out a frame that cannot be placed on the sky, and says why', async () => {
    const four = scan.slice(0, 4);
    const { map, problems } = await mapOf(
      four.map((frame) => calibrated(frame)),
      { placed: four.slice(1) },
    );
    expect(problems[0]?.file).toBe('ib001.fit');
    expect(problems[0]?.expected).toContain('AZ and ALT');
    const { header } = firstImage(readFits(map, 'map'));
    expect(header.number('NFRAMES')).toBe(3);
    expect(header.texts('COMMENT').join('')).toContain('ib001.fit: nobody knows where');
  });

  it('in compat has a small map of mean magnitudes', async () => {
    const { small } = await mapOf(frames, { compat: 'nsnsd' });
    const { header, shape } = firstImage(readFits(small, 'small'));
    expect(shape).toEqual([288, 72]);
    expect(header.card('BUNIT')?.comment).toBe('mean of magnitudes');
  });

  it('is calibrated with what the stars of the set tell, and says so with the error', async () => {
    const plain = await mapOf(frames);
    const measured = await mapOf(frames, { photometry: fitOf(14.64) });
    const luminance = (bytes: Uint8Array): number =>
      firstImage(readFits(bytes, 'map')).float32()[20_000] ?? 0;
    // A star of 1 DN/s is brighter than the camera's constant has it, and so is the sky.
    expect(luminance(measured.map) / luminance(plain.map)).toBeCloseTo(10 ** (0.4 * 0.1), 6);
    for (const [role, bytes] of measured.products) {
      const { header } = firstImage(readFits(bytes, role));
      expect(header.number('ZEROPT'), role).toBe(14.64);
      expect(header.number('ZEROPERR'), role).toBe(0.004);
      expect(header.string('ZEROORIG'), role).toBe('fitted to the stars of the set');
      expect(header.number('EXTINCT'), role).toBe(0.17);
      expect(header.number('EXTERR'), role).toBe(0.002);
    }
    expect(measured.problems).toEqual([]);
    expect(plain.problems).toMatchObject([{ code: 'zeropoint-unmeasured' }]);
  });

  it('refuses camera constants that are none', async () => {
    const attempt = assemble(
      inMemoryContext('mosaic.assemble', {
        parameters: parameters(),
        arguments: { ...whole, missingFrames: [] },
        inputs: {
          astrometry: [astrometryOf(scan, 'none')],
          camera: [given('camera.json', new TextEncoder().encode('{"camera": 1}'))],
        },
      }),
    );
    await expect(attempt).rejects.toThrow(/no camera constants/);
  });
});
