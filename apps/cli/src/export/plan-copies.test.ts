import type { ArtifactKind } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import { copyNames, type CopyName, type ExportEntry } from './export-list.js';
import { isCompressed, planCopies } from './plan-copies.js';

function entry(kind: ArtifactKind, path: string, set = 1, band: 'V' | 'B' = 'V'): ExportEntry {
  return {
    ...{ path, digest: 'a'.repeat(64), text: null, base64: null },
    artifact: {
      ...{ kind, night: 'N', set, band, frame: null, location: 'Basin' },
      ...{ centralAzimuthDeg: 180, bytes: 1000 },
      extinctionRow: null,
    },
  };
}

const full = entry('sky-brightness-full', 'S_01/fullres/skytopomags.fits');
const mags = entry('sky-brightness-mag', 'S_01/median/skybrightmags.fits');
const light = entry('brightness-map', 'S_01/median/luminance.fits');
const artificial = entry('artificial-map', 'S_01/skyglow/artificial.fits');
const natural = entry('natural-sky-map', 'S_01/nat/natural_sky.fits');
const paths = (one: ExportEntry, names: readonly CopyName[], layout: 'flat' | 'nsnsd' = 'flat') =>
  planCopies(one, [one], layout, new Set(names)).map(({ path }) => path);

describe('copies of a map', () => {
  it('are made when asked for, in the flat layout no others', () => {
    for (const one of [full, mags, light]) expect(paths(one, [])).toEqual([]);
  });

  it.each([
    [full, 'gis', ['S_01/fullres/skytopomags.tif', 'S_01/fullres/skytopomags.tfw']],
    [light, 'gis', ['S_01/median/luminance.tif', 'S_01/median/luminance.tfw']],
    [light, 'png16', []],
    [full, 'compressed', ['S_01/fullres/skytopomags.fits.fz']],
    [full, 'pyramid', ['S_01/fullres/skytopomags.dzi']],
    [mags, 'pyramid', []],
    [full, 'pictures', ['N_1_V_fullres_panorama.jpg', 'N_1_V_fullres_panorama_web.jpg']],
    [
      artificial,
      'pictures',
      ['N_1_V_artificial_panorama.jpg', 'N_1_V_artificial_panorama_web.jpg'],
    ],
    [natural, 'pictures', ['N_1_V_natsky_panorama.jpg', 'N_1_V_natsky_panorama_web.jpg']],
    [natural, 'gis', []],
    [light, 'pictures', ['N_1_V_skybright_panorama.jpg', 'N_1_V_skybright_panorama_web.jpg']],
  ] as const)('$0.path with %s', (one, name, expected) => {
    expect(paths(one, [name])).toEqual(expected);
  });

  it('never share a path', () => {
    const drawn = [artificial, natural];
    const entries = [
      full,
      mags,
      light,
      ...drawn,
      entry('sky-brightness-dn', 'S_01/median/skybright.fits'),
    ];
    for (const layout of ['flat', 'nsnsd'] as const) {
      const all = entries.flatMap((one) => [
        one.path,
        ...planCopies(one, entries, layout, new Set(copyNames)).map(({ path }) => path),
      ]);
      expect(new Set(all).size).toBe(all.length);
    }
  });

  it('take the place of maps only when compressed', () => {
    expect(isCompressed(full, new Set(['compressed']))).toBe(true);
    expect(isCompressed(full, new Set(['gis']))).toBe(false);
    expect(isCompressed(entry('metrics', 'm.json'), new Set(['compressed']))).toBe(false);
  });
});

describe('the old tree', () => {
  it('has the round pictures of natural sky and artificial light when pictures are asked for', () => {
    expect(paths(natural, [], 'nsnsd')).toEqual([]);
    expect(paths(natural, ['pictures'], 'nsnsd')).toContain('Data/griddata/N/S_01/model.jpg');
    expect(paths(artificial, ['pictures'], 'nsnsd')).toEqual([
      'Data/graphics/N_artificial_1_HA180.jpg',
      'Data/graphics/N_artificial_1_HA180_web.jpg',
      'Data/griddata/N/S_01/artificial.jpg',
    ]);
  });

  it('has the round picture of every set without asking', () => {
    expect(paths(light, [], 'nsnsd')).toEqual(['Data/griddata/N/S_01/data.jpg']);
  });

  it('has a mask to paint for every set, and that of the last set for the night', () => {
    const entries = [
      entry('sky-brightness-dn', 'a', 1, 'V'),
      entry('sky-brightness-dn', 'b', 1, 'B'),
      entry('sky-brightness-dn', 'c', 2, 'B'),
    ];
    const masks = entries.map((one) =>
      planCopies(one, entries, 'nsnsd', new Set()).map(({ path, isPersons }) => {
        expect(isPersons).toBe(true);
        return path.replace('Data/griddata/N/', '');
      }),
    );
    expect(masks).toEqual([['mask/mask_1.tif'], [], ['mask/mask_2.tif', 'mask/mask.tif']]);
  });
});
