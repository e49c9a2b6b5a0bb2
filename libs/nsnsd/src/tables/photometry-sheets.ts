import { computed, typed } from './columns.js';

/*
 * The sheets of `tables/NIGHT.xlsx` with photometry (sky-stages 7.2, 7.5). Units are in the names:
 * MSA mag/arcsec2, MCCD microcandela per m2 (old spelling, D30), MLX millilux, LPR ratio to a natural
 * reference, PCT percent; azimuths in degrees from north through east.
 */

export const v2Photometry = {
  name: 'V2 PHOTOMETRY',
  title: 'ALL SKY PHOTOMETRY STATISTICS FROM VERSION 2 SPREADSHEET METHODS',
  range: 'V2PHOTOMETRY',
  rows: 'set',
  columns: [
    computed('DNIGHT', 16),
    computed('DSET', 13),
    computed('ZENITH_MSA_V2', 17.7, '0.00'),
    computed('ALLSKY_MAGS_V2', 19.7, '0.00'),
    computed('ZA70_MAGS_V2', 17.9, '0.00'),
    computed('BRIGHTEST_MSA_V2', 19.4, '0.00'),
    computed('DARKEST_MSA_V2', 18.3, '0.00'),
    computed('SYN_SQM', 15, '0.00'),
    computed('SCALAR_ILL_V2', 14, '0.000'),
  ],
} as const;

export const v4Photometry = {
  name: 'V4 PHOTOMETRY',
  title: 'ALL SKY PHOTOMETRY STATISTICS FROM VERSION 4 GRID PROCESSING METHOD',
  range: 'V4PHOTOMETRY',
  rows: 'set',
  columns: [
    computed('DNIGHT', 16.3),
    computed('DSET', 13),
    computed('AVE_LUM_MSA', 20, '0.00'),
    computed('AVE_LUM_MCCD', 16.6, '0.0'),
    computed('ZENITH_LUM_MSA', 20.6, '0.00'),
    computed('ZENITH_LUM_MCCD', 21.1, '0.0'),
    computed('BRIGHTEST_LUM_MSA', 22.4, '0.00'),
    computed('BRIGHTEST_LUM_MCCD', 24, '0.0'),
    computed('ALLSKY_MAGS', 19.4, '0.00'),
    computed('ALLSKY_MLX', 15.1, '0.000'),
    computed('HORIZ_MLX', 15.6, '0.000'),
    computed('MAXVERT_MLX', 17.1, '0.000'),
    computed('MAXVERT_AZIMUTH', 20.6, '####'),
    computed('MINVERT_MLX', 17.1, '0.000'),
    computed('MINVERT_AZIMUTH', 20.6, '####'),
    computed('NSTARS_FLAT', 15.6, '####'),
    computed('NSTARS_OBS', 14.9, '####'),
    computed('NSTARS_EXT', 15.1, '####'),
    computed('VISSTARS_NAT', 15.3, '####'),
    computed('VISSTARS_OBS', 15.1, '####'),
    computed('PCT_VISSTARS', 15.1, '0.00'),
    computed('SCALAR_ILL_V4', 16.6, '0.0000'),
  ],
} as const;

export const glare = {
  name: 'GLARE',
  title: 'PHOTOMETRY OF GLARE SOURCES BY CCD CAMERA WITH ND FILTER',
  range: 'GLAREPHOTOMETRY',
  rows: 'typed-set',
  columns: [
    computed('DNIGHT', 16.1),
    computed('DSET', 13),
    typed('ALLSKY_GLARE_MAGS', 20.9),
    typed('ALLSKY_GLARE_MLX', 20.4),
    typed('MAXVERT_GLARE_MLX', 24.3),
    typed('MEANVERT_GLARE_MLX', 27.6),
    typed('MINVERT_GLARE_MLX', 22.9),
    typed('HORIZ_GLARE_MLX', 20.1),
  ],
} as const;

