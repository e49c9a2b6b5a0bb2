/**
 * Heliocentric place of a planet as VSOP87 series (Bretagnon and Francou 1988, A&A 202, 309; version B:
 * spherical, dynamical ecliptic and equinox J2000). Each coordinate is a list by power of the time in
 * Julian millennia; each of these is a flat list of triples amplitude, phase, rate, summed as
 * amplitude cos(phase + rate t). Radians and au.
 */
export interface PlanetSeries {
  readonly longitude: readonly (readonly number[])[];
  readonly latitude: readonly (readonly number[])[];
  readonly radius: readonly (readonly number[])[];
}
