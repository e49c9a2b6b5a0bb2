import { degree } from '../angles.js';

/**
 * The one lift in degrees which the NSNSD pipeline gives to the whole lowest row of a set: Bennett's
 * first form at 7.5 deg, whatever the altitude, scaled by a pressure guessed from the elevation.
 *
 * @param ambientF temperature in degrees Fahrenheit (AMTEMP_F)
 * @param elevationM metres (ELEVATIO)
 */
export function nsnsdRowLiftDeg(ambientF: number, elevationM: number): number {
  const kelvin = (ambientF - 32) / 1.8 + 273;
  const atmospheres = (1 - (0.0065 * elevationM) / 288.15) ** 5.3;
  const scale = (atmospheres * 283) / kelvin;
  return scale / Math.tan((7.5 + 7.31 / 11.9) * degree) / 60;
}

/** Pressure in hPa of the standard atmosphere at an elevation (ICAO), where none was measured. */
export function standardPressureHpa(elevationM: number): number {
  return 1013.25 * (1 - (0.0065 * elevationM) / 288.15) ** 5.25588;
}
