import { NightSkiesError, problem } from '@nightskies/contracts';
import { columnAzimuthDeg, rowAltitudeDeg, type Refraction } from '@nightskies/sky';
import {
  effectiveExtinction,
  type EffectiveExtinction,
  type ExtinctionLaw,
} from '../extinction/effective-extinction.js';
import type { ObservedSky } from '../observed-sky.js';
import { groundMap, observedLight, type GivenComponent } from '../user-maps/given-light.js';
import type { GivenSkyMap } from '../user-maps/given-sky-map.js';
import { uniformAirglow, middleSeconds } from './airglow.js';
import type { SkyBand } from './band.js';
import { mapByAltitude } from './by-altitude.js';
import { scatteringError, diffuseProfile, relativeDiffuseError } from './diffuse-light.js';
import type { GalacticMap } from './galactic-map.js';
import { standardRefraction, SkyAxes } from './sky-axes.js';
import { starsideLight } from './starside-light.js';

/**
 * The natural light of a set, nL as observed at the ground, its extinction in it; row by row on the
 * grid of the set. NaN below the horizon.
 */
export interface ComponentMaps {
  /** For 1 nL at the zenith above the atmosphere. */
  readonly airglow: Float32Array;
  /** NaN as well where nothing was seen, and within 14 to 18 deg of the Sun. */
  readonly zodiacal: Float32Array;
  /** NaN as well where nothing was seen. */
  readonly galactic: Float32Array;
  /** Atmospheric diffuse light at factor 1: what it is made of depends on the law, see `diffuseProfile`. */
  readonly diffuse: Float32Array;
}

/** The same with what is not known of it. */
export interface NaturalComponents extends ComponentMaps {
  /**
   * One sigma, nL, common to the whole component: it scales the map, not single cells. 0 where the
   * user gave the component.
   */
  readonly errors: {
    readonly zodiacal: Float32Array;
    readonly galactic: Float32Array;
    readonly diffuse: Float32Array;
    /** Of scattered light in all natural light together; 0 where a person chose its law or its map. */
    readonly scattering: Float32Array;
  };
}

export interface NaturalSkyOptions {
  readonly band: SkyBand;
  /** mag per airmass. */
  readonly extinctionCoefficient: number;
  /** Of the airglow layer above sea level, km. */
  readonly airglowHeightKm: number;
  readonly extinction: ExtinctionLaw;
  readonly galacticMap: GalacticMap;
  /** Maps of the user in the place of components. */
  readonly given: Partial<Readonly<Record<GivenComponent, GivenSkyMap>>>;
  /** Of the air of the night; the standard atmosphere at the site when absent. */
  readonly refraction?: Refraction;
}

/**
 * Evaluates every component of the natural sky in every cell at the time the cell was seen.
 *
 * @throws NightSkiesError `sky-map-unfit` for a user's map in the wrong coordinates, `bad-site`,
 * `bad-time`
 */
export function naturalComponents(sky: ObservedSky, options: NaturalSkyOptions): NaturalComponents {
  const { given, band, extinctionCoefficient } = options;
  const setting = { band, extinctionCoefficient, site: sky.site };
  const extinction = effectiveExtinction(options.extinction, setting);
  const axes = new SkyAxes(sky.site, sky.startJdUtc, middleSeconds(sky));
  const refraction = options.refraction ?? standardRefraction(sky.site);
  const { zodiacal, galactic } = starsideLight(sky, { ...options, axes, refraction, extinction });
  const profile = diffuseProfile(options.extinction, setting, galactic.meanAboveNl);
  const diffuse =
    given.diffuse === undefined
      ? mapByAltitude(sky.grid, profile)
      : overGround(sky, observedLight(groundMap('diffuse', given.diffuse)));
  const diffuseError = given.diffuse === undefined ? relativeDiffuseError : 0;
  return {
    airglow:
      given.airglow === undefined
        ? uniformAirglow(sky, options.airglowHeightKm, extinction)
        : givenAirglow(given.airglow, sky, extinction),
    zodiacal: zodiacal.light,
    galactic: galactic.light,
    diffuse,
    errors: {
      zodiacal: zodiacal.error,
      galactic: galactic.error,
      diffuse: diffuse.map((value) => diffuseError * value),
      scattering:
        given.diffuse === undefined && options.extinction.law === 'noll-2012'
          ? mapByAltitude(sky.grid, scatteringError(setting))
          : new Float32Array(diffuse.length),
    },
  };
}

/** Light by apparent direction in every cell above the horizon. */
function overGround(
  { grid }: ObservedSky,
  lightAt: (azimuthDeg: number, altitudeDeg: number) => number,
): Float32Array {
  const light = new Float32Array(grid.columns * grid.rows).fill(NaN);
  for (let row = 0, cell = 0; row < grid.rows; row++) {
    const altitudeDeg = rowAltitudeDeg(grid, row);
    for (let column = 0; column < grid.columns; column++, cell++) {
      if (altitudeDeg >= 0) light[cell] = lightAt(columnAzimuthDeg(grid, column), altitudeDeg);
    }
  }
  return light;
}

/**
 * A user's airglow, brought to 1 nL at the zenith above the atmosphere, so that the parameter of its
 * brightness means the same as for van Rhijn's law.
 *
 * @throws NightSkiesError `sky-map-unfit` for one without light at the zenith
 */
function givenAirglow(
  map: GivenSkyMap,
  sky: ObservedSky,
  extinction: EffectiveExtinction,
): Float32Array {
  const lightAt = observedLight(groundMap('airglow', map));
  const zenith = lightAt(0, 90);
  if (!(zenith > 0)) {
    throw new NightSkiesError(
      problem('sky-map-unfit', 'the map given for airglow has no light at the zenith', {
        found: `${zenith} nL at altitude 90`,
        expected: 'a positive number',
        hint: 'Give a map that reaches the zenith: the fit scales it by its value there.',
      }),
    );
  }
  const scale = extinction.airglow(90) / zenith;
  return overGround(sky, (azimuthDeg, altitudeDeg) => scale * lightAt(azimuthDeg, altitudeDeg));
}
