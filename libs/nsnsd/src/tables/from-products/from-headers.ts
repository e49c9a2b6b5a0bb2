import type { CellValue } from '../columns.js';
import type { NightSheetRow } from '../night-tables.js';
import { dateAndClock, localMeanTime, oldMiddle } from './local-mean-time.js';

/** Cards of a frame the tables print; null where the header has none. */
export interface TableCards {
  /** DATE-OBS, UTC. */
  readonly dateObs: string | null;
  /** LOCATION, OBSERVER, NOTES. */
  readonly site: string | null;
  readonly observers: string | null;
  readonly notes: string | null;
  /** LONGITUD (degrees, east positive), LATITUDE, ELEVATIO (m). */
  readonly longitudeDeg: number | null;
  readonly latitudeDeg: number | null;
  readonly elevationM: number | null;
  /** AMTEMP_F, HUMID (percent), WIND_MPH, CCD-TEMP (degrees Celsius). */
  readonly airTemperatureF: number | null;
  readonly humidityPercent: number | null;
  readonly windMph: number | null;
  readonly ccdTemperatureC: number | null;
  /** INSTRUME, TELESCOP, FILTER, EXPTIME. */
  readonly instrument: string | null;
  readonly telescope: string | null;
  readonly filter: string | null;
  readonly exposureSeconds: number | null;
}

export interface NightFacts {
  readonly night: string;
  /** The park, from the file list. */
  readonly location: string | null;
  /** Of the first frame of the first set. */
  readonly cards: TableCards;
  readonly images: number | null;
  /** Default zeropoint of the first set, mag. */
  readonly zeropointMag: number | null;
  /** Scale of an unbinned pixel, arcmin, of each set that has one. */
  readonly scalesArcmin: readonly number[];
  readonly sets: number;
  readonly albedo: number | null;
  readonly centralAzimuthDeg: number | null;
}

/** What the agency calls a camera; the old pipeline took ML1 for ML 2 and did not know ML2 (D31). */
const cameraOf = (id: string, compat: Compat): string | null => {
  const [, number] = /^ML ?([1-7])$/i.exec(id) ?? [];
  if (compat === 'nsnsd' && (number === '1' || number === '2'))
    return number === '1' ? 'ML 2' : null;
  if (number !== undefined) return `ML ${number}`;
  if (compat === 'nsnsd') return null;
  if (/^SBIG ?1$/i.test(id)) return 'SBIG 1';
  return ['IMG1', 'Proline'].find((name) => name.toLowerCase() === id.toLowerCase()) ?? null;
};

/** Batch of the V filter by camera (sky-stages 7.1). */
const filterBatches: Readonly<Record<string, number>> = {
  'ML 2': 9776,
  'ML 3': 9047,
  'ML 4': 9776,
  'ML 5': 9776,
};

/** Lenses as headers name them, and as the agency does. */
const lenses: Readonly<Record<string, string>> = { 'Nikon f/2_new': 'Nikon 1.2' };

type Compat = 'none' | 'nsnsd';

/** The row of NIGHT METADATA. What the headers do not say is empty. */
export function nightMetadataRow(
  facts: NightFacts,
  compat: Compat,
): NightSheetRow<'NIGHT METADATA'> {
  const { cards } = facts;
  const start = cards.dateObs === null ? null : dateAndClock(cards.dateObs);
  const [cameraId = '', lensId = ''] = (cards.instrument ?? '')
    .split(',')
    .map((part) => part.trim());
  const camera = cameraOf(cameraId, compat);
  const observers = (cards.observers ?? '').split(',').map((name) => name.trim());
  const scale = mean(facts.scalesArcmin);
  const mount = /^nexstar (\d{1,2}|SE1)$/i.exec(cards.telescope?.trim() ?? '');
  return {
    NPS_UNIT: facts.location,
    UNIT_CODE: facts.night.slice(0, 4),
    LONGITUDE: cards.longitudeDeg,
    LATITUDE: cards.latitudeDeg,
    ELEVATION: cards.elevationM,
    SITE_NAME: cards.site,
    DATE_START_UT: start?.date ?? null,
    'TIME _START_UT': start?.clock ?? null,
    AIR_TEMP_C: cards.airTemperatureF === null ? null : ((cards.airTemperatureF - 32) * 5) / 9,
    RH: cards.humidityPercent,
    WIND_SPEED_MPH: cards.windMph,
    CAMERA: camera,
    CAMERA_TEMP: cards.ccdTemperatureC,
    LENS: lenses[lensId] ?? null,
    FILTER_NAME: cards.filter?.trim() ?? null,
    FILTER: (cards.filter?.trim() === 'V' ? filterBatches[camera ?? ''] : undefined) ?? null,
    INSTRUMENT: mount === null ? null : `NexStar ${mount[1]?.toUpperCase() ?? ''}`,
    NUM_IMAGES: compat === 'nsnsd' ? 45 : facts.images,
    EXPTIME: cards.exposureSeconds,
    ZEROPOINT: facts.zeropointMag,
    IMG_SCALE_OFFSET: scale === null ? null : scaleOffset(scale),
    NUM_SETS: facts.sets,
    ALBEDO: facts.albedo,
    OBS_1: named(observers[0]),
    OBS_2: named(observers[1]),
    OBS_3: named(observers[2]),
    OBS_4: named(observers[3]),
    PICTAZIMUTH: azimuthText(facts.centralAzimuthDeg),
  };
}

const named = (name: string | undefined): CellValue =>
  name === undefined || name === '' ? null : name;

const azimuthText = (azimuthDeg: number | null): string | null =>
  azimuthDeg === null ? null : String(Math.floor(azimuthDeg)).padStart(3, '0');

export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** 2.5 log10 of the square arcseconds of a pixel (U11). */
export const scaleOffset = (scaleArcmin: number): number =>
  2.5 * Math.log10((60 * scaleArcmin) ** 2);

/**
 * The row of SET METADATA. The middle is that of the frames; under compat 0.16 h after the start
 * (D43).
 *
 * @param times UTC; null when unknown
 */
export function setMetadataRow(
  times: {
    readonly start: string | null;
    readonly middle: string | null;
    readonly longitudeDeg: number | null;
  },
  compat: Compat,
): NightSheetRow<'SET METADATA'> {
  const { start, middle, longitudeDeg } = times;
  const begun = start === null ? null : dateAndClock(start);
  const local =
    longitudeDeg === null
      ? null
      : compat === 'nsnsd'
        ? start === null
          ? null
          : oldMiddle(start, longitudeDeg)
        : middle === null
          ? null
          : localMeanTime(middle, longitudeDeg);
  return {
    SSTART_DATE_UT: begun?.date ?? null,
    SSTART_TIME_UT: begun?.clock ?? null,
    MID_DATE_LMT: local?.date ?? null,
    MID_TIME_LMT: local?.hours ?? null,
  };
}
