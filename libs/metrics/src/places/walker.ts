import type { PlaceMetric, SkyMetrics } from '@nightskies/contracts';
import { degree, wrapDeg } from '@nightskies/sky';
import type { Place } from './read-places.js';

/** Radius of the Earth of the old list, km. */
const earthKm = 6378.1;
/** Places this far count, and those whose light is more than this (sky-stages 6). */
const farthestKm = 450;
const leastWalker = 0.001;

interface Spot {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

/** Distance over a sphere, km. */
export function distanceKm(from: Spot, to: Spot): number {
  const { sin, cos } = anglesOf(from, to);
  const across = cos.from * sin.to - sin.from * cos.to * cos.turn;
  const along = sin.from * sin.to + cos.from * cos.to * cos.turn;
  return earthKm * Math.atan2(Math.hypot(cos.to * sin.turn, across), along);
}

/** Azimuth at one place towards another, from north through east, deg. */
export function placeBearingDeg(from: Spot, to: Spot): number {
  const { sin, cos } = anglesOf(from, to);
  const north = cos.from * sin.to - sin.from * cos.to * cos.turn;
  return wrapDeg(Math.atan2(sin.turn * cos.to, north) / degree, 0);
}

function anglesOf(
  from: Spot,
  to: Spot,
): Record<'sin' | 'cos', Record<'from' | 'to' | 'turn', number>> {
  const angles = {
    from: from.latitudeDeg * degree,
    to: to.latitudeDeg * degree,
    turn: (to.longitudeDeg - from.longitudeDeg) * degree,
  };
  const of = (turn: (angle: number) => number): Record<'from' | 'to' | 'turn', number> => ({
    ...{ from: turn(angles.from), to: turn(angles.to), turn: turn(angles.turn) },
  });
  return { sin: of(Math.sin), cos: of(Math.cos) };
}

/** Walker's law: 0.1 P d^-2.5 for P persons at d km (Walker 1977, PASP 89, 405). */
export function walkerBrightness(population: number, km: number): number {
  return 0.1 * population * km ** -2.5;
}

/** Azimuths from one to the other, across north in two parts. */
export function azimuthIntervals(fromDeg: number, toDeg: number): [number, number][] {
  if (toDeg - fromDeg >= 360) return [[0, 360]];
  const from = wrapDeg(fromDeg, 0);
  const to = wrapDeg(toDeg, 0);
  return from <= to
    ? [[from, to]]
    : [
        [0, to],
        [from, 360],
      ];
}

/**
 * Towns by the light they send, brightest first. A site inside a town counts as one at its edge, and
 * as one at 1 km where the size is not known: the law has no value at no distance.
 *
 * @param source file the places come from
 */
export function nearbyPlaces(
  site: Spot,
  places: readonly Place[],
  source: string,
): SkyMetrics['nearbyPlaces'] {
  const near = places.flatMap((place): PlaceMetric[] => {
    const km = distanceKm(site, place);
    if (km > farthestKm) return [];
    const walker = walkerBrightness(place.population, Math.max(km, place.radiusKm ?? 1, 0.1));
    if (walker <= leastWalker) return [];
    const bearingDeg = placeBearingDeg(site, place);
    const halfWidthDeg = place.radiusKm === null ? null : Math.atan2(place.radiusKm, km) / degree;
    const intervalsDeg =
      halfWidthDeg === null
        ? []
        : azimuthIntervals(bearingDeg - halfWidthDeg, bearingDeg + halfWidthDeg);
    return [{ ...place, distanceKm: km, bearingDeg, walker, halfWidthDeg, intervalsDeg }];
  });
  return {
    source,
    reason: near.length === 0 ? `no place of ${source} is near enough` : null,
    withinKm: farthestKm,
    least: leastWalker,
    places: near.toSorted((a, b) => b.walker - a.walker || a.distanceKm - b.distanceKm),
  };
}
