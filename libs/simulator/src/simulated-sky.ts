import {
  columnAzimuthDeg,
  observerFrame,
  rowAltitudeDeg,
  unitVector,
  type MapGrid,
  type ObserverFrame,
  type Site,
} from '@nightskies/sky';
import {
  ComponentLight,
  naturalNl,
  noParts,
  type MomentLight,
} from './sky/components/component-light.js';
import type { ComponentSky } from './sky/components/options.js';
import { Skyline } from './sky/components/skyline.js';

/** Cells of a map of the sky, and when each was seen. */
export interface SeenCells {
  /** Azimuth and apparent altitude. */
  readonly grid: MapGrid;
  readonly site: Site;
  /** The moment `seconds` count from, JD UTC; the airglow changes from here. */
  readonly startJdUtc: number;
  /** Per cell, s; NaN where nothing was seen. */
  readonly seconds: Float32Array;
}

/**
 * Components of a sky on the cells of a map, row-major on its grid, nL; NaN below the horizon and where
 * nothing was seen. Terrain hides nothing here: `hidden` tells where it stands.
 */
export interface SimulatedSky {
  /** As seen at the ground, after extinction. */
  readonly airglow: Float32Array;
  readonly zodiacal: Float32Array;
  readonly galactic: Float32Array;
  readonly diffuse: Float32Array;
  /** The artificial light, its far part included. */
  readonly domes: Float32Array;
  readonly moonlight: Float32Array;
  readonly twilight: Float32Array;
  /** Sum of all but domes. */
  readonly natural: Float32Array;
  /** Sum of all. */
  readonly total: Float32Array;
  readonly above: {
    readonly airglow: Float32Array;
    readonly zodiacal: Float32Array;
    readonly galactic: Float32Array;
  };
  /** 1 where the middle of a cell is terrain or below the horizon. */
  readonly hidden: Uint8Array;
}

/**
 * A sky of components drawn on a map without camera and noise: each cell at its own time. What
 * extinction takes from the light of a direction is scattered, and comes from all directions as `diffuse`.
 *
 * @param extinctionV mag/airmass (Pickering 2002)
 */
export function simulatedSky(
  sky: ComponentSky,
  cells: SeenCells,
  extinctionV = 0.16,
): SimulatedSky {
  const { grid, site, startJdUtc, seconds } = cells;
  const frameAt = (jdUtc: number): ObserverFrame =>
    observerFrame({ ...site, jdUtc, refraction: null });
  const light = new ComponentLight(sky, extinctionV, startJdUtc, frameAt(startJdUtc));
  const skyline = sky.terrain === null ? null : new Skyline(sky.terrain);
  const moments = new Map<number, MomentLight>();
  const momentAt = (after: number): MomentLight => {
    const known = moments.get(after);
    if (known !== undefined) return known;
    const jdUtc = startJdUtc + after / 86_400;
    const moment = light.at(frameAt(jdUtc), jdUtc);
    moments.set(after, moment);
    return moment;
  };
  const empty = (): Float32Array => new Float32Array(grid.rows * grid.columns).fill(NaN);
  const maps = {
    airglow: empty(),
    zodiacal: empty(),
    galactic: empty(),
    diffuse: empty(),
    domes: empty(),
    moonlight: empty(),
    twilight: empty(),
    natural: empty(),
    total: empty(),
    above: { airglow: empty(), zodiacal: empty(), galactic: empty() },
    hidden: new Uint8Array(grid.rows * grid.columns),
  };
  const parts = noParts();
  const above = { zodiacal: 0, galactic: 0 };
  for (let row = 0; row < grid.rows; row++) {
    const altitudeDeg = rowAltitudeDeg(grid, row);
    for (let column = 0; column < grid.columns; column++) {
      const i = row * grid.columns + column;
      const direction = unitVector({ azimuthDeg: columnAzimuthDeg(grid, column), altitudeDeg });
      const { east, north, up } = direction;
      if (up <= 0 || skyline?.hides(east, north, up) === true) maps.hidden[i] = 1;
      if (up <= 0 || Number.isNaN(seconds[i])) continue;
      const moment = momentAt(seconds[i]);
      moment.celestial(direction, above);
      moment.parts(direction, above, parts);
      maps.airglow[i] = parts.airglow;
      maps.zodiacal[i] = parts.zodiacal;
      maps.galactic[i] = parts.galactic;
      maps.diffuse[i] = parts.diffuse;
      maps.domes[i] = parts.domes;
      maps.moonlight[i] = parts.moonlight;
      maps.twilight[i] = parts.twilight;
      const natural = naturalNl(parts);
      maps.natural[i] = natural;
      maps.total[i] = natural + parts.domes;
      maps.above.airglow[i] = moment.airglow(direction);
      maps.above.zodiacal[i] = above.zodiacal;
      maps.above.galactic[i] = above.galactic;
    }
  }
  return maps;
}
