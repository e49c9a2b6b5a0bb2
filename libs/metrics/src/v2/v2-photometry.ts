import type { Measured, SkyMetrics } from '@nightskies/contracts';
import { degree, magOfLuminance, type MapGrid } from '@nightskies/sky';
import { brightnessOf } from '../regions/brightness.js';
import { derived, measured, unmeasured } from '../regions/measured.js';
import { CellSamples } from '../stars/cell-samples.js';
import {
  faintestAltitudeDeg,
  faintestQuantile,
  sampleDeg2,
  v2SamplePoints,
  za70AltitudeDeg,
  type SamplePoints,
} from './v2-samples.js';

const perMag = 0.4 * Math.LN10;
const arcsec2PerSr = (3600 / degree) ** 2;

/** Samples of a map, taken as its rows pass by. */
export interface V2Gathering {
  readonly points: SamplePoints;
  readonly samples: CellSamples;
}

export function gatherV2(grid: MapGrid): V2Gathering {
  const points = v2SamplePoints();
  return { points, samples: new CellSamples(grid, points.azimuthDeg, points.altitudeDeg) };
}

/**
 * Photometry from samples every 2 deg, as version 2 of the old spreadsheets defined it, on the
 * star-free map instead of medians of frames: total magnitudes of the whole sky and to 70 deg from the
 * zenith, the brightest sample, the faintest but 2 % within 44 deg of the zenith. Terrain is in it.
 */
export function v2PhotometryOf(
  { points, samples }: V2Gathering,
  zenith: Measured,
  systematicFraction: number | null,
): NonNullable<SkyMetrics['v2Photometry']> {
  const { luminance, sigma } = samples;
  const seen = [...luminance.keys()].filter((i) => !Number.isNaN(luminance[i]));
  const within = (lowestDeg: number): number[] =>
    seen.filter((i) => points.altitudeDeg[i] >= lowestDeg);
  const sampleSr = sampleDeg2 * degree ** 2;
  const gap =
    seen.length === luminance.length
      ? null
      : `${luminance.length - seen.length} of ${luminance.length} samples have no data`;
  const illuminance = (of: readonly number[]): Measured => {
    if (of.length === 0) return unmeasured('mlx', gap ?? 'no sample has light');
    const sum = of.reduce((total, i) => total + luminance[i], 0) * sampleSr * 1000;
    return measured(
      'mlx',
      sum,
      {
        random: Math.hypot(...of.map((i) => sigma[i])) * sampleSr * 1000,
        systematic: systematicFraction === null ? null : systematicFraction * Math.abs(sum),
        ...{ model: 0, gaps: 0 },
      },
      gap,
    );
  };
  const sample = (i: number | undefined): Measured =>
    i === undefined
      ? unmeasured('mag/arcsec2', gap ?? 'no sample has light')
      : brightnessOf(
          measured('mcd/m2', luminance[i] * 1000, {
            random: sigma[i] * 1000,
            systematic:
              systematicFraction === null ? null : systematicFraction * luminance[i] * 1000,
            ...{ model: 0, gaps: 0 },
          }),
        );
  const byLight = (of: readonly number[]): number[] =>
    of.toSorted((a, b) => luminance[b] - luminance[a]);
  const high = byLight(within(faintestAltitudeDeg));
  return {
    zenith,
    allSky: totalMagnitude(illuminance(seen)),
    za70: totalMagnitude(illuminance(within(za70AltitudeDeg))),
    brightest: sample(byLight(seen)[0]),
    faintest: sample(high[Math.round(faintestQuantile * (high.length - 1))]),
    scalarIlluminance: illuminance(seen),
  };
}

/** All light as if it came from one star. */
function totalMagnitude(illuminance: Measured): Measured {
  return derived(
    'mag',
    illuminance,
    {
      value: (mlx) => magOfLuminance((mlx / 1000) * arcsec2PerSr),
      slope: (mlx) => 1 / (perMag * mlx),
    },
    'there is no light, or less than none, and so no magnitude',
  );
}
