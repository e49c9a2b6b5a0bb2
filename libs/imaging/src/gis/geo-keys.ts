import type { MapRows } from './map-rows.js';
import { topDeg } from './map-rows.js';
import { asciiTag, type TiffTag } from './tiff-tags.js';

/** The sphere on which maps of the sky were laid out before; its size matters to nothing. */
const sphereMetres = 6_370_000;
const coordinateSystem =
  'GCS Name = GCS_Sphere_EMEP|Datum = D_Sphere_EMEP|Ellipsoid = Sphere_EMEP|Primem = Greenwich|';

const userDefined = 32_767;
const greenwich = 8901;
const degree = 9102;

/**
 * Where a map lies, as GeoTIFF says it (OGC 19-008r4): longitude is azimuth, latitude apparent
 * altitude, in degrees on a sphere that is not the Earth's, so that no program moves it to one.
 * Pixels are areas; the first one is at the upper left.
 */
export function geoTags(map: MapRows): TiffTag[] {
  const { stepDeg, leftDeg } = map;
  const doubles = [sphereMetres, sphereMetres];
  // Key, where its value stands (0: here), number of values, value or place.
  const keys: readonly (readonly [number, number, number, number])[] = [
    [1024, 0, 1, 2], // model: geographic
    [1025, 0, 1, 1], // raster: pixel is area
    [2048, 0, 1, userDefined],
    [2049, 34_737, coordinateSystem.length, 0],
    [2050, 0, 1, userDefined],
    [2051, 0, 1, greenwich],
    [2054, 0, 1, degree],
    [2056, 0, 1, userDefined],
    [2057, 34_736, 1, 0], // both half axes of the sphere
    [2058, 34_736, 1, 1],
  ];
  return [
    { tag: 33_550, type: 'double', values: [stepDeg, stepDeg, 0] },
    { tag: 33_922, type: 'double', values: [0, 0, 0, leftDeg, topDeg(map), 0] },
    { tag: 34_735, type: 'short', values: [1, 1, 0, keys.length, ...keys.flat()] },
    { tag: 34_736, type: 'double', values: doubles },
    asciiTag(34_737, coordinateSystem),
  ];
}
