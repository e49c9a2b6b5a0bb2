import { describe, expect, it } from 'vitest';
import type { ArtifactKind, Band } from '@nightskies/contracts';
import {
  flatPath,
  nsnsdBiasDriftPath,
  nsnsdMasterPaths,
  nsnsdPath,
  type ExportedArtifact,
} from './export-layout.js';

const item = (
  kind: ArtifactKind,
  band: Band = 'V',
  frame: string | null = null,
): ExportedArtifact => ({
  kind,
  night: 'SIMA261101',
  set: 1,
  band,
  frame,
  centralAzimuthDeg: 180,
});

describe('the tree of the old pipeline', () => {
  it.each([
    [item('calibrated-frame', 'V', 'ib001'), 'Data/calibdata/SIMA261101/S_01/ib001.fit'],
    [item('calibrated-frame', 'V', 'zenith1'), 'Data/calibdata/SIMA261101/S_01/zenith1.fit'],
    [item('calibrated-frame', 'B', 'ib001b'), 'Data/calibdata/SIMA261101/S_01/B/ib001.fit'],
    [item('sky-brightness-mag'), 'Data/griddata/SIMA261101/S_01/median/skybrightmags.fits'],
    [item('sky-brightness-mag', 'B'), 'Data/griddata/SIMA261101/S_01/B/median/skybrightmags.fits'],
    [item('sky-brightness-dn'), 'Data/griddata/SIMA261101/S_01/median/skybright.fits'],
    [item('sky-brightness-small'), 'Data/griddata/SIMA261101/skybrightmags1.fits'],
    [item('sky-brightness-small', 'B'), 'Data/griddata/SIMA261101/skybrightmagsb1.fits'],
    [item('panorama'), 'Data/graphics/SIMA261101_skybright_1_HA180.png'],
  ])('finds every product at its old place', (artifact, path) => {
    expect(nsnsdPath(artifact)).toBe(path);
  });

  it('has masters and drifts where the old pipeline wrote them', () => {
    expect(nsnsdMasterPaths('SIMA261101', 2)).toEqual({
      bias: 'Data/calibdata/SIMA261101/S_02/combias.fit',
      thermal: 'Data/calibdata/SIMA261101/S_02/corthermal.fit',
      biasCrop: 'Data/calibdata/SIMA261101/S_02/combiasc.fit',
    });
    expect(nsnsdBiasDriftPath('SIMA261101', 2)).toBe('Data/calibdata/SIMA261101/biasdrift_2.txt');
  });

  it('leaves raw files where they are', () => {
    expect(nsnsdPath(item('raw-frame', 'V', 'ib001'))).toBeNull();
  });

  it('writes the central azimuth with three digits, also when it was given as negative', () => {
    expect(nsnsdPath({ ...item('panorama'), centralAzimuthDeg: -30 })).toContain('_HA330.');
    expect(nsnsdPath({ ...item('panorama'), centralAzimuthDeg: 5 })).toContain('_HA005.');
    expect(nsnsdPath({ ...item('panorama'), centralAzimuthDeg: null })).toBe(
      'Data/graphics/SIMA261101_skybright_1.png',
    );
  });
});

describe('layouts', () => {
  const kinds: ArtifactKind[] = [
    'brightness-map',
    'sky-brightness-dn',
    'sky-brightness-mag',
    'sky-brightness-small',
    'metrics',
    'panorama',
    'fisheye',
  ];
  const everything = (['V', 'B'] as const).flatMap((band) =>
    [1, 2].flatMap((set) => [
      ...kinds.map((kind) => ({ ...item(kind, band), set })),
      ...['ib001', 'ib002'].flatMap((frame) =>
        (['calibrated-frame', 'star-free-frame'] as const).map((kind) => ({
          ...item(kind, band, band === 'B' ? `${frame}b` : frame),
          set,
        })),
      ),
    ]),
  );

  it.each([
    ['nsnsd', nsnsdPath],
    ['flat', flatPath],
  ] as const)('%s gives every artifact of a night a path of its own', (_, pathOf) => {
    const paths = everything.map(pathOf);
    expect(new Set(paths).size).toBe(everything.length);
  });
});
