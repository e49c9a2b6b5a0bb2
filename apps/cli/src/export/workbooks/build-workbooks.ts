import type { TypedFields } from '@nightskies/contracts';
import {
  brightnessRows,
  calibrationReport,
  calibrationRow,
  citiesWorkbook,
  cityRows,
  extinctionSheetRow,
  imageRows,
  metricRows,
  modelParametersRow,
  modelParametersWorkbook,
  naturalSkyRow,
  nightMetadataRow,
  nightWorkbook,
  placeRows,
  proposedQuality,
  reportOfNight,
  reportOfSet,
  setMetadataRow,
  verticalRows,
  verticalWorkbook,
  type NightTables,
  type SetTables,
  type WorkbookPaths,
} from '@nightskies/nsnsd';
import type { NightProducts, SetProducts } from './night-products.js';

/** Bytes of the workbooks of a night; those nothing is known for are left out. */
export type Workbooks = Partial<Record<keyof WorkbookPaths, Uint8Array>>;

const noMetrics = {
  ...{ v2Photometry: null, v4Photometry: null, skyglow: null, skyglow80: null, skyglow70: null },
  ...{ zones: null, percentilesAll: null, percentilesSkyglow: null },
};

/**
 * The workbooks of a night from its products, with what people typed: tables and calibration report
 * always, natural sky and vertical illuminance once the sky was measured, cities where places are known.
 */
export async function buildWorkbooks(
  products: NightProducts,
  typed: TypedFields | null,
): Promise<Workbooks> {
  const { compat, sets } = products;
  const measured = sets.flatMap(({ set, metrics }) => (metrics === null ? [] : [{ set, metrics }]));
  const [first] = measured;
  const modelled = sets.filter(({ fit, metrics }) => fit !== null || metrics !== null);
  return {
    tables: await nightWorkbook(nightTables(products), typed, { compat }),
    calibrationReport: await calibrationReport(reportOf(products), typed),
    ...(modelled.length > 0 && {
      modelParameters: await modelParametersWorkbook(
        modelled.map(({ set, fit, settings, metrics }) => ({
          set,
          parameters: fit === null || settings === null ? null : modelParametersRow(fit, settings),
          ...(metrics === null
            ? { allSources: null, artificial: null }
            : brightnessRows(metrics, compat)),
          proposedQuality: fit === null ? null : proposedQuality(fit),
        })),
        typed,
        { compat },
      ),
    }),
    ...(measured.length > 0 && {
      vertical: await verticalWorkbook(verticalRows(measured, compat)),
    }),
    ...(first !== undefined && {
      cities: await citiesWorkbook(cityRows(first.metrics, compat)),
    }),
  };
}

function nightTables(products: NightProducts): NightTables {
  const { night, location, cards, compat, sets, centralAzimuthDeg } = products;
  const [first] = sets;
  const metrics = sets.find((set) => set.metrics !== null)?.metrics ?? null;
  return {
    night,
    processor: products.processor ?? '',
    requested: products.requested,
    observers: (cards.observers ?? '').split(',').map((name) => name.trim()),
    metadata: nightMetadataRow(
      {
        ...{ night, location, cards, centralAzimuthDeg },
        images: first?.images ?? null,
        zeropointMag: first?.extinction?.zeropointDefault ?? null,
        scalesArcmin: sets.flatMap(({ extinction }) => extinction?.averageScale ?? []),
        sets: sets.length,
        albedo: metrics?.albedo.value ?? null,
      },
      compat,
    ),
    places: metrics === null ? [] : placeRows(metrics),
    sets: sets.map((set) => setTables(set, products)),
  };
}

function setTables(set: SetProducts, { cards, compat }: NightProducts): SetTables {
  const { metrics, fit, settings, extinction, pointing, coordinates } = set;
  return {
    set: set.set,
    metadata: setMetadataRow(
      {
        start: utcOf(set.startJd),
        middle: utcOf(set.middleJd),
        longitudeDeg: cards.longitudeDeg,
      },
      compat,
    ),
    calibration: calibrationRow({ ...set.masters, biasDriftsDn: set.biasDriftsDn, pointing }),
    extinction: extinction === null ? null : extinctionSheetRow(extinction),
    images: imageRows(pointing, coordinates),
    naturalSky: fit === null || settings === null ? null : naturalSkyRow(fit, settings),
    ...(metrics === null ? noMetrics : metricRows(metrics, compat)),
  };
}

function reportOf(products: NightProducts): Parameters<typeof calibrationReport>[0] {
  const { night, location, cards, compat, sets, picture, processor, requested } = products;
  const masters = sets[0]?.masters ?? { flat: null, curve: null, bias: null, thermal: null };
  return {
    night: reportOfNight({
      ...{ night, processor, location, cards, ...masters },
      date: requested.slice(0, 10),
    }),
    sets: sets.map((set) =>
      reportOfSet(
        {
          ...{ set: set.set, extinction: set.extinction, pointing: set.pointing },
          ...{ metrics: set.metrics, longitudeDeg: cards.longitudeDeg },
          startUtc: utcOf(set.startJd),
          endUtc: utcOf(set.endJd),
        },
        compat,
      ),
    ),
    picture,
  };
}

const unixEpochJd = 2_440_587.5;
const hundredthsPerDay = 8_640_000;

/** ISO 8601 of a Julian date in UTC, to a hundredth of a second: headers give no more. */
export function utcOf(jd: number | null): string | null {
  if (jd === null) return null;
  return new Date(Math.round((jd - unixEpochJd) * hundredthsPerDay) * 10).toISOString();
}
