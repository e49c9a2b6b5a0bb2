import type { PlanePoint } from '../projections/projection.js';

/** Radius of the sphere on which the coefficients are stated, in their unit of 1e6 m. */
const sphere = 6.37;

/**
 * The old pipeline's distortion: least-squares cubic through its control points, slip of typing
 * included (image-stages 9.3), from the picture to the tangent plane. Units of the radius. Off the
 * radial law by up to 0.54 px.
 */
export function cubicTangentPoint(picture: PlanePoint): PlanePoint {
  const u = picture.x * sphere;
  const v = picture.y * sphere;
  return {
    x: (1.00460103 * u + 0.00307901 * u ** 3 + 0.00246962 * u * v * v) / sphere,
    y:
      (5.0e-7 +
        1.00460177 * v -
        2.1e-7 * u * u -
        1.6e-7 * v * v +
        0.00246961 * u * u * v +
        0.00307861 * v ** 3) /
      sphere,
  };
}

/** The cubic fitted the other way, from the tangent plane to the picture; inverse to 0.05 px. */
export function cubicPicturePoint(tangent: PlanePoint): PlanePoint {
  const p = tangent.x * sphere;
  const q = tangent.y * sphere;
  return {
    x: (0.99532243 * p - 0.00291676 * p ** 3 - 0.00231344 * p * q * q) / sphere,
    y:
      (-5.0e-7 +
        0.99532171 * q +
        2.0e-7 * p * p +
        1.5e-7 * q * q -
        0.00231343 * p * p * q -
        0.00291638 * q ** 3) /
      sphere,
  };
}
