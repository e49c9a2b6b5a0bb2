import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactKind, FramePlacement, SetAstrometry } from '@nightskies/contracts';
import {
  firstImage,
  Header,
  imageNamed,
  readFits,
  verifyChecksums,
  writeFits,
} from '@nightskies/fits';
import { solvedHeader, unsolvedHeader } from '@nightskies/nsnsd';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Downloads } from './download.js';
import type { ExportEntry } from './export-list.js';
import { artifactCard, SolvedFrames } from './solved-frames.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies solved '));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const raw = Header.of([
  ['AZ', 48],
  ['RA', '01 02 03.00', 'of the mount'],
]);
const pixels = Uint16Array.from({ length: 64 }, (_, k) => 65_535 - 7 * k);
const uncertain = Float32Array.from({ length: 64 }, (_, k) => k / 8);
const frameBytes = writeFits([
  { shape: [8, 8], data: pixels, header: raw.with('CALMODE', 'default') },
  { shape: [8, 8], data: uncertain, name: 'UNCERT' },
]);
const solution = solvedHeader(raw, {
  wcs: [
    ['CTYPE1', 'RA---TAN-SIP'],
    ['CUNIT1', 'deg'],
    ['CRVAL1', 40],
    ['CRVAL2', 13],
    ['CD1_1', 0.02],
    ['A_ORDER', 5],
    ['A_5_0', 1e-14],
  ],
  pixelScaleArcsec: 96,
});

function placement(frame: string, status: FramePlacement['status']): FramePlacement {
  const direction = { azimuthDeg: 48, altitudeDeg: 7.5 };
  return {
    ...{ frame, status, reason: null, commanded: direction, matchedStars: 0, rmsPixels: null },
    pose: { ...direction, rollDeg: 0 },
    sigmaDeg: { along: 0.1, altitude: 0.1, roll: 0.4 },
    centre: { ...direction, raDeg: 94.43805, decDeg: -36.19391 },
  };
}

/** An export of one set with these frames, and the store that holds it. */
function exportOf(frames: Readonly<Record<string, FramePlacement['status']>>) {
  const store = new Map<string, Uint8Array>();
  const entry = (kind: ArtifactKind, frame: string | null, bytes: Uint8Array): ExportEntry => {
    const digest = createHash('sha256').update(bytes).digest('hex');
    store.set(`/artifacts/${digest}/content`, bytes);
    return {
      ...{ path: `${kind} ${frame}`, digest, text: null, base64: null },
      artifact: {
        ...{ kind, night: 'NIGHT', set: 1, band: 'V', frame, bytes: bytes.length },
        ...{ location: null, centralAzimuthDeg: null, extinctionRow: null },
      },
    };
  };
  const document: SetAstrometry = {
    ...{ format: 1, night: 'NIGHT', set: 1, band: 'V', compat: 'none', camera: null },
    ...{ cameraTerms: [], mountTerms: [], mountScatterDeg: null },
    frames: Object.entries(frames).map(([frame, status]) => placement(frame, status)),
  };
  const names = Object.keys(frames);
  const headerOf = (name: string): Header =>
    frames[name] === 'predicted' ? unsolvedHeader(raw) : solution;
  const entries = [
    entry('calibrated-frame', 'zenith1', frameBytes),
    ...names.map((name) => entry('calibrated-frame', name, frameBytes)),
    ...names.map((name) =>
      entry('frame-astrometry', name, writeFits([{ shape: [], header: headerOf(name) }])),
    ),
    entry('set-astrometry', null, Buffer.from(JSON.stringify(document))),
  ];
  const client: Downloads = {
    download(path, take) {
      take(Buffer.from(store.get(path) ?? ''));
      return Promise.resolve();
    },
  };
  const solved = new SolvedFrames(client, entries, 'nsnsd', folder);
  const written = async (name: string) => {
    const frame = entries.find(
      ({ artifact }) => artifact?.kind === 'calibrated-frame' && artifact.frame === name,
    );
    if (frame === undefined) throw new Error(`no frame ${name}`);
    return readFits(await solved.bytes(frame), name);
  };
  return { entries, client, solved, written };
}

describe('calibrated frames in the tree of the old pipeline', () => {
  it('carry the plate solution in their header, with the pixels they had and right checksums', async () => {
    const { written, entries } = exportOf({ ib001: 'solved' });
    const file = await written('ib001');
    const { header } = firstImage(file);
    expect(header.boolean('PLTSOLVD')).toBe(true);
    expect(header.string('RA')).toBe('02 40 00.00');
    expect([header.number('CRVAL1'), header.number('A_5_0')]).toEqual([40, 1e-14]);
    expect(header.number('CDELT2')).toBeCloseTo(96 / 3600, 12);
    expect(header.string('CALMODE')).toBe('default');
    expect(header.string(artifactCard)).toBe(entries[0]?.digest);
    expect(firstImage(file).values()).toEqual(pixels);
    expect(imageNamed(file, 'UNCERT')?.values()).toEqual(uncertain);
    expect(verifyChecksums(file)).toMatchObject([
      { datasum: 'right', checksum: 'right' },
      { datasum: 'right', checksum: 'right' },
    ]);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['predicted', 'disagrees'] as const)(
    'that were %s say so, and where the set places their centre',
    async (status) => {
      const { header } = firstImage(await exportOf({ ib001: status }).written('ib001'));
      expect(header.boolean('PLTSOLVD')).toBe(false);
      expect(header.string('RA')).toBe('06 17 45.13');
      expect(header.string('DEC')).toBe('-36 11 38.1');
      expect(header.has('CRVAL1')).toBe(false);
    },
  );

  it('stay as they are where nothing was solved, and in one flat folder', () => {
    const { entries, solved, client } = exportOf({ ib001: 'solved' });
    const changed = (frames: SolvedFrames) =>
      entries.filter((entry) => frames.has(entry)).map(({ artifact }) => artifact?.frame);
    expect(changed(solved)).toEqual(['ib001']);
    expect(changed(new SolvedFrames(client, entries, 'flat', folder))).toEqual([]);
  });
});
