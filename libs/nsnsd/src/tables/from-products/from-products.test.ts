import { describe, expect, it } from 'vitest';
import {
  skyMetricsSchema,
  type ExtinctionRow,
  type Light,
  type Measured,
  type SkyCap,
  type SkyMetrics,
  type SkyPart,
  type SkyRegion,
} from '@nightskies/contracts';
import { calibrationRow, extinctionSheetRow, imageRows } from './from-calibration.js';
import { nightMetadataRow, setMetadataRow, type NightFacts } from './from-headers.js';
import { brightnessRows, metricRows, verticalRows } from './metric-rows.js';
import { cityRows, placeRows } from './other-rows.js';
import { reportOfSet } from './report-rows.js';

const measured = (value: number | null, unit: string): Measured => ({
  ...{ value, uncertainty: null, parts: null, unit },
  reason: value === null ? 'not measured' : null,
});

/** One cd/m2 of a uniform hemisphere is pi lx on the ground; here 0.25 mcd/m2 (78.5 nL) times a factor. */
function regionOf(light: Light, sky: SkyPart, cap: SkyCap, factor: number): SkyRegion {
  const luminance = (value: number): Measured => measured(factor * value, 'mcd/m2');
  const illuminance = (value: number): Measured => measured(factor * value, 'mlx');
  return {
    ...{ light, sky, cap, solidAngleSr: 6.28, coveredFraction: 1, interpolatedFraction: 0 },
    luminance: {
      mean: luminance(0.25),
      median: luminance(0.2),
      minimum: luminance(0.1),
      maximum: luminance(50),
      percentiles: [0.05, 1, 60, 70, 80, 90, 95, 98, 99].map((percent) => ({
        percent,
        value: luminance(percent / 1000),
      })),
      brightest: [
        { areaDeg2: 0.25, value: luminance(20) },
        { areaDeg2: 1, value: luminance(10) },
      ],
    },
    illuminance: {
      horizontal: illuminance(0.78),
      scalar: illuminance(1.56),
      vertical: {
        maximum: illuminance(0.5),
        maximumAzimuth: measured(260, 'deg'),
        minimum: illuminance(0.3),
        minimumAzimuth: measured(80, 'deg'),
        mean: illuminance(0.39),
        profile: {
          stepDeg: 5,
          values: Array.from({ length: 72 }, (_, index) => factor * index),
          uncertainties: Array.from({ length: 72 }, () => null),
        },
      },
    },
  };
}

const caps: readonly SkyCap[] = ['horizon', 'za80', 'za70'];

const metrics: SkyMetrics = {
  format: 1,
  measuring: {
    ...{ zenithRadiusDeg: 5, zoneEdgesDeg: [0, 20, 40, 60, 80, 90], systematicFraction: null },
    ...{ correlatedPatchDeg2: 1, filledGapDeg: 5, toleratedFraction: 0.02, sentences: [] },
  },
  regions: [
    ...caps.map((cap) => regionOf('all', 'full', cap, 2)),
    ...caps.map((cap) => regionOf('all', 'free', cap, 1)),
    ...caps.map((cap, index) => regionOf('artificial', 'free', cap, 0.5 - index / 8)),
  ],
  zones: [40, 0, 20, 80, 60].map((fromZenithDeg) => ({
    ...{ light: 'artificial', sky: 'free', fromZenithDeg, toZenithDeg: fromZenithDeg + 20 },
    coveredFraction: 1,
    mean: measured(fromZenithDeg / 1000, 'mcd/m2'),
    maximum: measured(1, 'mcd/m2'),
    illuminance: measured(fromZenithDeg / 100, 'mlx'),
    sharePercent: measured(fromZenithDeg / 2, '%'),
  })),
  zenith: (['all', 'artificial'] as const).map((light, index) => ({
    ...{ light, radiusDeg: 5, luminance: measured(0.2 - index / 10, 'mcd/m2') },
    brightness: measured(21.8 + index, 'mag/arcsec2'),
  })),
  ratios: caps.map((cap, index) => ({
    ...{ subject: 'mean-luminance', cap, against: 'constants' },
    reference: { value: 0.2483, unit: 'mcd/m2' },
    ratio: measured(0.5 - index / 10, '1'),
  })),
  skyQuality: caps.map((cap, index) => ({
    cap,
    table: measured(70 + index, '1'),
    continuous: measured(60, '1'),
  })),
  syntheticSqm: null,
  visibleStars: null,
  v2Photometry: null,
  reflectedIlluminance: measured(null, 'mlx'),
  albedo: measured(null, '1'),
  modelledRatio: measured(null, '1'),
  nearbyPlaces: {
    ...{ source: 'towns.csv', reason: null, withinKm: 450, least: 0.001 },
    places: [
      {
        ...{ name: 'Mesa', state: 'AZ', latitudeDeg: 36, longitudeDeg: -111, population: 1000 },
        ...{ radiusKm: 5, distanceKm: 60, bearingDeg: 355, walker: 0.1, halfWidthDeg: 7 },
        intervalsDeg: [
          [348, 360],
          [0, 2],
        ],
      },
      {
        ...{ name: 'Page', state: 'AZ', latitudeDeg: 37, longitudeDeg: -111, population: 900 },
        ...{ radiusKm: null, distanceKm: 70, bearingDeg: 190, walker: 0.05, halfWidthDeg: null },
        intervalsDeg: [],
      },
    ],
  },
  missing: [],
  nsnsd: null,
};

