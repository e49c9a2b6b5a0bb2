import {
  skyRegionOf,
  type Light,
  type Measured,
  type SkyCap,
  type SkyRegion,
} from '@nightskies/contracts';
import { image } from '@nightskies/pixels';
import { allSkyGrid, nanolambertCdM2, rowAltitudeDeg, type MapGrid } from '@nightskies/sky';
import { rowsOf, type LuminanceMap } from '../luminance-map.js';
import { measureSky, type Measurement, type SkyToMeasure } from '../measure.js';

/** A function of the sky: azimuth from north through east, apparent altitude, deg. */
export type OfSky = (azimuthDeg: number, altitudeDeg: number) => number;

export const smallGrid = allSkyGrid(0.5);

/** A map of luminance in cd/m2. */
export function mapOf(at: OfSky, on: MapGrid = smallGrid): LuminanceMap {
  return { grid: on, map: image(on.columns, on.rows, valuesOf(at, on)) };
}

export function valuesOf(at: OfSky, on: MapGrid = smallGrid): Float32Array {
  return Float32Array.from({ length: on.columns * on.rows }, (_, cell) =>
    at(
      on.azimuth0Deg + ((cell % on.columns) + 0.5) * on.stepDeg,
      rowAltitudeDeg(on, Math.floor(cell / on.columns)),
    ),
  );
}

/** cd/m2 of so many nanolamberts. */
export const nl = (value: number): number => value * nanolambertCdM2;

/** Measures a sky given as functions; artificial light in cd/m2 like all the rest. */
export function measureMade(made: {
  readonly observed: OfSky;
  readonly sigma?: OfSky;
  readonly artificial?: OfSky;
  readonly natural?: OfSky;
  readonly naturalSigma?: OfSky;
  readonly followsZeropoint?: boolean;
  readonly artificialSigma?: OfSky;
  readonly mask?: OfSky;
  readonly grid?: MapGrid;
  readonly naturalGrid?: MapGrid;
  readonly systematicFraction?: number | null;
  readonly stars?: SkyToMeasure['stars'];
  readonly options?: SkyToMeasure['options'];
}): Measurement {
  const grid = made.grid ?? smallGrid;
  const naturalGrid = made.naturalGrid ?? grid;
  const { sigma, mask } = made;
  const maskCells = mask === undefined ? null : valuesOf(mask, grid);
  return measureSky({
    observed: rowsOf(
      mapOf(made.observed, grid),
      sigma === undefined ? null : mapOf(sigma, grid).map,
    ),
    artificial: made.artificial === undefined ? null : rowsOf(mapOf(made.artificial, grid)),
    natural:
      made.natural === undefined
        ? null
        : {
            grid: naturalGrid,
            luminance: valuesOf(made.natural, naturalGrid),
            sigma: valuesOf(made.naturalSigma ?? (() => 0), naturalGrid),
            followsZeropoint: made.followsZeropoint ?? true,
            ...(made.artificialSigma === undefined
              ? {}
              : { artificialSigma: valuesOf(made.artificialSigma, naturalGrid) }),
          },
    mask:
      maskCells === null
        ? null
        : {
            grid,
            row: (row) => maskCells.subarray(row * grid.columns, (row + 1) * grid.columns),
          },
    stars: made.stars ?? null,
    systematicFraction: made.systematicFraction === undefined ? 0 : made.systematicFraction,
    ...(made.options === undefined ? {} : { options: made.options }),
  });
}

/** A region that must be there. */
export function regionIn(
  { sky }: Measurement,
  light: Light = 'all',
  cap: SkyCap = 'horizon',
  part: 'full' | 'free' = 'full',
): SkyRegion {
  const region = skyRegionOf(sky, { light, cap, sky: part });
  if (region === undefined) throw new Error(`no ${light} light of the ${part} sky to ${cap}`);
  return region;
}

/** A number that must be there. */
export function valueOf(of: Measured | undefined): number {
  if (of?.value === null || of === undefined) throw new Error(of?.reason ?? 'no such number');
  return of.value;
}
