import { computed, dateFormat, suggested, timeFormat, typed } from './columns.js';

/*
 * The sheets of `tables/NIGHT.xlsx` that describe night, sets and pictures (sky-stages 7.1, 7.5).
 * Odd spellings belong to the names databases import by.
 */

export const nightMetadata = {
  name: 'NIGHT METADATA',
  title: 'DATA NIGHT ATTRIBUTES',
  range: 'NIGHTATTRIBUTES',
  rows: 'night',
  columns: [
    computed('DNIGHT', 16.9),
    computed('NPS_UNIT', 36),
    computed('UNIT_CODE', 23.1),
    /** Degrees, east positive. */
    computed('LONGITUDE', 15.9),
    computed('LATITUDE', 13.1),
    /** Metres. */
    computed('ELEVATION', 14.9),
    computed('SITE_NAME', 43.6),
    computed('DATE_START_UT', 18.7, dateFormat),
    computed('TIME _START_UT', 18.6, timeFormat),
    computed('AIR_TEMP_C', 17.3, '0.0'),
    /** Percent. */
    computed('RH', 8, '0.0'),
    computed('WIND_SPEED_MPH', 17.9),
    suggested('CAMERA', 12.4),
    /** Degrees Celsius. */
    computed('CAMERA_TEMP', 16),
    suggested('LENS', 12),
    suggested('FILTER_NAME', 14.1),
    suggested('FILTER', 10.1),
    suggested('INSTRUMENT', 17),
    computed('NUM_IMAGES', 16.4),
    /** Seconds. */
    computed('EXPTIME', 9.6),
    computed('ZEROPOINT', 14.3, '0.000'),
    computed('IMG_SCALE_OFFSET', 20.7, '0.000'),
    computed('NUM_SETS', 13.6),
    typed('ZLM', 10.3),
    typed('BORTLE', 15),
    computed('ALBEDO', 13, '0.000'),
    typed('SQM', 9.6),
    suggested('OBS_1', 23),
    suggested('OBS_2', 22.3),
    suggested('OBS_3', 21),
    suggested('OBS_4', 23.4),
    typed('NARRATIVE', 176.3, 'wrapped'),
    /** Three digits. */
    computed('PICTAZIMUTH', 33.9),
  ],
} as const;

export const cities = {
  name: 'CITIES',
  title: "NEARBY 100 CITIES BEARING AND DISTANCE (KM) ORDERED ACCORDING TO WALKER'S LAW",
  range: 'CITYDATA',
  rows: 'place',
  columns: [
    computed('DNIGHT', 15.4),
    computed('PLACE', 37, 'General', 'left'),
    computed('STATE', 13),
    computed('WALKERS', 11.9, '0.0000'),
    computed('POPULATION', 15.7, '#,###'),
    computed('DISTANCE', 11.7, '####'),
    computed('BEARING', 10.9, '0.0'),
    computed('HALF_WIDTH_DEG', 20.9, '0.0'),
  ],
} as const;

export const setMetadata = {
  name: 'SET METADATA',
  title: 'DATA SET ATTRIBUTES',
  range: 'SETATTRIBUTES',
  rows: 'set',
  columns: [
    computed('DNIGHT', 14.1),
    computed('DSET', 13),
    computed('SSTART_DATE_UT', 17.9, dateFormat),
    computed('SSTART_TIME_UT', 18.1, timeFormat),
    computed('MID_DATE_LMT', 16, dateFormat),
    /** Hours of local mean time. */
    computed('MID_TIME_LMT', 15.6, '0.00'),
    typed('GLARE', 10),
    typed('ATMOSPHERE', 14.6),
    typed('COLLECTION', 12.1),
    typed('PROCESSING', 13),
    typed('REFERENCE', 12),
    typed('USEABLE', 11.4),
    typed('CLOUDS', 12.7),
    typed('PLUMES', 13),
    typed('PCT20', 13),
    typed('COLLECTION_NOTES', 56.7, 'left'),
  ],
} as const;

export const calibration = {
  name: 'CALIBRATION',
  title: 'IMAGE CALIBRATION INFORMATION',
  range: 'CALIBATTRIBUTES',
  rows: 'set',
  columns: [
    computed('DNIGHT', 14.7),
    computed('DSET', 13),
    computed('FLAT_NAME', 36.3),
    computed('CURVE_NAME', 13.7),
    /** ADU, largest less smallest. */
    computed('BIAS_DRIFT', 16.6, '0.0'),
    /** Degrees on the sky. */
    computed('MAX_POINT_ERR', 18, '0.00'),
    computed('AVE_POINT_ERR', 17, '0.00'),
    typed('BAD_FRAMES', 16.1),
    typed('CALIB_NOTES', 105.3, 'left'),
  ],
} as const;

export const extinction = {
  name: 'EXTINCTION',
  title: 'ALL SKY EXTINCTION REGRESSION INFORMATION',
  range: 'EXTINATTRIBUTES',
  rows: 'set',
  columns: [
    computed('DNIGHT', 16.3),
    computed('DSET', 13),
    computed('NUM_SOLVED', 17.9),
    computed('STARS_REG', 17.6),
    computed('STARS_REJ', 15),
    computed('STD_ERR_Y', 16.7, '0.000'),
    computed('ZEROPOINT_FLOAT', 20, '0.000'),
    computed('COLOR_FLOAT', 16, '0.000'),
    computed('ZEROPOINT', 15.4, '0.000'),
    computed('COLOR', 13, '0.000'),
    /** Magnitudes per airmass, positive for light lost. */
    computed('EXTCOEFF', 15.3, '0.00'),
  ],
} as const;

export const imageCoordinates = {
  name: 'IMG COORDS',
  title: 'COORDINATES OF CENTER OF EACH IMAGE',
  range: 'IMAGECOORDS',
  rows: 'image',
  columns: [
    computed('DNIGHT', 15),
    computed('DSET', 9.1),
    computed('IMG_NUM', 11.1),
    computed('AZIMUTH', 10.4, '0.00'),
    computed('ALTITUDE', 10.9, '0.00'),
    /** Hours. */
    computed('RA', 9.1, '0.00'),
    computed('DEC', 13, '0.00'),
    /** Longitudes with their sign turned round, as in the table of coordinates. */
    computed('GALL', 13, '0.00'),
    computed('GALB', 13, '0.00'),
    computed('ECL', 13, '0.00'),
    computed('ECB', 13, '0.00'),
  ],
} as const;
