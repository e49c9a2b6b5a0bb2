import { skyRegionOf, type SkyMetrics, type SkyRegion } from '@nightskies/contracts';
import type { NightSheetRow } from '../night-tables.js';
import {
  brightestOf,
  brightnessOf,
  freeRegion,
  magnitudeOf,
  microcandela,
  percentileOf,
  times,
  valueOf,
} from './metric-values.js';

/** The row of V2 PHOTOMETRY. */
export function v2PhotometryRow(metrics: SkyMetrics): NightSheetRow<'V2 PHOTOMETRY'> {
  const v2 = metrics.v2Photometry;
  return {
    ZENITH_MSA_V2: valueOf(v2?.zenith),
    ALLSKY_MAGS_V2: valueOf(v2?.allSky),
    ZA70_MAGS_V2: valueOf(v2?.za70),
    BRIGHTEST_MSA_V2: valueOf(v2?.brightest),
    DARKEST_MSA_V2: valueOf(v2?.faintest),
    SYN_SQM: valueOf(metrics.syntheticSqm?.reading),
    SCALAR_ILL_V2: valueOf(v2?.scalarIlluminance),
  };
}

/**
 * The row of V4 PHOTOMETRY. Mean luminance is that of the sky no terrain hides, as the old column was;
 * brightest luminance and illuminances take the hemisphere as it looks, terrain included, and nothing
 * from below the horizon (D5, D38, D40). SCALAR_ILL_V4 is the scalar illuminance of the sky: the old
 * product with an albedo is another quantity (D23).
 */
export function v4PhotometryRow(metrics: SkyMetrics): NightSheetRow<'V4 PHOTOMETRY'> {
  const free = freeRegion(metrics, 'all', 'horizon');
  const full = skyRegionOf(metrics, { light: 'all', sky: 'full', cap: 'horizon' });
  const zenith = metrics.zenith.find(({ light }) => light === 'all');
  const stars = metrics.visibleStars;
  const mean = valueOf(free?.luminance.mean);
  const brightest = valueOf(full?.luminance.maximum);
  const scalar = valueOf(full?.illuminance.scalar);
  const vertical = full?.illuminance.vertical;
  return {
    AVE_LUM_MSA: brightnessOf(mean),
    AVE_LUM_MCCD: times(mean, microcandela),
    ZENITH_LUM_MSA: valueOf(zenith?.brightness),
    ZENITH_LUM_MCCD: times(valueOf(zenith?.luminance), microcandela),
    BRIGHTEST_LUM_MSA: brightnessOf(brightest),
    BRIGHTEST_LUM_MCCD: times(brightest, microcandela),
    ALLSKY_MAGS: magnitudeOf(scalar),
    ALLSKY_MLX: scalar,
    HORIZ_MLX: valueOf(full?.illuminance.horizontal),
    MAXVERT_MLX: valueOf(vertical?.maximum),
    MAXVERT_AZIMUTH: valueOf(vertical?.maximumAzimuth),
    MINVERT_MLX: valueOf(vertical?.minimum),
    MINVERT_AZIMUTH: valueOf(vertical?.minimumAzimuth),
    NSTARS_FLAT: valueOf(stars?.flatHorizon),
    NSTARS_OBS: valueOf(stars?.unobstructed),
    NSTARS_EXT: valueOf(stars?.extinguished),
    VISSTARS_NAT: valueOf(stars?.visibleNaturally),
    VISSTARS_OBS: valueOf(stars?.visible),
    PCT_VISSTARS: times(valueOf(stars?.fraction), 100),
    SCALAR_ILL_V4: scalar,
  };
}

/** Percentiles both sheets have, microcandela per m2. */
function percentiles(region: SkyRegion | undefined) {
  const at = (percent: number): number | null => times(percentileOf(region, percent), microcandela);
  const over = (areaDeg2: number): number | null =>
    times(brightestOf(region, areaDeg2), microcandela);
  const median = times(valueOf(region?.luminance.median), microcandela);
  return { at, over, median };
}

/** The row of V4 PERCENTILES ALL, horizon masked as its title says (D5). */
export function percentilesAllRow(metrics: SkyMetrics): NightSheetRow<'V4 PERCENTILES ALL'> {
  const { at, over, median } = percentiles(freeRegion(metrics, 'all', 'horizon'));
  return {
    P05DEG_ALL: over(0.25),
    P1DEG_ALL: over(1),
    P99_ALL: at(99),
    P98_ALL: at(98),
    P95_ALL: at(95),
    P90_ALL: at(90),
    P80_ALL: at(80),
    P70_ALL: at(70),
    P60_ALL: at(60),
    P50_ALL: median,
    P01_ALL: at(1),
    P0005_ALL: at(0.05),
  };
}

/** The row of V4 PERCENTILES LP. */
export function percentilesSkyglowRow(metrics: SkyMetrics): NightSheetRow<'V4 PERCENTILES LP'> {
  const { at, over, median } = percentiles(freeRegion(metrics, 'artificial', 'horizon'));
  return {
    P05DEG_ART: over(0.25),
    P1DEG_ART: over(1),
    P99_ART: at(99),
    P98_ART: at(98),
    P95_ART: at(95),
    P90_ART: at(90),
    P80_ART: at(80),
    P70_ART: at(70),
    P60_ART: at(60),
    P50_ART: median,
    P01_ART: at(1),
  };
}
