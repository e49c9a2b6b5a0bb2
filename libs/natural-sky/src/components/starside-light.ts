import { degree, type Refraction } from '@nightskies/sky';
import type { EffectiveExtinction } from '../extinction/effective-extinction.js';
import type { ObservedSky } from '../observed-sky.js';
import { lightAbove, observedLight, type GivenComponent } from '../user-maps/given-light.js';
import type { GivenSkyMap } from '../user-maps/given-sky-map.js';
import type { SkyBand } from './band.js';
import { directionRows, type DirectionRow } from './direction-rows.js';
import type { GalacticMap } from './galactic-map.js';
import type { SkyAxes } from './sky-axes.js';
import { zodiacalDistanceFactor, zodiacalRow } from './zodiacal.js';

/** One component from beyond the air, nL as observed, and its sigma; row by row. */
export interface StarsideComponent {
  readonly light: Float32Array;
  readonly error: Float32Array;
  /** Mean above the atmosphere over the sky seen higher than 10 deg, nL; 0 when nothing was seen. */
  readonly meanAboveNl: number;
}

export interface StarsideSetting {
  readonly band: SkyBand;
  readonly galacticMap: GalacticMap;
  readonly given: Partial<Readonly<Record<GivenComponent, GivenSkyMap>>>;
  readonly axes: SkyAxes;
  readonly refraction: Refraction;
  readonly extinction: EffectiveExtinction;
}

/** Zodiacal and galactic light of every cell at its own time. */
export function starsideLight(
  sky: ObservedSky,
  setting: StarsideSetting,
): { zodiacal: StarsideComponent; galactic: StarsideComponent } {
  const { band, given, axes, extinction } = setting;
  const zodiacal = new Collector(
    sky,
    given.zodiacal === undefined
      ? zodiacalSource(band, axes.sunDistanceAu)
      : givenSource(given.zodiacal),
    (altitudeDeg) => extinction.zodiacal(altitudeDeg),
  );
  const galactic = new Collector(
    sky,
    given.galactic === undefined
      ? galacticSource(setting.galacticMap)
      : givenSource(given.galactic),
    (altitudeDeg) => {
      const through = extinction.galactic(altitudeDeg);
      return () => through;
    },
  );
  for (const row of directionRows(sky, axes, setting.refraction)) {
    zodiacal.take(row);
    galactic.take(row);
  }
  return { zodiacal: zodiacal.component(), galactic: galactic.component() };
}

/** Light of a row of cells, above the atmosphere or as observed, nL. */
interface LightSource {
  readonly observed: boolean;
  fill(row: DirectionRow, light: Float32Array, error: Float32Array): void;
}

function zodiacalSource(band: SkyBand, sunDistanceAu: number): LightSource {
  const distanceFactor = zodiacalDistanceFactor(sunDistanceAu);
  return {
    observed: false,
    fill({ helioecliptic }, light, error) {
      zodiacalRow(band, helioecliptic, distanceFactor, light, error);
    },
  };
}

function galacticSource(map: GalacticMap): LightSource {
  return {
    observed: false,
    fill({ galactic: { x, y, z } }, light, error) {
      map.sampleVectors(x, y, z, light, error);
      // What a map makes of a direction that is none is its own affair; here it is no data.
      for (let i = 0; i < light.length; i++) {
        if (!Number.isNaN(x[i])) continue;
        light[i] = NaN;
        error[i] = NaN;
      }
    },
  };
}

function givenSource(map: GivenSkyMap): LightSource {
  if (map.kind === 'observed' || map.kind === 'profile') {
    const overGround = observedLight(map);
    return {
      observed: true,
      fill({ azimuthsDeg, altitudeDeg }, light, error) {
        for (let i = 0; i < light.length; i++) light[i] = overGround(azimuthsDeg[i], altitudeDeg);
        error.fill(0);
      },
    };
  }
  const above = lightAbove(map.kind, map.grid);
  return {
    observed: false,
    fill(row, light, error) {
      const { x, y, z } = map.kind === 'galactic' ? row.galactic : row.helioecliptic;
      for (let i = 0; i < light.length; i++) light[i] = above({ x: x[i], y: y[i], z: z[i] });
      error.fill(0);
    },
  };
}

/** Below this altitude light as observed is not traced back through the air. */
const lowestMeanDeg = 10;

/** Carries light through the air into the maps of a component. */
class Collector {
  private readonly light: Float32Array;
  private readonly error: Float32Array;
  private sum = 0;
  private weight = 0;

  constructor(
    { grid }: ObservedSky,
    private readonly source: LightSource,
    private readonly transmissionAt: (altitudeDeg: number) => (aboveNl: number) => number,
  ) {
    this.light = new Float32Array(grid.columns * grid.rows).fill(NaN);
    this.error = new Float32Array(grid.columns * grid.rows).fill(NaN);
  }

  take(row: DirectionRow): void {
    const columns = row.azimuthsDeg.length;
    const start = row.row * columns;
    const light = this.light.subarray(start, start + columns);
    const error = this.error.subarray(start, start + columns);
    this.source.fill(row, light, error);
    const area = row.altitudeDeg >= lowestMeanDeg ? Math.cos(row.altitudeDeg * degree) : 0;
    const transmission = this.transmissionAt(row.altitudeDeg);
    const { observed } = this.source;
    let { sum, weight } = this;
    for (let i = 0; i < columns; i++) {
      const value = light[i];
      if (Number.isNaN(value)) continue;
      const through = transmission(value);
      if (!observed) {
        light[i] = value * through;
        error[i] *= through;
      }
      sum += area * (observed ? value / through : value);
      weight += area;
    }
    this.sum = sum;
    this.weight = weight;
  }

  component(): StarsideComponent {
    const { light, error, sum, weight } = this;
    return { light, error, meanAboveNl: weight > 0 ? sum / weight : 0 };
  }
}
