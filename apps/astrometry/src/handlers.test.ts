import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFrameAstrometry } from '@nightskies/astrometry';
import {
  parseRunParameters,
  setAstrometrySchema,
  type CameraConstants,
  type FramePlacement,
  type SetAstrometry,
} from '@nightskies/contracts';
import { firstImage, readFits, verifyChecksums, writeFits } from '@nightskies/fits';
import { readPointingTable } from '@nightskies/nsnsd';
import type { TaskOutcome } from '@nightskies/platform';
import { realisticNight, simulateNight } from '@nightskies/simulator';
import { greatCircleDistanceDeg, openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  bytesOf,
  inMemoryContext,
  type GivenFile,
} from '../../../tools/testing/in-memory-context.js';
import { adjust } from './adjust.js';
import { solve } from './solve.js';

const camera: CameraConstants = {
  camera: 'DEMO1',
  band: 'V',
  zeropointMag: { value: 14.7, uncertainty: null, origin: 'filelist' },
  gainElectronsPerDn: null,
  readNoiseElectrons: null,
  plateScaleArcsec: { value: 96.07, uncertainty: null, origin: 'default' },
};
const given = (name: string, bytes: Uint8Array): GivenFile => ({ name, read: () => bytes });
const cameraFile = given('camera.json', new TextEncoder().encode(JSON.stringify(camera)));
const parameters = (more: Record<string, string> = {}) => parseRunParameters(more);

/** Frames of the second row, which has stars enough at this size, and one of each other row. */
const chosen = [3, 16, 18, 20, 22, 24, 26, 28, 30, 34, 42];
const stemOf = (number: number): string => `ib${String(number).padStart(3, '0')}`;

const night = simulateNight(
  { ...realisticNight, seed: 11, size: 256, detectorStructure: false },
  openStarCatalogue(readFileSync(starCatalogueUrl)),
);
const raw = new Map<string, Uint8Array>();

beforeAll(() => {
  const wanted = new Set(chosen.map((number) => `${stemOf(number)}.fit`));
  for (const { path, bytes } of night) {
    const name = path.split('/').at(-1) ?? '';
    if (wanted.has(name)) raw.set(name, bytes);
  }
});

function solveTask(
  name: string,
  bytes: Uint8Array,
  more: Record<string, string> = {},
): Promise<TaskOutcome<'astrometry.solve'>> {
  return solve(
    inMemoryContext('astrometry.solve', {
      parameters: parameters(more),
      arguments: {},
      inputs: { frame: [given(name, bytes)], camera: [cameraFile] },
    }),
  );
}

/** The frame with every pixel at one level: a closed shutter. */
function blank(bytes: Uint8Array): Uint8Array {
  const { header, shape } = firstImage(readFits(bytes, 'blank'));
  const data = new Uint16Array(shape.reduce((product, axis) => product * axis, 1)).fill(1010);
  return writeFits([{ header, shape, data }]);
}

async function solutions(
  change: (name: string, bytes: Uint8Array) => Uint8Array = (_, bytes) => bytes,
  more: Record<string, string> = {},
): Promise<GivenFile[]> {
  const files: GivenFile[] = [];
  for (const [name, bytes] of raw) {
    const outcome = await solveTask(name, change(name, bytes), more);
    files.push(given(name, bytesOf(outcome, 'solution')));
  }
  return files;
}

const adjustTask = (
  files: readonly GivenFile[],
  more: Record<string, string> = {},
): Promise<TaskOutcome<'astrometry.adjust'>> =>
  adjust(
    inMemoryContext('astrometry.adjust', {
      parameters: parameters(more),
      arguments: { night: 'DEMO261107', set: 1, band: 'V' },
      inputs: { solution: files, camera: [cameraFile] },
    }),
  );

const documentOf = (outcome: TaskOutcome<'astrometry.adjust'>): SetAstrometry =>
  setAstrometrySchema.parse(JSON.parse(new TextDecoder().decode(bytesOf(outcome, 'astrometry'))));

function frameOf({ frames }: SetAstrometry, frame: string): FramePlacement {
  const found = frames.find((one) => one.frame === frame);
  if (found === undefined) throw new Error(`no ${frame}`);
  return found;
}

