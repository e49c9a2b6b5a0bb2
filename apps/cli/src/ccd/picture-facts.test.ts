import { Header, type CardEntry } from '@nightskies/fits';
import { describe, expect, it } from 'vitest';
import { headerFacts, skyOverSite } from './picture-facts.js';

const facts = (...cards: CardEntry[]) => headerFacts(Header.of(cards), 100, 80);
const site: CardEntry[] = [
  ['LATITUDE', 36.5],
  ['LONGITUD', -117.1],
  ['ELEVATIO', 1700],
];

describe('what a header says of a picture', () => {
  it('is nothing for a header that says nothing', () => {
    expect(facts()).toEqual({ hints: {}, origins: [] });
  });

  it('is the middle of the exposure, whether it starts by date or by JD', () => {
    const byDate = facts(['DATE-OBS', '2024-10-04T05:29:30'], ['EXPTIME', 60]);
    expect(byDate.jdUtc).toBeCloseTo(2460587.729167, 5);
    expect(facts(['JD', 2460587.5], ['EXPTIME', 86.4]).jdUtc).toBeCloseTo(2460587.5005, 6);
    const average = facts(['DATE-AVG', '2024-10-04T05:30:00'], ['DATE-OBS', '2020-01-01T00:00:00']);
    expect(average.jdUtc).toBeCloseTo(2460587.729167, 5);
    expect(facts(['DATE-OBS', 'yesterday at Tea']).jdUtc).toBeUndefined();
    expect(facts(['DATE-AVG', 'Tea'], ['JD', 2460587.5]).jdUtc).toBeCloseTo(2460587.5, 6);
  });

  it('is in UTC, whatever zone the clock of the camera had', () => {
    const zone: CardEntry = ['DATE-OBS', '2024-10-03T22:29:30-0700'];
    expect(facts(zone, ['EXPTIME', 60]).jdUtc).toBeCloseTo(2460587.729167, 5);
    const local: CardEntry = ['DATE-OBS', '2024-10-03T22:30:00'];
    expect(facts(local, ['UT-OBS', '2024-10-04T05:30:00']).jdUtc).toBeCloseTo(2460587.729167, 5);
  });

  it('is a middle in hours or degrees, whoever wrote it', () => {
    const inHours = facts(['OBJCTRA', '05 35 17'], ['OBJCTDEC', '-05 23 28']).hints.centre;
    const inDegrees = facts(['RA', 83.8208], ['DEC', -5.3911]).hints.centre;
    expect(inHours?.raDeg).toBeCloseTo(83.8208, 3);
    expect(inHours?.decDeg).toBeCloseTo(inDegrees?.decDeg ?? NaN, 3);
  });

  it('is a middle from azimuth and altitude, with time and site alone', () => {
    const pointed: CardEntry[] = [
      ['AZ', 120],
      ['ALT', 45],
    ];
    const time: CardEntry = ['JD', 2460587.75];
    const { hints, origins, commanded } = facts(...pointed, ...site, time);
    const frame = skyOverSite(
      { latitudeDeg: 36.5, longitudeDeg: -117.1, heightM: 1700 },
      2460587.75,
    );
    const back = frame.icrsToAltAz(hints.centre ?? { raDeg: NaN, decDeg: NaN });
    expect(back.azimuthDeg).toBeCloseTo(120, 5);
    expect(back.altitudeDeg).toBeCloseTo(45, 5);
    expect(origins).toEqual(['centre: AZ, ALT, time and site of the header']);
    expect(commanded).toEqual({ azimuthDeg: 120, altitudeDeg: 45 });
    expect(facts(...pointed, ...site).hints.centre).toBeUndefined();
  });

  it('is a scale, stated or from lens and pixel', () => {
    const { low = 0, high = 0 } = facts(['FOCALLEN', 50], ['XPIXSZ', 6.8]).hints.scaleArcsec ?? {};
    expect(low).toBeLessThan(28.05);
    expect(high).toBeGreaterThan(28.05);
    expect(facts(['PIXSCALE', 93.5]).hints.scaleArcsec?.low).toBeLessThan(93.5);
    expect(facts(['FOCALLEN', 0], ['XPIXSZ', 6.8]).hints.scaleArcsec).toBeUndefined();
  });

  it('is an older solution as a hint, and nothing where that is broken', () => {
    const wcs: CardEntry[] = [
      ['CTYPE1', 'RA---TAN'],
      ['CTYPE2', 'DEC--TAN'],
      ['CRVAL1', 10],
      ['CRVAL2', 20],
      ['CRPIX1', 50.5],
      ['CRPIX2', 40.5],
    ];
    const scale: CardEntry[] = [
      ['CD1_1', -0.01],
      ['CD2_2', 0.01],
    ];
    expect(facts(...wcs, ...scale).hints.centre?.raDeg).toBeCloseTo(10, 6);
    expect(facts(...wcs, ['CD1_1', 0], ['CD2_2', 0]).hints.centre).toBeUndefined();
  });
});
