import { bodyPlace, greatCircleDistanceDeg, degree, type ObserverFrame } from '@nightskies/sky';

/** The planets that matter to an eye or a meter, and the constants of their light. */
const planets = {
  venus: { albedo: 2.0e-5, exponent: 0.65, zero: 27.5 },
  mars: { albedo: 8.5e-6, exponent: 0.5, zero: 26.7 },
  jupiter: { albedo: 2.0e-4, exponent: 0.65, zero: 27.9 },
  saturn: { albedo: 1.74e-4, exponent: 0.5, zero: 27.75 },
} as const;

export type BrightPlanet = keyof typeof planets;
export const brightPlanets = Object.keys(planets).sort() as BrightPlanet[];

/** Distances in au: planet to observer, planet to Sun, observer to Sun. */
export interface PlanetDistances {
  readonly observer: number;
  readonly sun: number;
  readonly observerToSun: number;
}

/**
 * V of a planet, mag, from its distances and the lit part of its disc (sky-stages 5.2). Saturn without
 * rings, which make it up to 1 mag brighter.
 */
export function planetMagnitude(
  planet: BrightPlanet,
  { observer, sun, observerToSun }: PlanetDistances,
): number {
  const { albedo, exponent, zero } = planets[planet];
  const lit = (1 + (observer ** 2 + sun ** 2 - observerToSun ** 2) / (2 * observer * sun)) / 2;
  return 5 * Math.log10((observer * sun) / (albedo * lit ** exponent)) - zero;
}

/** A source of light that is no patch of sky. */
export interface PointSource {
  readonly name: string;
  readonly azimuthDeg: number;
  /** Apparent. */
  readonly altitudeDeg: number;
  readonly v: number;
}

/** The bright planets above the horizon. */
export function planetsAbove(frame: ObserverFrame): PointSource[] {
  const { x, y, z } = frame.heliocentricPlaceAu;
  const observerToSun = Math.hypot(x, y, z);
  const sun = bodyPlace('sun', frame);
  return brightPlanets.flatMap((name) => {
    const place = bodyPlace(name, frame);
    if (place.horizontal.altitudeDeg <= 0) return [];
    const elongation =
      degree *
      greatCircleDistanceDeg(
        { azimuthDeg: sun.horizontal.azimuthDeg, altitudeDeg: sun.trueAltitudeDeg },
        { azimuthDeg: place.horizontal.azimuthDeg, altitudeDeg: place.trueAltitudeDeg },
      );
    const toSun = Math.sqrt(
      place.distanceAu ** 2 +
        observerToSun ** 2 -
        2 * place.distanceAu * observerToSun * Math.cos(elongation),
    );
    const distances = { observer: place.distanceAu, sun: toSun, observerToSun };
    return [{ name, ...place.horizontal, v: planetMagnitude(name, distances) }];
  });
}