const fit: ExtinctionRow = {
  ...{ set: 1, framesSolved: 44, starsUsed: 311, starsRejected: 12 },
  ...{ zeropointFree: 14.78, zeropointFreeError: 0.006 },
  ...{ extinctionFree: -0.16, extinctionFreeError: 0.01, standardErrorFree: 0.03 },
  ...{ zeropointDefault: 14.7, extinctionFixed: -0.15, extinctionFixedError: 0.01 },
  ...{ standardErrorFixed: 0.031, colourCoefficientDefault: 0.04, colourCoefficientFree: 0.05 },
  ...{ colourCoefficientFreeError: 0.01, xScale: 1.6, yScale: 1.6, averageScale: 1.6 },
  exposureSeconds: 15,
};

const night: NightFacts = {
  night: 'SIMA261101',
  location: 'Simulated Park',
  cards: {
    dateObs: '2026-11-02T04:12:33.25',
    site: 'Mesa Top',
    observers: 'A One, B Two,C Three',
    notes: null,
    longitudeDeg: -111.5,
    latitudeDeg: 36.25,
    elevationM: 1480,
    airTemperatureF: 50,
    humidityPercent: 41,
    windMph: 2.5,
    ccdTemperatureC: -20,
    instrument: 'ML2, Nikon f/2_new',
    telescope: 'Nexstar 4',
    filter: 'V',
    exposureSeconds: 15,
  },
  images: 44,
  zeropointMag: 14.7,
  scalesArcmin: [1.5, 1.7],
  sets: 2,
  albedo: 0.2,
  centralAzimuthDeg: 45.9,
};

