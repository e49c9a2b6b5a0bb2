import type { Header } from '@nightskies/fits';
import type { TableCards } from './from-headers.js';

/** What the tables print of the header of a raw frame. Numbers written as text count too. */
export function tableCards(header: Header): TableCards {
  const text = (keyword: string): string | null => {
    const written = header.string(keyword)?.trim();
    return written === undefined || written === '' ? null : written;
  };
  const number = (keyword: string): number | null => {
    const value = header.number(keyword) ?? Number(text(keyword) ?? Number.NaN);
    return Number.isFinite(value) ? value : null;
  };
  return {
    dateObs: text('DATE-OBS'),
    site: text('LOCATION'),
    observers: text('OBSERVER'),
    notes: text('NOTES'),
    longitudeDeg: number('LONGITUD'),
    latitudeDeg: number('LATITUDE'),
    elevationM: number('ELEVATIO'),
    airTemperatureF: number('AMTEMP_F'),
    humidityPercent: number('HUMID'),
    windMph: number('WIND_MPH'),
    ccdTemperatureC: number('CCD-TEMP'),
    instrument: text('INSTRUME'),
    telescope: text('TELESCOP'),
    filter: text('FILTER'),
    exposureSeconds: number('EXPTIME') ?? number('EXPOSURE'),
  };
}

/** Where no frame could be read. */
export const noCards: TableCards = {
  ...{ dateObs: null, site: null, observers: null, notes: null },
  ...{ longitudeDeg: null, latitudeDeg: null, elevationM: null },
  ...{ airTemperatureF: null, humidityPercent: null, windMph: null, ccdTemperatureC: null },
  ...{ instrument: null, telescope: null, filter: null, exposureSeconds: null },
};