export const naturalSky = {
  name: 'NATSKY',
  title: 'NATURAL SKY MODEL FIT INFORMATION',
  range: 'NATSKYMODELFIT',
  rows: 'set',
  columns: [
    computed('DNIGHT', 15.1),
    computed('DSET', 10),
    computed('EM_LYR_HT_KM', 17.7),
    /** Metres. */
    computed('SITE_ELEV', 12.4),
    computed('EXTCOEFF_USED', 17.1, '0.000'),
    computed('ZENITH_AIRGLOW_MCCD', 25.3, '#,###'),
    computed('AIRGLOW_EXT_CONST', 22.7, '0.0'),
    computed('ADL_MULT', 13, '0.0'),
    computed('ZOD_EXT_CONST', 16.6, '0.0'),
    computed('GAL_EXT_CONST', 18.1, '0.0'),
    typed('FIT_QUALITY', 14.9),
    typed('NATSKY_FIT_NOTES', 80.9, 'left'),
  ],
} as const;

export const skyglow = {
  name: 'LP',
  title:
    'LIGHT POLLUTION CALCULATIONS FROM SKYGOW (LUMINANCE AND ILLUMINANCE) FOR THE WHOLE OBSERVABLE SKY',
  range: 'SKYGLOWALLSKY',
  rows: 'set',
  columns: [
    computed('DNIGHT', 14.3),
    computed('DSET', 13),
    computed('SQI_ALLSKY', 13.1, '0.0'),
    computed('ALR', 9.7, '0.000'),
    computed('ALLSKY_ART_MAGS', 24.6, '0.00'),
    computed('ALLSKY_ART_MLX', 23.1, '0.000'),
    computed('MAXVERT_ART_MLX', 20.9, '0.000'),
    computed('MAXVERT_LPR', 20.1, '0.000'),
    computed('MAXVERT_AZIMUTH', 20.6, '####'),
    computed('MEANVERT_ART_MLX', 21.3, '0.000'),
    computed('MEANVERT_LPR', 17.1, '0.000'),
    computed('MINVERT_ART_MLX', 21.6, '0.000'),
    computed('MINVERT_LPR', 16.6, '0.000'),
    computed('MINVERT_AZIMUTH', 20.6, '####'),
    computed('HORIZ_ART_MLX', 18.4, '0.000'),
    computed('HORIZ_LPR', 15.3, '0.000'),
    computed('BRIGHTEST_ART_MCCD', 25.3, '####'),
    computed('BRIGHTEST_LPR', 18.1, '0.00'),
    computed('ZENITH_LUM_ART_MCCD', 25, '####'),
    computed('ZENITH_LUM_LPR', 18.7, '0.000'),
    computed('MEANLUM_ART_MCCD', 23.3, '####'),
    computed('MODEL_ALR', 15.1, '0.000'),
  ],
} as const;

/** LP80 and LP70 have the same columns; the stray space belongs to the name. */
function cappedColumns<Zone extends 'ZA80' | 'ZA70'>(zone: Zone) {
  return [
    computed('DNIGHT', 12.4),
    computed('DSET', 13),
    computed(`SQI_${zone}`, 13.1, '0.0'),
    computed(`${zone}_ALR`, 9.7, '0.000'),
    computed(`${zone}_ART_MAGS`, 24.6, '0.00'),
    computed(`${zone}_ART_MLX`, 23.1, '0.000'),
    computed(`${zone}_MAXVERT_ART_MLX`, 26, '0.000'),
    computed(`${zone}_MAXVERT_LPR`, 20.1, '0.000'),
    computed(`${zone}_MAXVERT_AZIMUTH`, 26, '####'),
    computed(`${zone}_ MEANVERT_ART_MLX`, 26.3, '0.000'),
    computed(`${zone}_MEANVERT_LPR`, 22.6, '0.000'),
    computed(`${zone}_MINVERT_ART_MLX`, 25.9, '0.000'),
    computed(`${zone}_MINVERT_LPR`, 21.3, '0.000'),
    computed(`${zone}_MINVERT_AZIMUTH`, 26, '####'),
    computed(`${zone}_HORIZ_ART_MLX`, 22.6, '0.000'),
    computed(`${zone}_HORIZ_LPR`, 20.4, '0.000'),
    computed(`${zone}_BRIGHTEST_ART_MCCD`, 28.6, '####'),
    computed(`${zone}_BRIGHTEST_LPR`, 22.4, '0.00'),
    computed(`${zone}_MEANLUM_ART_MCCD`, 27.7, '####'),
  ] as const;
}

