import type { NaturalSkyFitDocument } from '@nightskies/contracts';
import type { ModelParameters } from '../model-parameters.js';
import type { NightSheetRow } from '../night-tables.js';

/** What the model was computed with beside the fitted numbers. */
export interface ModelSettings {
  readonly airglowHeightKm: number;
  /** Null when no header says it: the model took sea level. */
  readonly siteElevationM: number | null;
  /** Magnitudes per airmass; null when none was measured: the model took a usual one. */
  readonly extinctionCoefficient: number | null;
  /** Parts of it that dim each component; null where the extinction follows another law. */
  readonly extinctionConstants: {
    readonly airglow: number;
    readonly zodiacal: number;
    readonly galactic: number;
  } | null;
}

/** Microcandela per m2 in a nanolambert (U4). */
const microcandelaPerNanolambert = 3.1831;

/** The row of NATSKY. Zenith airglow is that above the atmosphere, as the old parameter was. */
export function naturalSkyRow(
  { parameters }: NaturalSkyFitDocument,
  settings: ModelSettings,
): NightSheetRow<'NATSKY'> {
  return {
    EM_LYR_HT_KM: settings.airglowHeightKm,
    SITE_ELEV: settings.siteElevationM,
    EXTCOEFF_USED: settings.extinctionCoefficient,
    ZENITH_AIRGLOW_MCCD: microcandelaPerNanolambert * parameters.airglowZenithNl,
    AIRGLOW_EXT_CONST: settings.extinctionConstants?.airglow ?? null,
    ADL_MULT: parameters.diffuseFactor,
    ZOD_EXT_CONST: settings.extinctionConstants?.zodiacal ?? null,
    GAL_EXT_CONST: settings.extinctionConstants?.galactic ?? null,
  };
}

/** The row of `Model_Parameters` in `natsky_model_params.xlsx`. */
export function modelParametersRow(
  { parameters }: NaturalSkyFitDocument,
  settings: ModelSettings,
): ModelParameters {
  return {
    'Emitting Layer Height (km)': settings.airglowHeightKm,
    'Site Elevation (m)': settings.siteElevationM,
    'Extinction Coefficient': settings.extinctionCoefficient,
    'Zenith Airglow (nL)': parameters.airglowZenithNl,
    'Airglow Extinction Constant': settings.extinctionConstants?.airglow ?? null,
    'A.D.L. Multiplier': parameters.diffuseFactor,
    'Zodiacal Extinction Constant': settings.extinctionConstants?.zodiacal ?? null,
    'Galactic Extinction Constant': settings.extinctionConstants?.galactic ?? null,
  };
}

/** The fit's own grade, for the prompt beside the cell where a person grades. */
export function proposedQuality({ goodness }: NaturalSkyFitDocument): {
  readonly grade: number;
  readonly reason: string;
} {
  return { grade: goodness.grade, reason: goodness.reasons.join('; ') };
}
