import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseRunParameters, type Band } from '@nightskies/contracts';
import { firstImage, readFits, writeFits } from '@nightskies/fits';
import { readFilelist, type FilelistRow } from '@nightskies/nsnsd';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import { checkFrame } from './check-frame.js';
import { checkMaster } from './check-master.js';
import { checkSets } from './check-sets.js';
import { classifyTree, type TreeEntry } from './classify-tree.js';
import { digestOf } from './fingerprint.js';
import type { Plan } from './plan-types.js';
import { planRun } from './plan-run.js';
import { selectCalibration } from './select-calibration.js';

function filesBelow(folder: string): TreeEntry[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [{ path, size: statSync(path).size }];
  });
}

interface Night {
  readonly entries: readonly TreeEntry[];
  readonly row: FilelistRow;
  read(path: string): Uint8Array;
}

/** The way of a night from files to a plan, as the catalog goes it. */
function ingest(night: Night, bands: readonly Band[]): { plan: Plan; problems: string[] } {
  const tree = classifyTree(night.entries);
  const masters = tree.calibration.masters.map((entry) => {
    const bytes = night.read(entry.path);
    return { check: checkMaster(bytes, entry), digest: digestOf(bytes) };
  });
  const judged = checkSets(
    tree.sets.map(({ files, ...set }) => ({
      ...set,
      files: files.map((file) => {
        const bytes = night.read(file.path);
        return { check: checkFrame(bytes, file), digest: digestOf(bytes) };
      }),
    })),
  );
  const selections = judged.sets.map((set) =>
    bands.map((band) =>
      selectCalibration({
        set,
        band,
        filelist: night.row,
        library: {
          masters: masters.flatMap(({ check: { facts }, digest }) =>
            facts === null ? [] : [{ ...facts, digest, bad: false }],
          ),
          curves: tree.calibration.curves.map(({ path }) => ({
            path,
            digest: digestOf(night.read(path)),
            bad: false,
          })),
          cameras: null,
        },
        compat: false,
        masters: 'standard',
      }),
    ),
  );
  const plan = planRun({
    sets: judged.sets.map((set, index) => ({
      ...set,
      location: night.row.location,
      centralAzimuthDeg: night.row.centralAzimuthDeg,
      history: {},
      airglowHistory: {},
      given: { sky: {}, tables: {}, mask: null, typed: null },
      choices: {},
      calibration: Object.fromEntries(
        (selections.at(index) ?? []).flatMap(({ calibration }) =>
          calibration === null ? [] : [[calibration.camera.band, calibration]],
        ),
      ),
    })),
    bands,
    parameters: parseRunParameters({}),
    until: null,
  });
  const problems = [
    ...tree.problems,
    ...masters.flatMap(({ check }) => check.problems),
    ...judged.problems,
    ...selections.flat().flatMap((selection) => selection.problems),
    ...plan.problems,
  ].map(({ code, file }) => `${code} ${file?.split(/[\\/]/).at(-1) ?? ''}`);
  return { plan, problems };
}

// Skipped where the independent night is not beside the checkout.
describe.skipIf(!hasIndependentNight)('the independent night', () => {
  let night: Night;
  let root: string;

  beforeAll(async () => {
    root = unpackNight().night;
    const list = await readFilelist(readFileSync(join(root, 'Data', 'filelist.csv')), 'filelist');
    const row = list.rows.at(0);
    if (row === undefined) throw new Error('the file list of the night has no row');
    const entries = [...filesBelow(join(root, 'Data')), ...filesBelow(join(root, 'Images'))];
    night = { entries, row, read: (path) => readFileSync(path) };
  });

  it('passes every check and is planned whole', () => {
    const { plan, problems } = ingest(night, ['V', 'B']);
    expect(problems).toEqual([]);
    expect(plan.tasks.filter(({ type }) => type === 'calibration.frame')).toHaveLength(57);
    expect(plan.tasks.filter(({ type }) => type === 'mosaic.remove-stars')).toHaveLength(57);
  });

  it('with bad files: each is named, the rest is planned', () => {
    const set = join(root, 'Data', 'fielddata', 'SIMA261101', '1st');
    const at = (name: string): string => join(set, name);
    const flatB = join(root, 'Images', 'Master', 'SIM1Flat_B_2026.fit');
    /** The header block with some cards blanked out. */
    const blank = (bytes: Uint8Array, ...keywords: string[]): Uint8Array => {
      const changed = Uint8Array.from(bytes);
      for (let card = 0; card < 2880; card += 80) {
        const keyword = Buffer.from(changed.subarray(card, card + 8))
          .toString('latin1')
          .trim();
        if (keywords.includes(keyword)) changed.fill(0x20, card, card + 80);
      }
      return changed;
    };
    const upperHalf = (bytes: Uint8Array): Uint8Array => {
      const image = firstImage(readFits(bytes, 'ib030.fit'));
      const data = image.values().slice(0, 1024 * 512);
      return writeFits([{ header: image.header, shape: [1024, 512], data }]);
    };
    const bad: Record<string, (bytes: Uint8Array) => Uint8Array> = {
      [at('ib010.fit')]: (bytes) => bytes.subarray(0, 1_000_000),
      [at('ib020.fit')]: (bytes) => blank(bytes, 'AZ', 'EXPTIME'),
      [at('ib030.fit')]: upperHalf,
      [flatB]: () => readFileSync(at('biasc1.fit')),
    };
    const broken: Night = {
      row: night.row,
      entries: [
        ...night.entries.filter(({ path }) => path !== at('biasc25.fit')),
        { path: at('notes.fit'), size: 6 },
      ],
      read: (path) =>
        relative(path, at('notes.fit')) === ''
          ? new TextEncoder().encode('clouds')
          : (bad[path] ?? ((bytes: Uint8Array) => bytes))(night.read(path)),
    };
    const { plan, problems } = ingest(broken, ['V', 'B']);
    expect(problems).toEqual([
      'bias-crop-missing biasc25.fit',
      'fits-truncated ib010.fit',
      'keyword-missing ib020.fit',
      'wrong-size ib030.fit',
      'not-fits notes.fit',
      'flat-wrong-size SIM1Flat_B_2026.fit',
    ]);
    expect(new Set(plan.tasks.map(({ scope }) => scope.band))).toEqual(new Set(['V']));
    expect(plan.tasks.find(({ type }) => type === 'mosaic.assemble')?.arguments).toMatchObject({
      missingFrames: ['ib010', 'ib020', 'ib030'],
    });
  });
});
