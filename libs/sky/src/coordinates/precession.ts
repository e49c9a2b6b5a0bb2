import { degree } from '../angles.js';
import { centuriesSinceJ2000 } from '../time/julian.js';
import type { Nutation } from './nutation.js';
import { axesAboutX, axesAboutZ, product, type Matrix3 } from './vector.js';

const arcsecond = degree / 3600;

function polynomial(t: number, c: readonly number[]): number {
  return c.reduceRight((sum, coefficient) => sum * t + coefficient, 0) * arcsecond;
}

/**
 * Mean obliquity of the ecliptic in radians, IAU 2006 (Hilton et al. 2006; IERS Conventions 2010,
 * eq. 5.40).
 */
export function meanObliquity(jdTt: number): number {
  return polynomial(
    centuriesSinceJ2000(jdTt),
    [84381.406, -46.836769, -0.0001831, 0.0020034, -0.000000576, -0.0000000434],
  );
}

/**
 * Rotation from ICRS axes to the true equator and equinox of date: frame bias, IAU 2006 precession by
 * the four Fukushima-Williams angles (Capitaine et al. 2003, with the coefficients of Hilton et al.
 * 2006) and nutation.
 *
 * @param nutation none gives the mean equator and equinox of date
 */
export function equatorOfDate(
  jdTt: number,
  nutation: Nutation = { longitude: 0, obliquity: 0 },
): Matrix3 {
  const t = centuriesSinceJ2000(jdTt);
  const gamma = polynomial(
    t,
    [-0.052928, 10.556378, 0.4932044, -0.00031238, -0.000002788, 0.000000026],
  );
  const phi = polynomial(
    t,
    [84381.412819, -46.811016, 0.0511268, 0.00053289, -0.00000044, -0.0000000176],
  );
  const psi = polynomial(
    t,
    [-0.041775, 5038.481484, 1.5584175, -0.00018522, -0.000026452, -0.0000000148],
  );
  return product(
    axesAboutX(-(meanObliquity(jdTt) + nutation.obliquity)),
    axesAboutZ(-(psi + nutation.longitude)),
    axesAboutX(phi),
    axesAboutZ(gamma),
  );
}
