import type { ExtinctionRow, SkyMetrics } from '@nightskies/contracts';
import type { PointingRow } from '../../pointing-table.js';
import type { ReportOfNight, ReportOfSet } from '../calibration-report.js';
import { mean, scaleOffset, type TableCards } from './from-headers.js';
import { dateAndClock, localMeanTime, oldLocalHours } from './local-mean-time.js';
import { valueOf } from './metric-values.js';

/** What a set's lines of the calibration report come from; null where there is none. */
export interface ReportFacts {
  readonly set: number;
  /** UTC of the first zenith frame, and of the last. */
  readonly startUtc: string | null;
  readonly endUtc: string | null;
  readonly longitudeDeg: number | null;
  readonly extinction: ExtinctionRow | null;
  readonly pointing: readonly PointingRow[];
  readonly metrics: SkyMetrics | null;
}

/**
 * Lines of a set in `calibreport.xlsx`. Extinction is positive for light lost; under compat it has the
 * sign of the slope, and hours of local mean time pass 24 in the east, as they did.
 */
export function reportOfSet(facts: ReportFacts, compat: 'none' | 'nsnsd'): ReportOfSet {
  const { extinction: fit, metrics, longitudeDeg } = facts;
  const hours = (utc: string | null): number | null => {
    if (utc === null || longitudeDeg === null) return null;
    return compat === 'nsnsd'
      ? oldLocalHours(utc, longitudeDeg)
      : localMeanTime(utc, longitudeDeg).hours;
  };
  const slope = fit?.extinctionFixed ?? null;
  const scale = fit?.averageScale ?? null;
  const errors = facts.pointing.map(({ totalErrorDeg }) => totalErrorDeg).filter(Number.isFinite);
  const v2 = metrics?.v2Photometry;
  return {
    set: facts.set,
    startHours: hours(facts.startUtc),
    endHours: hours(facts.endUtc),
    zeropointFixed: fit?.zeropointDefault ?? null,
    zeropointFree: fit?.zeropointFree ?? null,
    extinction: slope === null || compat === 'nsnsd' ? slope : 0 - slope,
    standardError: fit?.standardErrorFixed ?? null,
    stars: fit?.starsUsed ?? null,
    plateScaleArcsec: scale === null ? null : 60 * scale,
    plateScaleOffset: scale === null ? null : scaleOffset(scale),
    meanPointingErrorDeg: mean(errors),
    zenithMsa: valueOf(v2?.zenith),
    brightestMsa: valueOf(v2?.brightest),
    faintestMsa: valueOf(v2?.faintest),
    syntheticSqm: valueOf(metrics?.syntheticSqm?.reading),
  };
}

/** Head of `calibreport.xlsx`, from the first zenith frame of the first set. */
export function reportOfNight(of: {
  readonly night: string;
  /** Date of the request, `YYYY-MM-DD`. */
  readonly date: string;
  readonly processor: string | null;
  readonly location: string | null;
  readonly cards: TableCards;
  readonly flat: string | null;
  readonly curve: string | null;
  readonly bias: string | null;
  readonly thermal: string | null;
}): ReportOfNight {
  const { cards } = of;
  const start = cards.dateObs === null ? null : dateAndClock(cards.dateObs);
  return {
    night: of.night,
    date: of.date,
    processor: of.processor,
    park: of.location,
    site: cards.site,
    longitudeDeg: cards.longitudeDeg,
    latitudeDeg: cards.latitudeDeg,
    elevationM: cards.elevationM,
    dateUt: start?.date ?? null,
    timeUt: start?.clock ?? null,
    equipment: cards.instrument,
    observers: cards.observers,
    airTemperatureF: cards.airTemperatureF,
    humidityPercent: cards.humidityPercent,
    windMph: cards.windMph,
    ccdTemperatureC: cards.ccdTemperatureC,
    exposureSeconds: cards.exposureSeconds,
    collectionNotes: cards.notes,
    flat: of.flat,
    curve: of.curve,
    bias: of.bias,
    thermal: of.thermal,
  };
}
