import {
  skyRegionOf,
  type Light,
  type Measured,
  type RatioSubject,
  type SkyCap,
  type SkyMetrics,
  type SkyRegion,
} from '@nightskies/contracts';
import { magOfLuminance, nanolambertCdM2, luminanceOfMag } from '@nightskies/sky';

/** Value of a measured number; null where there is none. */
export const valueOf = (measured: Measured | undefined): number | null => measured?.value ?? null;

/** A value times a factor; null stays null. */
export function times(value: number | null, factor: number): number | null {
  return value === null ? null : value * factor;
}

/** Microcandela per m2 of mcd/m2, and nanolamberts of mcd/m2. */
export const microcandela = 1000;
export const nanolambert = 1e-3 / nanolambertCdM2;

/** Surface brightness of a luminance in mcd/m2, mag/arcsec2; null where there is no light. */
export function brightnessOf(luminanceMcdM2: number | null): number | null {
  return luminanceMcdM2 === null || luminanceMcdM2 <= 0
    ? null
    : magOfLuminance(luminanceMcdM2 / 1000);
}

const steradianPerArcsec2 = (Math.PI / 180 / 3600) ** 2;
/** Illuminance of a star of magnitude 0, mlx: by the one law of surface brightness (D10). */
const illuminanceOfMagnitude0 = 1000 * luminanceOfMag(0) * steradianPerArcsec2;

/** Magnitude of a single light that shines as much, mag; null where there is no light. */
export function magnitudeOf(illuminanceMlx: number | null): number | null {
  return illuminanceMlx === null || illuminanceMlx <= 0
    ? null
    : -2.5 * Math.log10(illuminanceMlx / illuminanceOfMagnitude0);
}

/** The region without terrain where a mask was given, else the whole. */
export function freeRegion(metrics: SkyMetrics, light: Light, cap: SkyCap): SkyRegion | undefined {
  return (
    skyRegionOf(metrics, { light, sky: 'free', cap }) ??
    skyRegionOf(metrics, { light, sky: 'full', cap })
  );
}

/** Ratio to the constants of the agency, scaled to the cap. */
export function ratioOf(metrics: SkyMetrics, subject: RatioSubject, cap: SkyCap): number | null {
  return valueOf(
    metrics.ratios.find(
      (ratio) => ratio.subject === subject && ratio.cap === cap && ratio.against === 'constants',
    )?.ratio,
  );
}

/** Luminance so many percent of a region are below, mcd/m2. */
export function percentileOf(region: SkyRegion | undefined, percent: number): number | null {
  return valueOf(region?.luminance.percentiles.find((one) => one.percent === percent)?.value);
}

/** Luminance that so much sky exceeds, mcd/m2. */
export function brightestOf(region: SkyRegion | undefined, areaDeg2: number): number | null {
  return valueOf(region?.luminance.brightest.find((one) => one.areaDeg2 === areaDeg2)?.value);
}
