import { degree } from '../angles.js';
import { pixelSolidAngleSr, type CameraModel } from './camera-model.js';

/** Side of the middle of the detector whose mean a flat is divided by, unbinned px. */
const middlePx = 100;

/**
 * Scale of the pixels to which brightness refers: the root of the mean solid angle of the middle of
 * the frame, where flats are normalised, in arcsec per unbinned pixel.
 *
 * @param binning of the frames the camera was measured on
 */
export function centralScaleArcsec(camera: CameraModel, binning: number): number {
  const half = middlePx / 2 / binning;
  const [x, y] = [(camera.width - 1) / 2, (camera.height - 1) / 2];
  // The solid angle is smooth: nine places give the mean to 1e-5.
  const places = [-0.8, 0, 0.8].flatMap((v) => [-0.8, 0, 0.8].map((u) => [u * half, v * half]));
  const areas = places.map(([dx, dy]) => pixelSolidAngleSr(camera, x + dx, y + dy) ?? Number.NaN);
  const mean = areas.reduce((sum, area) => sum + area, 0) / areas.length;
  return ((Math.sqrt(mean) / degree) * 3600) / binning;
}
