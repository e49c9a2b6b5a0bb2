import type { SkyCap, SkyMetrics } from '@nightskies/contracts';
import type { NightSheetRow } from '../night-tables.js';
import { freeRegion, magnitudeOf, microcandela, ratioOf, times, valueOf } from './metric-values.js';

/** Artificial light over one cap: what LP, LP80 and LP70 have in common. */
function skyglowOf(metrics: SkyMetrics, cap: SkyCap) {
  const region = freeRegion(metrics, 'artificial', cap);
  const vertical = region?.illuminance.vertical;
  const scalar = valueOf(region?.illuminance.scalar);
  return {
    quality: valueOf(metrics.skyQuality.find((one) => one.cap === cap)?.table),
    ratio: ratioOf(metrics, 'mean-luminance', cap),
    magnitude: magnitudeOf(scalar),
    scalar,
    maximum: valueOf(vertical?.maximum),
    maximumRatio: ratioOf(metrics, 'vertical-illuminance-maximum', cap),
    maximumAzimuth: valueOf(vertical?.maximumAzimuth),
    mean: valueOf(vertical?.mean),
    meanRatio: ratioOf(metrics, 'vertical-illuminance-mean', cap),
    minimum: valueOf(vertical?.minimum),
    minimumRatio: ratioOf(metrics, 'vertical-illuminance-minimum', cap),
    minimumAzimuth: valueOf(vertical?.minimumAzimuth),
    horizontal: valueOf(region?.illuminance.horizontal),
    horizontalRatio: ratioOf(metrics, 'horizontal-illuminance', cap),
    brightest: times(valueOf(region?.luminance.maximum), microcandela),
    brightestRatio: ratioOf(metrics, 'brightest-luminance', cap),
    meanLuminance: times(valueOf(region?.luminance.mean), microcandela),
  };
}

/** The row of LP. Ratios are to the constants of the agency. */
export function skyglowRow(metrics: SkyMetrics): NightSheetRow<'LP'> {
  const sky = skyglowOf(metrics, 'horizon');
  const zenith = metrics.zenith.find(({ light }) => light === 'artificial');
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
    ZENITH_LUM_ART_MCCD: times(valueOf(zenith?.luminance), microcandela),
    ZENITH_LUM_LPR: ratioOf(metrics, 'zenith-luminance', 'horizon'),
    MEANLUM_ART_MCCD: sky.meanLuminance,
    MODEL_ALR: valueOf(metrics.modelledRatio),
  };
}

/** The row of LP80. Ratios are to constants scaled to the cap (D22). */
export function skyglow80Row(metrics: SkyMetrics): NightSheetRow<'LP80'> {
  const sky = skyglowOf(metrics, 'za80');
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

/** The row of LP70. Ratios are to constants scaled to the cap (D22). */
export function skyglow70Row(metrics: SkyMetrics): NightSheetRow<'LP70'> {
  const sky = skyglowOf(metrics, 'za70');
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

/** The row of ZONES: artificial light by ring, the first about the zenith. */
export function zonesRow(metrics: SkyMetrics): NightSheetRow<'ZONES'> {
  const ofArtificial = metrics.zones.filter(({ light }) => light === 'artificial');
  const free = ofArtificial.filter(({ sky }) => sky === 'free');
  const zones = [...(free.length > 0 ? free : ofArtificial)].sort(
    (a, b) => a.fromZenithDeg - b.fromZenithDeg,
  );
  const mean = (zone: number): number | null => times(valueOf(zones[zone]?.mean), microcandela);
  const light = (zone: number): number | null => valueOf(zones[zone]?.illuminance);
  const share = (zone: number): number | null => valueOf(zones[zone]?.sharePercent);
  return {
    ZONE1_MCCD: mean(0),
    ZONE1_MLX: light(0),
    ZONE1_PCT: share(0),
    ZONE2_MCCD: mean(1),
    ZONE2_MLX: light(1),
    ZONE2_PCT: share(1),
    ZONE3_MCCD: mean(2),
    ZONE3_MLX: light(2),
    ZONE3_PCT: share(2),
    ZONE4_MCCD: mean(3),
    ZONE4_MLX: light(3),
    ZONE4_PCT: share(3),
    ZONE5_MCCD: mean(4),
    ZONE5_MLX: light(4),
    ZONE5_PCT: share(4),
  };
}