export const skyglow80 = {
  name: 'LP80',
  title:
    'LIGHT POLLUTION CALCULATIONS FROM SKYGOW (LUMINANCE AND ILLUMINANCE) FOR SKY FROM ZENITH TO ZENITH ANGLE 80',
  range: 'SKYGLOWZA80',
  rows: 'set',
  columns: cappedColumns('ZA80'),
} as const;

export const skyglow70 = {
  name: 'LP70',
  title:
    'LIGHT POLLUTION CALCULATIONS FROM SKYGOW (LUMINANCE AND ILLUMINANCE) FOR SKY FROM ZENITH TO ZENITH ANGLE 70',
  range: 'SKYGLOWZA70',
  rows: 'set',
  columns: cappedColumns('ZA70'),
} as const;

export const zones = {
  name: 'ZONES',
  title: 'LIGHT POLLUTION FROM SKYGLOW BY ZENITH ANGLE ZONE',
  range: 'SKYGLOWZONES',
  rows: 'set',
  columns: [
    computed('DNIGHT', 16),
    computed('DSET', 13),
    computed('ZONE1_MCCD', 16.6, '####'),
    computed('ZONE1_MLX', 13.7, '0.000'),
    computed('ZONE1_PCT', 14, '0.0'),
    computed('ZONE2_MCCD', 14.6, '####'),
    computed('ZONE2_MLX', 15.4, '0.000'),
    computed('ZONE2_PCT', 16.1, '0.0'),
    computed('ZONE3_MCCD', 16.9, '####'),
    computed('ZONE3_MLX', 17.3, '0.000'),
    computed('ZONE3_PCT', 17.1, '0.0'),
    computed('ZONE4_MCCD', 17.7, '####'),
    computed('ZONE4_MLX', 17, '0.000'),
    computed('ZONE4_PCT', 13.7, '0.0'),
    computed('ZONE5_MCCD', 14.9, '####'),
    computed('ZONE5_MLX', 16.7, '0.000'),
    computed('ZONE5_PCT', 12.9, '0.0'),
  ],
} as const;

export const percentilesAll = {
  name: 'V4 PERCENTILES ALL',
  title: 'PERCENTILE STATISTICS HORIZON MASKED ALL SOURCES',
  range: 'PERCENTILESALL',
  rows: 'set',
  columns: [
    computed('DNIGHT', 18.6),
    computed('DSET', 9.1),
    computed('P05DEG_ALL', 14.3, '0.00'),
    computed('P1DEG_ALL', 13, '0.00'),
    computed('P99_ALL', 9.1, '0.00'),
    computed('P98_ALL', 13, '0.00'),
    computed('P95_ALL', 13, '0.00'),
    computed('P90_ALL', 13, '0.00'),
    computed('P80_ALL', 9.4, '0.00'),
    computed('P70_ALL', 9.1, '0.00'),
    computed('P60_ALL', 13, '0.00'),
    computed('P50_ALL', 11, '0.00'),
    computed('P01_ALL', 13.3, '0.00'),
    computed('P0005_ALL', 16.1, '0.00'),
  ],
} as const;

export const percentilesSkyglow = {
  name: 'V4 PERCENTILES LP',
  title: 'PERCENTILE STATISTICS HORIZON MASKED ARTIFICIAL ONLY',
  range: 'PERCENTILESSKYGLOW',
  rows: 'set',
  columns: [
    computed('DNIGHT', 18.6),
    computed('DSET', 9.1),
    computed('P05DEG_ART', 14.3, '0.00'),
    computed('P1DEG_ART', 13, '0.00'),
    computed('P99_ART', 9.1, '0.00'),
    computed('P98_ART', 13, '0.00'),
    computed('P95_ART', 13, '0.00'),
    computed('P90_ART', 9, '0.00'),
    computed('P80_ART', 9.7, '0.00'),
    computed('P70_ART', 9.1, '0.00'),
    computed('P60_ART', 13, '0.00'),
    computed('P50_ART', 9.4, '0.00'),
    computed('P01_ART', 11.3, '0.00'),
  ],
} as const;
