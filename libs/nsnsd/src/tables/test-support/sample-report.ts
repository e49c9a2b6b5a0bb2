import type { CalibrationReport, ReportOfSet } from '../calibration-report.js';

function reportOfSet(set: number): ReportOfSet {
  return {
    set,
    startHours: 20.5 + set,
    endHours: 20.9 + set,
    zeropointFixed: 14.78,
    zeropointFree: 14.7812,
    extinction: 0.152,
    standardError: 0.031,
    stars: 311,
    plateScaleArcsec: 95.81,
    plateScaleOffset: 9.907,
    meanPointingErrorDeg: 0.31,
    zenithMsa: 21.71,
    brightestMsa: 18.22,
    faintestMsa: 21.93,
    syntheticSqm: 21.44,
  };
}

/** A report of invented numbers. */
export function sampleReport(
  sets: readonly number[] = [1, 2],
  picture: CalibrationReport['picture'] = null,
): CalibrationReport {
  return {
    night: {
      night: 'SIMA261101',
      date: '2026-11-21',
      processor: 'A Person',
      park: 'Simulated Park',
      site: 'Mesa Top',
      longitudeDeg: -111.5125,
      latitudeDeg: 36.25,
      elevationM: 1480,
      dateUt: '2026-11-02',
      timeUt: '04:12:33',
      equipment: 'ML3, Nikon 50mm f/2',
      observers: 'A Observer, B Observer',
      airTemperatureF: 38.2,
      humidityPercent: 41,
      windMph: 2.5,
      ccdTemperatureC: -20,
      exposureSeconds: 15,
      collectionNotes: 'As the header notes',
      flat: 'ML3_flat_V.fit',
      curve: 'ML3',
      bias: 'combias.fit',
      thermal: 'corthermal.fit',
    },
    sets: sets.map(reportOfSet),
    picture,
  };
}
