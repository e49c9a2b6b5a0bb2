import type { NsnsdMetrics, SkyMetrics } from '@nightskies/contracts';
import type { NightSheetRow } from '../night-tables.js';
import { times, valueOf } from './metric-values.js';

/*
 * Rows under compat: the numbers of the old code, by its keys, with the unit conversions of
 * sky-stages 1.1 exactly as its tables made them (U2, U4, U5, U7, U8).
 */

export type Value = number | null;

/** Microcandela per m2 in a nanolambert (U4); nanolamberts of the mean of a cell's millilux (U7). */
export const u4 = 3.1831;
const u7 = 412_529_264;
const naturalMeanNl = 78;
const naturalNl = 54;
const naturalVerticalMlx = 0.4;
const naturalHorizontalMlx = 0.8;

/** What has no logarithm is empty (D15). */
const log10 = (value: Value): Value => (value === null || value <= 0 ? null : Math.log10(value));

/** mag/arcsec2 of nanolamberts (U2), and magnitude of millilux (U8). */
function u2(nanolamberts: Value): Value {
  const log = log10(nanolamberts);
  return log === null ? null : 26.3308 - 2.5 * log;
}
function u8(millilux: Value): Value {
  const log = log10(times(millilux, 1 / 1000));
  return log === null ? null : -13.98 - 2.5 * log;
}

/** Microcandela per m2 of mag/arcsec2 (U5). */
const u5 = (mag: Value): Value =>
  mag === null ? null : u4 * 34.08 * Math.exp(20.7233 - 0.92104 * mag);

const over = (value: Value, by: number): Value => (value === null ? null : value / by);

export type ReadValue = (key: string) => Value;

/** Values by the keys of the old code. */
export const reader =
  ({ values }: NsnsdMetrics): ReadValue =>
  (key) =>
    values[key] ?? null;

/** The row of V4 PHOTOMETRY; zenith and stars are not among the old sums but measured once. */
export function oldV4PhotometryRow(
  old: NsnsdMetrics,
  metrics: SkyMetrics,
): NightSheetRow<'V4 PHOTOMETRY'> {
  const at = reader(old);
  const stars = metrics.visibleStars;
  const zenith = valueOf(metrics.v2Photometry?.zenith);
  const natural = valueOf(stars?.visibleNaturally);
  const visible = valueOf(stars?.visible);
  const albedo = valueOf(metrics.albedo);
  return {
    AVE_LUM_MSA: u2(at('skyave1')),
    AVE_LUM_MCCD: times(at('skyave1'), u4),
    ZENITH_LUM_MSA: zenith,
    ZENITH_LUM_MCCD: u5(zenith),
    BRIGHTEST_LUM_MSA: u2(at('skymax0')),
    BRIGHTEST_LUM_MCCD: times(at('skymax0'), u4),
    ALLSKY_MAGS: u8(at('totalill0')),
    ALLSKY_MLX: at('totalill0'),
    HORIZ_MLX: at('horizs'),
    MAXVERT_MLX: at('max_vlum'),
    MAXVERT_AZIMUTH: at('max_vlum_azimuth'),
    MINVERT_MLX: at('min_vlum'),
    MINVERT_AZIMUTH: at('min_vlum_azimuth'),
    NSTARS_FLAT: valueOf(stars?.flatHorizon),
    NSTARS_OBS: valueOf(stars?.unobstructed),
    NSTARS_EXT: valueOf(stars?.extinguished),
    VISSTARS_NAT: natural,
    VISSTARS_OBS: visible,
    PCT_VISSTARS: natural === null || natural === 0 ? null : times(visible, 100 / natural),
    SCALAR_ILL_V4: albedo === null ? null : times(at('skyscalar'), albedo / 4),
  };
}

/** Artificial light of mosaic i: 0 to the horizon, 1 to 80, 2 to 70 deg from the zenith. */
function oldSkyglow(at: ReadValue, i: 0 | 1 | 2) {
  const of = (key: string): Value => at(`artificial.${key}_${i}`);
  const mean = times(of('hemis'), u7);
  return {
    quality: of('sqi'),
    ratio: over(mean, naturalMeanNl),
    magnitude: u8(of('totalill')),
    scalar: of('totalill'),
    maximum: of('max_vlum'),
    maximumRatio: over(of('max_vlum'), naturalVerticalMlx),
    maximumAzimuth: of('max_vlum_azimuth'),
    mean: of('mean_vlum'),
    meanRatio: over(of('mean_vlum'), naturalVerticalMlx),
    minimum: of('min_vlum'),
    minimumRatio: over(of('min_vlum'), naturalVerticalMlx),
    minimumAzimuth: of('min_vlum_azimuth'),
    horizontal: of('horizs'),
    horizontalRatio: over(of('horizs'), naturalHorizontalMlx),
    brightest: times(of('skymax'), u4),
    brightestRatio: over(of('skymax'), naturalNl),
    meanLuminance: times(mean, u4),
  };
}

