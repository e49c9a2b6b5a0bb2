import { describe, expect, it } from 'vitest';
import {
  flatFigurePath,
  flatPanoramaPath,
  nsnsdFigurePath,
  nsnsdPicturePath,
} from './export-pictures.js';

const map = {
  night: 'ROMO241004',
  set: 2,
  band: 'V',
  centralAzimuthDeg: 90,
  sky: 'skybright',
} as const;

describe('pictures in the tree of the old pipeline', () => {
  it.each([
    ['panorama', {}, 'Data/graphics/ROMO241004_skybright_2_HA090.jpg'],
    ['panorama', { sky: 'fullres' }, 'Data/graphics/ROMO241004_fullres_2_HA090.jpg'],
    [
      'panorama',
      { band: 'B', centralAzimuthDeg: 360 },
      'Data/graphics/ROMO241004_skybrightb_2_HA000.jpg',
    ],
    ['panorama-web', { sky: 'fullres' }, 'Data/graphics/ROMO241004_fullres_2_HA090_web.jpg'],
    ['whole-sky', {}, 'Data/griddata/ROMO241004/S_02/data.jpg'],
    ['panorama', { sky: 'artificial' }, 'Data/graphics/ROMO241004_artificial_2_HA090.jpg'],
    ['panorama', { sky: 'natsky' }, 'Data/graphics/ROMO241004_natsky_2_HA090.jpg'],
    ['whole-sky', { sky: 'natsky' }, 'Data/griddata/ROMO241004/S_02/model.jpg'],
    ['whole-sky', { sky: 'artificial' }, 'Data/griddata/ROMO241004/S_02/artificial.jpg'],
    ['whole-sky', { band: 'B' }, 'Data/griddata/ROMO241004/S_02/B/data.jpg'],
    ['mask', {}, 'Data/griddata/ROMO241004/mask/mask.tif'],
    ['mask-of-set', {}, 'Data/griddata/ROMO241004/mask/mask_2.tif'],
  ] as const)('%s %j lies at its old place', (picture, other, path) => {
    expect(nsnsdPicturePath(picture, { ...map, ...other })).toBe(path);
  });
});

describe('pictures in one folder', () => {
  it('have names of their own', () => {
    const names = (['skybright', 'fullres'] as const).flatMap((sky) =>
      (['panorama', 'panorama-web'] as const).map((one) => flatPanoramaPath(one, { ...map, sky })),
    );
    expect(new Set(names).size).toBe(4);
    expect(names[0]).toBe('ROMO241004_2_V_skybright_panorama.jpg');
  });
});

describe('figures for print', () => {
  it.each([
    ['model-fit', 'Data/griddata/ROMO241004/S_02/natsky_model_fit.png'],
    ['vertical', 'Data/graphics/ROMO241004_vert_2_print.png'],
    ['illuminance-za80', 'Data/calibdata/ROMO241004/illuminance_za80.png'],
  ] as const)('%s lies at its old place, or beside the product of its name', (figure, path) => {
    expect(nsnsdFigurePath(figure, 'ROMO241004', 2)).toBe(path);
  });

  it('have names of their own in one folder', () => {
    expect(flatFigurePath('vertical', 'ROMO241004', 2)).toBe('ROMO241004_2_vertical_print.png');
    expect(flatFigurePath('illuminance-za70', 'ROMO241004', 2)).toBe(
      'ROMO241004_illuminance_za70_print.png',
    );
  });
});