/** How far from the truth the middle of a frame was placed, deg. */
function awayDeg({ frame, centre }: FramePlacement): number {
  const truth = night.truth.frames.find(({ name }) => name === frame);
  if (truth === undefined) throw new Error(`no truth of ${frame}`);
  return greatCircleDistanceDeg(centre, truth.centre);
}

/** As `sha256sum libs/sky/data/stars.bin | cut -c-16` prints it. */
const catalogueDigest = createHash('sha256')
  .update(readFileSync(starCatalogueUrl))
  .digest('hex')
  .slice(0, 16);

describe('a frame', () => {
  it('gets a solved header with the old keywords, and its stars with their apparent directions', async () => {
    const bytes = raw.get('ib020.fit') ?? new Uint8Array();
    const outcome = await solveTask('ib020.fit', bytes);
    const file = bytesOf(outcome, 'solution');
    const { header, stars } = readFrameAstrometry(file, 'ib020.fit');
    expect(header.boolean('PLTSOLVD')).toBe(true);
    expect(header.string('CTYPE1')).toMatch(/^RA---TAN/);
    expect(header.string('RA')).toMatch(/^\d\d \d\d \d\d\.\d\d$/);
    expect(header.number('AZ')).toBe(96);
    expect(header.string('STARCAT')).toBe(catalogueDigest);
    expect(stars?.count).toBeGreaterThan(20);
    expect(Math.min(...(stars?.altitudeDeg ?? []))).toBeGreaterThan(15);
    for (const { datasum, checksum } of verifyChecksums(file)) {
      expect([datasum, checksum]).toEqual(['right', 'right']);
    }
    const again = await solveTask('ib020.fit', bytes);
    expect(Buffer.from(bytesOf(again, 'solution')).equals(file)).toBe(true);
  }, 20_000);

  it('without a star is a result that says why, not a failed task', async () => {
    const outcome = await solveTask('ib020.fit', blank(raw.get('ib020.fit') ?? new Uint8Array()));
    const { header, stars } = readFrameAstrometry(bytesOf(outcome, 'solution'), 'ib020.fit');
    expect(stars).toBeNull();
    expect(header.boolean('PLTSOLVD')).toBe(false);
    expect(header.string('SOLVFAIL')).toBe('too-few-sources');
    expect(header.string('STARCAT')).toBe(catalogueDigest);
    expect(outcome.outputs[0]?.facts).toMatchObject({ solved: false });
  });

  it('is refused when it is no calibrated frame', async () => {
    const attempt = solveTask('ib020.fit', new TextEncoder().encode('no FITS file'));
    await expect(attempt).rejects.toMatchObject({ problem: { file: 'ib020.fit' } });
  });
});