export function oldSkyglowRow(old: NsnsdMetrics, metrics: SkyMetrics): NightSheetRow<'LP'> {
  const at = reader(old);
  const sky = oldSkyglow(at, 0);
  return {
    SQI_ALLSKY: sky.quality,
    ALR: sky.ratio,
    ALLSKY_ART_MAGS: sky.magnitude,
    ALLSKY_ART_MLX: sky.scalar,
    MAXVERT_ART_MLX: sky.maximum,
    MAXVERT_LPR: sky.maximumRatio,
    MAXVERT_AZIMUTH: sky.maximumAzimuth,
    MEANVERT_ART_MLX: sky.mean,
    MEANVERT_LPR: sky.meanRatio,
    MINVERT_ART_MLX: sky.minimum,
    MINVERT_LPR: sky.minimumRatio,
    MINVERT_AZIMUTH: sky.minimumAzimuth,
    HORIZ_ART_MLX: sky.horizontal,
    HORIZ_LPR: sky.horizontalRatio,
    BRIGHTEST_ART_MCCD: sky.brightest,
    BRIGHTEST_LPR: sky.brightestRatio,
    ZENITH_LUM_ART_MCCD: times(at('skyglow.zenith'), u4),
    ZENITH_LUM_LPR: over(at('skyglow.zenith'), naturalNl),
    MEANLUM_ART_MCCD: sky.meanLuminance,
    MODEL_ALR: valueOf(metrics.modelledRatio),
  };
}

export function oldSkyglow80Row(old: NsnsdMetrics): NightSheetRow<'LP80'> {
  const sky = oldSkyglow(reader(old), 1);
  return {
    SQI_ZA80: sky.quality,
    ZA80_ALR: sky.ratio,
    ZA80_ART_MAGS: sky.magnitude,
    ZA80_ART_MLX: sky.scalar,
    ZA80_MAXVERT_ART_MLX: sky.maximum,
    ZA80_MAXVERT_LPR: sky.maximumRatio,
    ZA80_MAXVERT_AZIMUTH: sky.maximumAzimuth,
    'ZA80_ MEANVERT_ART_MLX': sky.mean,
    ZA80_MEANVERT_LPR: sky.meanRatio,
    ZA80_MINVERT_ART_MLX: sky.minimum,
    ZA80_MINVERT_LPR: sky.minimumRatio,
    ZA80_MINVERT_AZIMUTH: sky.minimumAzimuth,
    ZA80_HORIZ_ART_MLX: sky.horizontal,
    ZA80_HORIZ_LPR: sky.horizontalRatio,
    ZA80_BRIGHTEST_ART_MCCD: sky.brightest,
    ZA80_BRIGHTEST_LPR: sky.brightestRatio,
    ZA80_MEANLUM_ART_MCCD: sky.meanLuminance,
  };
}

export function oldSkyglow70Row(old: NsnsdMetrics): NightSheetRow<'LP70'> {
  const sky = oldSkyglow(reader(old), 2);
  return {
    SQI_ZA70: sky.quality,
    ZA70_ALR: sky.ratio,
    ZA70_ART_MAGS: sky.magnitude,
    ZA70_ART_MLX: sky.scalar,
    ZA70_MAXVERT_ART_MLX: sky.maximum,
    ZA70_MAXVERT_LPR: sky.maximumRatio,
    ZA70_MAXVERT_AZIMUTH: sky.maximumAzimuth,
    'ZA70_ MEANVERT_ART_MLX': sky.mean,
    ZA70_MEANVERT_LPR: sky.meanRatio,
    ZA70_MINVERT_ART_MLX: sky.minimum,
    ZA70_MINVERT_LPR: sky.minimumRatio,
    ZA70_MINVERT_AZIMUTH: sky.minimumAzimuth,
    ZA70_HORIZ_ART_MLX: sky.horizontal,
    ZA70_HORIZ_LPR: sky.horizontalRatio,
    ZA70_BRIGHTEST_ART_MCCD: sky.brightest,
    ZA70_BRIGHTEST_LPR: sky.brightestRatio,
    ZA70_MEANLUM_ART_MCCD: sky.meanLuminance,
  };
}
