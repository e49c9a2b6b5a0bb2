import { describe, expect, it } from 'vitest';
import { flatPanoramaPath, nsnsdPicturePath } from './export-pictures.js';

const map = { night: 'ROMO241004', set: 2, band: 'V', centralAzimuthDeg: 90, full: false } as const;

describe('pictures in the tree of the old pipeline', () => {
  it.each([
    ['panorama', {}, 'Data/graphics/ROMO241004_skybright_2_HA090.jpg'],
    ['panorama', { full: true }, 'Data/graphics/ROMO241004_fullres_2_HA090.jpg'],
    [
      'panorama',
      { band: 'B', centralAzimuthDeg: 360 },
      'Data/graphics/ROMO241004_skybrightb_2_HA000.jpg',
    ],
    ['panorama-web', { full: true }, 'Data/graphics/ROMO241004_fullres_2_HA090_web.jpg'],
    ['whole-sky', {}, 'Data/griddata/ROMO241004/S_02/data.jpg'],
    ['whole-sky', { band: 'B' }, 'Data/griddata/ROMO241004/S_02/B/data.jpg'],
    ['mask', {}, 'Data/griddata/ROMO241004/mask/mask.tif'],
    ['mask-of-set', {}, 'Data/griddata/ROMO241004/mask/mask_2.tif'],
  ] as const)('%s %j lies at its old place', (picture, other, path) => {
    expect(nsnsdPicturePath(picture, { ...map, ...other })).toBe(path);
  });
});

describe('pictures in one folder', () => {
  it('have names of their own', () => {
    const names = [false, true].flatMap((full) =>
      (['panorama', 'panorama-web'] as const).map((one) => flatPanoramaPath(one, { ...map, full })),
    );
    expect(new Set(names).size).toBe(4);
    expect(names[0]).toBe('ROMO241004_2_V_skybright_panorama.jpg');
  });
});
