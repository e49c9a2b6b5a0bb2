import { Header, type CardEntry } from '@nightskies/fits';
import type { Site } from '@nightskies/sky';
import type { Exposure } from './schedule.js';
import { isoOf } from './sky/time.js';

/** The invented site and camera that stand in every header. */
export const site = {
  location: 'Demonstration Basin NP',
  latitudeDeg: 38.4127,
  longitudeEastDeg: -110.1384,
  elevationM: 1740,
  temperatureF: 45.5,
  humidityPercent: 31,
  windMph: 2.5,
} as const;
/** The same place for the sky over it. */
export const siteOfSky: Site = {
  longitudeDeg: site.longitudeEastDeg,
  latitudeDeg: site.latitudeDeg,
  heightM: site.elevationM,
};
export const instrument = 'DEMO 1, Simulated 50mm f/2';
/** Camera name: INSTRUME up to the comma, without spaces. */
export const camera = 'DEMO1';

const imageTypes = { light: 'LIGHT', dark: 'DARK', bias: 'BIAS', 'bias-crop': 'BIAS' } as const;
const unbinnedPixelMicrons = 24;

export interface HeaderFacts {
  readonly night: string;
  readonly exposure: Exposure;
  readonly binning: number;
  readonly gainElectronsPerDn: number;
  /** First column and row of a crop in the full frame, 0-based; null for full frames. */
  readonly cropStart: number | null;
}

/** The header of a raw frame, with every keyword the pipeline reads. */
export function rawHeader(facts: HeaderFacts): Header {
  const { night, exposure, binning, cropStart } = facts;
  const { kind, name, pointing } = exposure;
  const object = { light: `${night} ${name}`, dark: 'Dark', bias: 'Bias', 'bias-crop': 'Bias' };
  const cards: CardEntry[] = [
    ['OBJECT', object[kind], 'Target object'],
    ['INSTRUME', instrument, 'Camera, lens'],
    ['TELESCOP', 'Simulated mount', 'Mount'],
    ['DATE-OBS', isoOf(exposure.startJd), 'UTC at start of exposure'],
    ['EXPTIME', exposure.seconds, 'Exposure time in seconds'],
    ['CCD-TEMP', -20, 'CCD temperature in C'],
    ['EGAIN', facts.gainElectronsPerDn, 'Electrons per ADU'],
    ['XPIXSZ', unbinnedPixelMicrons * binning, 'Pixel size in microns (with binning)'],
    ['YPIXSZ', unbinnedPixelMicrons * binning, 'Pixel size in microns (with binning)'],
    ['XBINNING', binning],
    ['YBINNING', binning],
  ];
  if (cropStart !== null) {
    cards.push(
      ['XORGSUBF', cropStart, 'Subframe X position in binned pixels, 0-based'],
      ['YORGSUBF', cropStart, 'Subframe Y position in binned pixels, 0-based'],
    );
  }
  cards.push(
    ['FILTER', exposure.band, 'Filter'],
    ['IMAGETYP', imageTypes[kind], 'Type of image'],
    ['JD', exposure.startJd, 'Julian Date (UTC) at start of exposure'],
    ['OBSERVER', 'A Simulator'],
    ['LOCATION', site.location, 'Site name'],
    ['LONGITUD', site.longitudeEastDeg, 'Longitude, deg, east positive'],
    ['LATITUDE', site.latitudeDeg, 'Latitude, deg, north positive'],
    ['ELEVATIO', site.elevationM, 'Elevation, m'],
    ['AMTEMP_F', site.temperatureF, 'Air temperature, F'],
    ['HUMID', site.humidityPercent, 'Relative humidity, percent'],
    ['WIND_MPH', site.windMph, 'Wind speed, mph'],
  );
  if (pointing !== null) {
    cards.push(
      ['AZ', pointing.azimuthDeg, 'Commanded azimuth, deg'],
      ['ALT', pointing.altitudeDeg, 'Commanded altitude, deg'],
    );
  }
  cards.push(['NOTES', 'SIMULATED DATA']);
  return Header.of(cards);
}
