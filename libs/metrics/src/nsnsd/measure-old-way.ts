import type { NsnsdMetrics } from '@nightskies/contracts';
import { nanolambertCdM2, type MapGrid } from '@nightskies/sky';
import type { LuminanceRows } from '../luminance-map.js';
import type { SkyMask } from '../sky-mask.js';
import type { StarsOfSky } from '../stars/stars-above.js';
import type { NaturalSky } from '../sum-maps.js';
import { oldStatistics } from './cell-statistics.js';
import { sampler, visitFisheye, type CellMap } from './fisheye-cells.js';
import { QualityClasses } from './old-quality.js';
import { oldStarDepartures, oldStarNumbers } from './old-stars.js';
import { oldCellNanolamberts, oldTotalMagnitude } from './old-units.js';
import { oldExtremes, ZoneSums } from './zone-sums.js';

export interface OldMaps {
  readonly observed: LuminanceRows;
  readonly natural: Pick<NaturalSky, 'grid' | 'luminance'> | null;
  readonly mask: SkyMask | null;
  /** For counts of stars and the synthetic meter; left out without it. */
  readonly stars?: StarsOfSky | null;
  readonly albedo?: number | null;
  /** Times as wide cells as the old ones, for a quick look; 1 when left out. */
  readonly coarser?: number;
}

/** Band limits of the old zones are not public; nor is the radius of its zenith area. */
const bandEdgesDeg: readonly number[] = [0, 20, 40, 60, 80, 90];
const zenithRadiusDeg = 5;
/** Natural mean luminance, and luminance below which the clipped sum counts nothing, nL. */
const naturalNl = 78;
const clipNl = 8.6;
/** Keys of the index, to the mask, to 80 and to 70 deg. */
const qualityKeys = ['SQI_allsky', 'SQI_ZA80', 'SQI_ZA70'] as const;
/** Old caps of artificial light, deg. */
const capsDeg: readonly number[] = [90, 80, 70];
const hemisphereDeg = 90;

/** In what these numbers depart from those the old programs give, in every case. */
const departures: readonly string[] = [
  'The fisheye grid has its pole at a corner of four cells, and azimuth goes on across south; where the old lattice lay is not public.',
  'Luminance comes from cd/m2 of the map, not through magnitudes: 0.03 % below what the old laws make of a magnitude (U1 of U2).',
  `Zones end at zenith angles ${bandEdgesDeg.join(', ')} deg and the zenith is ${zenithRadiusDeg} deg wide; the old shapes are not public.`,
  'Classes of the sky quality index are half magnitudes from 24.0; the old symbology file is not public.',
  'A cell between others of which one has no data has none.',
];

/**
 * Sums of the old pipeline on its fisheye grid, with its constants, zones and defects (sky-stages 3.6,
 * 4.1, 4.2, 5.1): all-source numbers without the mask and to 6 deg below the horizon, vertical planes at
 * 72 and 36 azimuths, the brightest single cell, cell counts under the name of maxima, ratios to fixed
 * constants whatever the cap. All of the map is held in memory.
 *
 * Keys: those of the old code; `observed.` and `artificial.` before statistics of a mosaic; `artificial.`
 * before sums of artificial light too, with _0 to the mask, _1 to 80 and _2 to 70 deg.
 */
export function measureOldWay(maps: OldMaps): NsnsdMetrics {
  const { observed, natural, mask, coarser = 1 } = maps;
  const seenMap = nanolambertsOf(observed);
  const seenAt = sampler(seenMap);
  const naturalMap =
    natural === null
      ? null
      : {
          grid: natural.grid,
          values: natural.luminance.map((value) => value / nanolambertCdM2),
        };
  const naturalAt = naturalMap === null ? null : sampler(naturalMap);
  const maskMap = mask === null ? null : maskCells(mask);
  const skyAt = maskMap === null ? null : sampler(maskMap);
  const stars = maps.stars ?? null;
  const area = new ZoneSums(coarser);
  const masked = new ZoneSums(coarser);
  const hemisphere = new ZoneSums(coarser);
  const glow = capsDeg.map(() => new ZoneSums(coarser));
  const bands = bandEdgesDeg.slice(1).map(() => new ZoneSums(coarser));
  const cells = { seen: new CellList(), left: new CellList() };
  const quality = capsDeg.map(() => new QualityClasses());
  const zenith = { seen: new ZoneSums(coarser), left: new ZoneSums(coarser) };
  visitFisheye(coarser, (cell) => {
    const seen = seenAt(cell);
    const isSky = skyAt === null ? cell.zenithDeg <= hemisphereDeg : skyAt(cell) === 0;
    if (!Number.isNaN(seen)) {
      area.add(cell, seen);
      cells.seen.push(seen);
      if (cell.zenithDeg <= hemisphereDeg) hemisphere.add(cell, seen);
      if (cell.zenithDeg <= zenithRadiusDeg) zenith.seen.add(cell, seen);
      if (isSky) masked.add(cell, seen);
    }
    if (naturalAt === null || !isSky) return;
    const left = seen - naturalAt(cell);
    if (Number.isNaN(left)) return;
    // The first cap is whatever the mask leaves.
    for (let i = 0; i < capsDeg.length && (i === 0 || cell.zenithDeg <= capsDeg[i]); i++) {
      glow[i].add(cell, left);
      quality[i].add(left);
    }
    cells.left.push(left);
    let band = 0;
    while (band < bands.length && cell.zenithDeg > bandEdgesDeg[band + 1]) band++;
    if (band < bands.length) bands[band].add(cell, left);
    if (cell.zenithDeg <= zenithRadiusDeg) zenith.left.add(cell, left);
  });
  const vertical = area.verticalMlx(72);
  const artificial = naturalAt === null ? [] : glow.map((zone) => zone.verticalMlx(36));
  const values = {
    ...allSources(area, masked, hemisphere),
    ...oldExtremes(vertical),
    ...(stars === null
      ? {}
      : oldStarNumbers({
          ...{ stars, observed: seenMap, natural: naturalMap, mask: maskMap },
          albedo: maps.albedo ?? null,
        })),
    ...prefixed('observed', {
      zenith: zenith.seen.mean(),
      ...oldStatistics(cells.seen.values(), coarser),
    }),
    ...(naturalAt === null
      ? {}
      : {
          ...prefixed('artificial', {
            zenith: zenith.left.mean(),
            ...glowStatistics(cells.left.values(), coarser),
          }),
          ...bandNumbers(bands),
          ...Object.fromEntries(qualityKeys.map((key, i) => [key, quality[i].index()])),
          ...Object.fromEntries(
            glow.flatMap((zone, i) => Object.entries(glowNumbers(zone, artificial[i], i))),
          ),
        }),
  };
  return {
    values: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, Number.isFinite(value) ? value : null]),
    ),
    vertical: { all: vertical, artificial },
    departures: [
      ...departures,
      ...(stars === null ? [] : oldStarDepartures),
      ...(mask === null ? ['Without a terrain mask the hemisphere stands for it.'] : []),
    ],
  };
}

