import type { MapGrid, Site } from '@nightskies/sky';

/** The cells of an all-sky grid, and when each was seen. */
export interface ObservedSky {
  /** Apparent altitude and azimuth, first row lowest altitude. */
  readonly grid: MapGrid;
  readonly site: Site;
  /** The moment `seconds` count from, JD UTC. */
  readonly startJdUtc: number;
  /** Per cell of the grid, s after `startJdUtc`; NaN where nothing was seen. */
  readonly seconds: Float32Array;
}
