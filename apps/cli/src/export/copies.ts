import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { compressFits } from '@nightskies/fits';
import {
  hammerPanorama,
  wholeSkyPicture,
  worldFile,
  writeMapPng,
  writeMapTiff,
  type SkyPalette,
} from '@nightskies/imaging';
import { writeBytes } from './file-bytes.js';
import type { MapFile } from './map-file.js';

/** Writes a copy of a map to a path; `told` of the part that is done, from 0 to 1. */
export type MakeCopy = (
  map: MapFile,
  path: string,
  told: (part: number) => void,
) => Promise<void> | void;

/** Widths of panoramas: one pixel for a cell of 0.05 deg in the middle; what fits a page. */
const fullPanoramaPx = 7200;
const webPanoramaPx = 1800;

/**
 * Scale of 16-bit pictures, the same for all maps so that they can be compared: 4 to 26.9375
 * mag/arcsec2 in steps of 0.00035.
 */
const magScale = { zero: 4 - 0.00035, step: 0.00035 };

const unitOf = (map: MapFile): string => (map.unit === '' ? 'no unit' : map.unit);

/** GeoTIFF of float32. */
export const makeGeoTiff: MakeCopy = (map, path, told) => {
  writeBytes(path, (sink) => {
    writeMapTiff(
      map.rows(told),
      (at, bytes) => {
        sink.write(at, bytes);
      },
      { place: 'geotiff', description: `azimuth and apparent altitude, ${unitOf(map)}` },
    );
  });
};

/** World file of a TIFF or PNG. */
export const makeWorldFile: MakeCopy = (map, path) => {
  writeFileSync(path, worldFile(map.rows()));
};

/** PNG of 16 bits of a map of magnitudes. */
export const makePng16: MakeCopy = (map, path, told) => {
  writeBytes(path, (sink) => {
    writeMapPng(
      map.rows(told),
      (at, bytes) => {
        sink.write(at, bytes);
      },
      { scaling: magScale, description: unitOf(map) },
    );
  });
};

/** What the numbers of the PNG mean, for a person. */
export const makePng16Text: MakeCopy = (map, path) => {
  const { columns, rows, stepDeg, leftDeg, bottomDeg } = map.rows();
  writeFileSync(
    path,
    `value = ${magScale.zero} + ${magScale.step} x n, in ${unitOf(map)}, n = 1 to 65535\n` +
      'n = 0: no data. Values beyond the scale have its ends.\n' +
      `${columns} x ${rows} pixels of ${stepDeg} deg; azimuth ${leftDeg} to ${leftDeg + columns * stepDeg} deg from left to right\n` +
      `(north 0, east 90), apparent altitude ${bottomDeg + rows * stepDeg} to ${bottomDeg} deg from top to bottom.\n`,
  );
};

/** 16-bit TIFF of the numbers of a map, to be painted: 0 is no data. */
export const makeMaskSeed: MakeCopy = (map, path, told) => {
  writeBytes(path, (sink) => {
    writeMapTiff(
      map.rows(told),
      (at, bytes) => {
        sink.write(at, bytes);
      },
      { place: 'geotiff', numbers: 'uint16', description: 'paint the sky white, the ground black' },
    );
  });
};

/** All images of the file in compressed tiles, without loss. */
export const makeCompressed: MakeCopy = (map, path, told) => {
  writeBytes(path, (sink) => compressFits(map.fits, sink, told));
};

/** The round picture of a map, 1600 x 1600. */
export function makeWholeSky(palette: SkyPalette): MakeCopy {
  return async (map, path) => {
    await writeFile(path, await wholeSkyPicture({ ...map.luminance(), palette }));
  };
}

export interface PanoramaWords {
  readonly title: string;
  readonly subtitle: string;
  readonly centralAzimuthDeg: number;
  readonly palette: SkyPalette;
}

/** A panorama of a map on a page for print, as large as the cells of 0.05 deg or to fit a page. */
export function makePanorama(size: 'full' | 'web', words: PanoramaWords): MakeCopy {
  const widthPx = size === 'full' ? fullPanoramaPx : webPanoramaPx;
  return async (map, path) => {
    await writeFile(
      path,
      await hammerPanorama({ ...map.luminance(), ...words, widthPx, page: 'print' }),
    );
  };
}