function allSources(
  area: ZoneSums,
  masked: ZoneSums,
  hemisphere: ZoneSums,
): Record<string, number> {
  return {
    ...{ skymax0: area.maximum, skymin0: area.minimum, skyave0: area.mean() },
    ...{ skymax1: masked.maximum, skymin1: masked.minimum, skyave1: masked.mean() },
    ...{ hemis0: area.meanMlx(), totalill0: area.totalMlx() },
    ...{ hemis1: masked.meanMlx(), totalill1: masked.totalMlx() },
    ...{ skyscalar: hemisphere.totalMlx(), horizs: hemisphere.horizontalMlx() },
    allsky_mags: oldTotalMagnitude(area.totalMlx()),
  };
}

function glowNumbers(
  zone: ZoneSums,
  vertical: readonly number[],
  i: number,
): Record<string, number> {
  const numbers = {
    ...{ skymax: zone.maximum, skymin: zone.minimum, skyave: zone.mean() },
    ...{ hemis: zone.meanMlx(), totalill: zone.totalMlx(), horizs: zone.horizontalMlx() },
    ...oldExtremes(vertical),
    alr: oldCellNanolamberts(zone.meanMlx()) / naturalNl,
    art_mags: oldTotalMagnitude(zone.totalMlx()),
  };
  return Object.fromEntries(
    Object.entries(numbers).map(([key, value]) => [`artificial.${key}_${i}`, value]),
  );
}

/** "zoneMax" is the number of cells, as it was. */
function bandNumbers(bands: readonly ZoneSums[]): Record<string, number> {
  const light = bands.map((band) => band.totalMlx());
  const all = light.reduce((sum, value) => sum + value, 0);
  return Object.fromEntries(
    bands.flatMap((band, j) => [
      [`artificial.zoneAve${j}`, band.mean()],
      [`artificial.zoneMax${j}`, band.count],
      [`artificial.zoneMlx${j}`, light[j]],
      [`artificial.zonePct${j}`, (100 * light[j]) / all],
    ]),
  );
}

function glowStatistics(cells: Float32Array, coarser: number): Record<string, number> {
  const statistics = oldStatistics(cells, coarser);
  let clipped = 0;
  for (const value of cells) if (value >= clipNl) clipped += value;
  return {
    ...statistics,
    lumAlr: statistics['mean'] / naturalNl,
    clippedSum: 2.42407e-9 * coarser ** 2 * clipped,
    illumAlr: clipped / cells.length / naturalNl,
  };
}

function prefixed(prefix: string, values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`${prefix}.${key}`, value]),
  );
}

/** The whole map in nanolamberts. */
function nanolambertsOf({ grid, row }: LuminanceRows): CellMap {
  const values = new Float32Array(grid.columns * grid.rows);
  for (let at = 0; at < grid.rows; at++) values.set(row(at), at * grid.columns);
  for (let i = 0; i < values.length; i++) values[i] /= nanolambertCdM2;
  return { grid, values };
}

/** 0 where any of a cell is sky, NaN for terrain: what the old mask holds. */
function maskCells({ grid, row }: SkyMask): CellMap & { readonly grid: MapGrid } {
  const values = new Float32Array(grid.columns * grid.rows);
  for (let at = 0; at < grid.rows; at++) {
    const cells = row(at);
    if (cells === null) continue;
    for (let column = 0; column < grid.columns; column++) {
      values[at * grid.columns + column] = cells[column] > 0 ? 0 : Number.NaN;
    }
  }
  return { grid, values };
}

/** Values of cells, as many as come. */
class CellList {
  private cells = new Float32Array(1 << 16);
  private count = 0;

  push(value: number): void {
    if (this.count === this.cells.length) {
      const longer = new Float32Array(2 * this.count);
      longer.set(this.cells);
      this.cells = longer;
    }
    this.cells[this.count++] = value;
  }

  values(): Float32Array {
    return this.cells.subarray(0, this.count);
  }
}
