import type { MapName } from '@nightskies/contracts';
import { allSkyGrid, oldMapGrid, type MapGrid } from '@nightskies/mosaic';

interface AskedFor {
  readonly arguments: { readonly map: MapName; readonly stepDeg: number };
  readonly parameters: { readonly compat: 'none' | 'nsnsd' };
}

/**
 * Which old mosaic a map is to be, cell by cell; null for one of ours: without compat, among the stars,
 * and on cells the old pipeline did not have.
 */
export function oldMapOf({
  arguments: { map, stepDeg },
  parameters: { compat },
}: AskedFor): 'star-free' | 'full' | null {
  const old = compat === 'nsnsd' && map !== 'equatorial' ? map : null;
  return old !== null && oldMapGrid(old).stepDeg === stepDeg ? old : null;
}

/** Grid of a map in azimuth and altitude. */
export function gridOfMap(asked: AskedFor): MapGrid {
  const old = oldMapOf(asked);
  return old === null ? allSkyGrid(asked.arguments.stepDeg) : oldMapGrid(old);
}