describe('a set', () => {
  it('has every frame placed to a hundredth of a degree, with its own camera', async () => {
    const outcome = await adjustTask(await solutions());
    const document = documentOf(outcome);
    expect(document.frames.map(({ frame }) => frame)).toEqual(chosen.map(stemOf));
    expect(new Set(document.frames.map(({ status }) => status))).toEqual(new Set(['solved']));
    for (const frame of document.frames) expect(awayDeg(frame), frame.frame).toBeLessThan(0.01);
    expect(document.camera?.focalLengthPx).toBeGreaterThan(500);
    expect(outcome.problems).toEqual([]);
    const rows = readPointingTable(
      new TextDecoder().decode(bytesOf(outcome, 'pointing')),
      'pointerr_1.txt',
    );
    expect(rows.map(({ number }) => number)).toEqual(chosen);
    expect(bytesOf(outcome, 'plot').subarray(1, 4)).toEqual(new TextEncoder().encode('PNG'));
    expect(outcome.outputs[0]?.facts?.metrics).toMatchObject([{ name: 'pixel-scale' }]);
  });

  it('places a frame without stars by the mount, within what it states, and names it', async () => {
    const files = await solutions((name, bytes) => (name === 'ib024.fit' ? blank(bytes) : bytes));
    const outcome = await adjustTask(files);
    const lost = frameOf(documentOf(outcome), 'ib024');
    expect(lost.status).toBe('predicted');
    expect(lost.reason).toBe('too few stars were found in it');
    expect(awayDeg(lost)).toBeLessThan(4 * Math.hypot(lost.sigmaDeg.along, lost.sigmaDeg.altitude));
    expect(lost.sigmaDeg.altitude).toBeGreaterThan(0.02);
    expect(outcome.problems?.[0]).toMatchObject({ code: 'frames-predicted' });
    expect(outcome.problems?.[0]?.found).toContain('ib024');
  });

  it('without any star follows the commanded pointing, and says so', async () => {
    const outcome = await adjustTask(await solutions((_, bytes) => blank(bytes)));
    const document = documentOf(outcome);
    expect(document.camera).toBeNull();
    expect(new Set(document.frames.map(({ status }) => status))).toEqual(new Set(['commanded']));
    const { centre } = frameOf(document, 'ib020');
    expect([centre.azimuthDeg, centre.altitudeDeg]).toEqual([96, 32.5]);
    expect(outcome.problems?.map(({ code }) => code)).toEqual(['no-frame-solved']);
  });

  it('moves by the turn of the sky in half an exposure when JD is the middle', async () => {
    const files = await solutions();
    const start = frameOf(documentOf(await adjustTask(files)), 'ib020');
    const middle = await adjustTask(await solutions(undefined, { 'julian-date': 'middle' }), {
      'julian-date': 'middle',
    });
    const apartDeg = greatCircleDistanceDeg(
      start.centre,
      frameOf(documentOf(middle), 'ib020').centre,
    );
    // Half of 6 s at 15 arcsec per second, less by the cosine of the declination.
    expect(apartDeg * 3600).toBeGreaterThan(20);
    expect(apartDeg * 3600).toBeLessThan(46);
  });

  it('of a clock that is an hour off is solved, and the clock is named', async () => {
    const late = (_: string, bytes: Uint8Array): Uint8Array => {
      const frame = firstImage(readFits(bytes, 'late'));
      const header = frame.header.with('JD', frame.header.requireNumber('JD') + 1 / 24);
      return writeFits([{ header, shape: frame.shape, data: frame.values() }]);
    };
    const outcome = await adjustTask(await solutions(late));
    expect(new Set(documentOf(outcome).frames.map(({ status }) => status))).toEqual(
      new Set(['solved']),
    );
    const named = outcome.problems?.find(({ code }) => code === 'clock-or-site-doubtful');
    expect(named?.found).toMatch(/a clock (5[7-9]|6[0-3]) min ahead/);
  }, 60_000);

  it('in compat is the rounded table of the old pipeline: no roll, no camera', async () => {
    const more = { compat: 'nsnsd' };
    const outcome = await adjustTask(await solutions(undefined, more), more);
    const document = documentOf(outcome);
    expect(document.camera).toBeNull();
    for (const { pose } of document.frames) {
      expect(pose.rollDeg).toBe(0);
      expect(Number(pose.altitudeDeg.toFixed(2))).toBe(pose.altitudeDeg);
    }
    const text = new TextDecoder().decode(bytesOf(outcome, 'pointing'));
    expect(text.split('\n')[0]).toBe(
      '# file Input_AZ Input_ALT Obs_AZ Obs_ALT   AZ_err  ALT_err  Tot_err',
    );
    expect(outcome.problems).toEqual([]);
  });

  it('in compat names frames that are mirror images', async () => {
    const more = { compat: 'nsnsd' };
    const upsideDown = (name: string, bytes: Uint8Array): Uint8Array => {
      if (name !== 'ib024.fit') return bytes;
      const frame = firstImage(readFits(bytes, name));
      const { header, shape } = frame;
      const [width = 0, height = 0] = shape;
      const values = frame.values();
      const data = Float32Array.from({ length: width * height }, (_, k) =>
        Number(values[(height - 1 - Math.floor(k / width)) * width + (k % width)]),
      );
      return writeFits([{ header, shape, data }]);
    };
    const outcome = await adjustTask(await solutions(upsideDown, more), more);
    expect(outcome.problems).toMatchObject([{ code: 'frames-mirrored', found: 'ib024' }]);
  });

  it('in compat names the frames that a curve through their row has placed', async () => {
    const more = { compat: 'nsnsd' };
    const files = await solutions(
      (name, bytes) => (name === 'ib024.fit' ? blank(bytes) : bytes),
      more,
    );
    const outcome = await adjustTask(files, more);
    const lost = frameOf(documentOf(outcome), 'ib024');
    expect(lost.status).toBe('predicted');
    expect(lost.sigmaDeg.altitude).toBe(1);
    expect(outcome.problems).toMatchObject([{ code: 'frames-predicted', found: 'ib024' }]);
  });
});