describe('rows from headers', () => {
  it('name the camera, its filter and mount as the agency does', () => {
    expect(nightMetadataRow(night, 'none')).toMatchObject({
      UNIT_CODE: 'SIMA',
      DATE_START_UT: '2026-11-02',
      'TIME _START_UT': '04:12:33.250',
      AIR_TEMP_C: 10,
      CAMERA: 'ML 2',
      LENS: 'Nikon 1.2',
      FILTER: 9776,
      INSTRUMENT: 'NexStar 4',
      NUM_IMAGES: 44,
      OBS_3: 'C Three',
      OBS_4: null,
      PICTAZIMUTH: '045',
    });
    // 1.6 arcmin are 96 arcsec.
    expect(nightMetadataRow(night, 'none').IMG_SCALE_OFFSET).toBeCloseTo(9.9114, 4);
  });

  it('under compat do not know ML2 and always count 45 pictures', () => {
    expect(nightMetadataRow(night, 'nsnsd')).toMatchObject({ CAMERA: null, NUM_IMAGES: 45 });
    const first = { ...night, cards: { ...night.cards, instrument: 'ML1' } };
    expect(nightMetadataRow(first, 'nsnsd').CAMERA).toBe('ML 2');
    expect(nightMetadataRow(first, 'none')).toMatchObject({ CAMERA: 'ML 1', LENS: null });
  });

  it('put the middle of a set into the day of local mean time', () => {
    const times = {
      start: '2026-11-02T06:50:00',
      middle: '2026-11-02T07:02:00',
      longitudeDeg: -111,
    };
    expect(setMetadataRow(times, 'none')).toMatchObject({
      SSTART_DATE_UT: '2026-11-02',
      SSTART_TIME_UT: '06:50:00.000',
      MID_DATE_LMT: '2026-11-01',
    });
    expect(setMetadataRow(times, 'none').MID_TIME_LMT).toBeCloseTo(7 + 2 / 60 - 7.4 + 24, 10);
    expect(setMetadataRow(times, 'nsnsd').MID_TIME_LMT).toBeCloseTo(
      6 + 50 / 60 - 7.4 + 24 + 0.16,
      10,
    );
    const east = { start: '2026-11-02T20:00:00', middle: '2026-11-02T20:06:00', longitudeDeg: 90 };
    expect(setMetadataRow(east, 'none').MID_DATE_LMT).toBe('2026-11-03');
    expect(setMetadataRow(east, 'none').MID_TIME_LMT).toBeCloseTo(2.1, 10);
    expect(setMetadataRow(east, 'nsnsd')).toMatchObject({ MID_DATE_LMT: '2026-11-03' });
    expect(setMetadataRow(east, 'nsnsd').MID_TIME_LMT).toBeCloseTo(2.16, 10);
  });
});

describe('rows from calibration', () => {
  it('turn the signs of the old tables', () => {
    expect(extinctionSheetRow(fit)).toEqual({
      NUM_SOLVED: 44,
      STARS_REG: 311,
      STARS_REJ: 12,
      STD_ERR_Y: 0.031,
      ZEROPOINT_FLOAT: 14.78,
      COLOR_FLOAT: -0.05,
      ZEROPOINT: 14.7,
      COLOR: 0.04,
      EXTCOEFF: 0.15,
    });
    const facts = {
      ...{ set: 1, startUtc: '2026-11-02T20:00:00', endUtc: null, longitudeDeg: 90 },
      ...{ extinction: fit, pointing: [], metrics: null },
    };
    expect(reportOfSet(facts, 'none')).toMatchObject({
      ...{ extinction: 0.15, startHours: 2, endHours: null, plateScaleArcsec: 96 },
      meanPointingErrorDeg: null,
    });
    expect(reportOfSet(facts, 'nsnsd')).toMatchObject({ extinction: -0.15, startHours: 26 });
  });

  it('take pointing errors and places of the pictures that both tables have', () => {
    const pointing = [1, 3].map((number) => ({
      number,
      commanded: { azimuthDeg: 0, altitudeDeg: 10 },
      observed: { azimuthDeg: number, altitudeDeg: 10 + number },
      ...{ azimuthErrorDeg: 0, altitudeErrorDeg: 0, totalErrorDeg: number / 10 },
    }));
    const coordinates = [3, 2, 1].map((number) => ({
      ...{ number, galacticAngleDeg: 0, flippedGalacticLongitudeDeg: -number },
      ...{ galacticLatitudeDeg: 20, eclipticAngleDeg: 0, flippedHelioeclipticLongitudeDeg: 30 },
      ...{ eclipticLatitudeDeg: 40, centre: { raDeg: 150, decDeg: 5 } },
    }));
    expect(
      calibrationRow({ flat: 'f', curve: 'c', biasDriftsDn: [1, null, -2.5], pointing }),
    ).toEqual({
      ...{ FLAT_NAME: 'f', CURVE_NAME: 'c', BIAS_DRIFT: 3.5 },
      ...{ MAX_POINT_ERR: 0.3, AVE_POINT_ERR: 0.2 },
    });
    expect(imageRows(pointing, coordinates)).toMatchObject([
      {
        IMG_NUM: 1,
        AZIMUTH: 1,
        ALTITUDE: 11,
        RA: 10,
        DEC: 5,
        GALL: -1,
        GALB: 20,
        ECL: 30,
        ECB: 40,
      },
      { IMG_NUM: 3, AZIMUTH: 3, RA: 10 },
    ]);
  });
});

describe('rows from metrics', () => {
  it('are of a document that keeps its contract', () => {
    expect(skyMetricsSchema.parse(metrics)).toEqual(metrics);
  });

  it('have luminance in microcandela and magnitudes by one law', () => {
    const row = metricRows(metrics, 'none').v4Photometry;
    expect(row).toMatchObject({
      ...{ AVE_LUM_MCCD: 250, ZENITH_LUM_MCCD: 200, ZENITH_LUM_MSA: 21.8 },
      ...{ BRIGHTEST_LUM_MCCD: 100_000, ALLSKY_MLX: 3.12, HORIZ_MLX: 1.56, SCALAR_ILL_V4: 3.12 },
      ...{ MAXVERT_MLX: 1, MAXVERT_AZIMUTH: 260, NSTARS_OBS: null },
    });
    // 0.25 mcd/m2 are 21.593 mag/arcsec2, and magnitude 0 is 2.55e-6 lx.
    expect(row?.AVE_LUM_MSA).toBeCloseTo(21.593, 3);
    expect(row?.ALLSKY_MAGS).toBeCloseTo(-2.5 * Math.log10(3.12e-3 / 2.55e-6), 2);
  });

  it('take artificial light by cap, ratios to constants, zones from the zenith outward', () => {
    const rows = metricRows(metrics, 'none');
    expect(rows.skyglow).toMatchObject({
      ...{ SQI_ALLSKY: 70, ALR: 0.5, HORIZ_ART_MLX: 0.39, MEANLUM_ART_MCCD: 125 },
      ...{ ZENITH_LUM_ART_MCCD: 100, HORIZ_LPR: null, MODEL_ALR: null },
    });
    expect(rows.skyglow80).toMatchObject({
      SQI_ZA80: 71,
      ZA80_ALR: 0.4,
      ZA80_HORIZ_ART_MLX: 0.2925,
    });
    expect(rows.skyglow70).toMatchObject({ SQI_ZA70: 72, ZA70_ALR: 0.3 });
    expect(rows.zones).toMatchObject({
      ...{ ZONE1_MCCD: 0, ZONE2_MCCD: 20, ZONE3_MLX: 0.4, ZONE4_PCT: 30, ZONE5_MCCD: 80 },
    });
    expect(rows.percentilesAll).toMatchObject({ P05DEG_ALL: 20_000, P99_ALL: 99, P50_ALL: 200 });
    expect(rows.percentilesSkyglow).toMatchObject({ P1DEG_ART: 5000, P01_ART: 0.5 });
  });

  it('of the natural sky are in nanolamberts', () => {
    const { allSources, artificial } = brightnessRows(metrics, 'none');
    expect(allSources?.['Allsky Average Luminance']).toBeCloseTo(78.54, 2);
    expect(artificial?.['Allsky Average Luminance']).toBeCloseTo(39.27, 2);
    expect(artificial?.['Clipped at 8.6 nL Sum (mlux)']).toBeNull();
    const vertical = verticalRows([{ set: 3, metrics }], 'none');
    expect(vertical.artificial70.azimuthsDeg).toHaveLength(72);
    expect(vertical.artificial.sets).toMatchObject([{ set: 3, maximum: 0.25, horizontal: 0.39 }]);
    expect(vertical.artificial.sets[0]?.values[2]).toBe(1);
  });

  it('have no row of artificial light where there is no such map', () => {
    const bare = {
      ...metrics,
      regions: metrics.regions.filter(({ light }) => light === 'all'),
    };
    const rows = metricRows(bare, 'none');
    expect([rows.skyglow, rows.skyglow80, rows.zones]).toEqual([null, null, null]);
    expect(rows.v4Photometry).not.toBeNull();
    expect(brightnessRows(bare, 'none').artificial).toBeNull();
  });

  it('under compat are the old numbers through the old conversions, or none', () => {
    expect(metricRows(metrics, 'nsnsd')).toEqual({
      ...{ v2Photometry: null, v4Photometry: null, percentilesAll: null, skyglow: null },
      ...{ skyglow80: null, skyglow70: null, zones: null, percentilesSkyglow: null },
    });
    const compat: SkyMetrics = {
      ...metrics,
      albedo: measured(0.2, '1'),
      nsnsd: {
        values: {
          ...{ skyave1: 78, skymax0: 100, totalill0: 1, horizs: 0.8, skyscalar: 1.56 },
          ...{ max_vlum: 0.4, max_vlum_azimuth: 265, min_vlum: 0.2, min_vlum_azimuth: 0 },
          ...{ 'artificial.hemis_0': 39 / 412_529_264, 'artificial.horizs_0': 0.4 },
          ...{ 'artificial.max_vlum_0': 0.2, 'artificial.sqi_0': 71, 'artificial.skymax_0': 108 },
          ...{ 'artificial.totalill_0': -1, 'artificial.zoneAve0': 10, 'artificial.zonePct0': 7 },
          ...{ 'artificial.horizs_1': 0.24, 'skyglow.zenith': 27, 'skyglow.clipped_sum': 0.5 },
          ...{ 'median.p99': 200, 'median.0.5_degree_percentile': 300, 'skyglow.median': 4 },
        },
        vertical: { all: Array<number>(72).fill(1), artificial: Array<number[]>(3).fill([2, 3]) },
        departures: [],
      },
    };
    const rows = metricRows(compat, 'nsnsd');
    expect(rows.v4Photometry?.AVE_LUM_MSA).toBeCloseTo(21.6006, 4);
    expect(rows.v4Photometry?.AVE_LUM_MCCD).toBeCloseTo(248.28, 2);
    expect(rows.v4Photometry?.ALLSKY_MAGS).toBeCloseTo(-13.98 + 7.5, 10);
    expect(rows.v4Photometry?.SCALAR_ILL_V4).toBeCloseTo(0.078, 10);
    expect(rows.skyglow).toMatchObject({
      ...{ SQI_ALLSKY: 71, MAXVERT_LPR: 0.5, HORIZ_LPR: 0.5, BRIGHTEST_LPR: 2 },
      ...{ ZENITH_LUM_LPR: 0.5, ALLSKY_ART_MAGS: null },
    });
    expect(rows.skyglow?.ALR).toBeCloseTo(0.5, 10);
    expect(rows.skyglow80?.ZA80_HORIZ_LPR).toBeCloseTo(0.3, 10);
    expect(rows.zones).toMatchObject({ ZONE1_MCCD: 31.831, ZONE1_PCT: 7, ZONE2_MLX: null });
    expect(rows.percentilesAll?.P99_ALL).toBeCloseTo(636.62, 8);
    expect(rows.percentilesSkyglow?.P50_ART).toBeCloseTo(12.7324, 8);
    expect(brightnessRows(compat, 'nsnsd').artificial).toMatchObject({
      ...{ Median: 4, Zenith: 27, 'Clipped at 8.6 nL Sum (mlux)': 0.5 },
    });
    expect(verticalRows([{ set: 1, metrics: compat }], 'nsnsd').artificial80).toMatchObject({
      ...{ azimuthsDeg: [0, 180], sets: [{ set: 1, values: [2, 3], horizontal: 0.24 }] },
    });
  });
});

describe('rows of towns', () => {
  it('split a town across north in two, as the old table meant and as it did', () => {
    expect(placeRows(metrics).map(({ PLACE, BEARING }) => [PLACE, BEARING])).toEqual([
      ['Mesa', 355],
      ['Page', 190],
    ]);
    const [mesa, page] = cityRows(metrics, 'none');
    expect(mesa).toMatchObject({
      ...{ 'Left Az': 348, 'Right Az': 362, laz1: 348, raz1: 360, laz2: 0, raz2: 2 },
      ...{ geogaz: -5, geoglaz: -12, geograz: 2 },
    });
    expect(page).toMatchObject({ geogaz: -170, raz1: null, laz2: null, 'Radius (km)': null });
    expect(cityRows(metrics, 'nsnsd')[0]).toMatchObject({ raz1: 362 });
  });
});
